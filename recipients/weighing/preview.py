"""What a change of points would do to the waiting list, before anybody saves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from recipients import queue
from recipients.models import Need, Weight
from recipients.weighing.changing import Change

FIRST = 10


@dataclass(frozen=True)
class Moved:
    """A need with its place now and after the change, and its points then."""

    need: Need
    before: int
    after: int
    points: int


@dataclass(frozen=True)
class Preview:
    """How many needs move, and who is first afterwards. All are counted on the day from which the change holds, by the
    needs that wait today."""

    up: int
    down: int
    same: int
    first: list[Moved]

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self.up + self.down + self.same


def preview(change: Change, *, now: datetime | None = None) -> Preview:
    """Compares the order on the change's day with and without it."""
    now = now or timezone.now()
    moment = max(now, _beginning(change.valid_from))
    weights = Weight.objects.valid_on(change.valid_from)
    changed = _with(weights, change)
    before = queue.places(now=moment, weights=weights)
    after = queue.places(now=moment, weights=changed)
    up = sum(1 for pk, place in after.items() if place < before[pk])
    down = sum(1 for pk, place in after.items() if place > before[pk])
    first = _first(list(after)[:FIRST], moment, changed, before)
    return Preview(up, down, len(after) - up - down, first)


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _with(weights: Mapping[str, Weight], change: Change) -> dict[str, Weight]:
    """The weights as they would be; the row is never saved."""
    named = weights.get(change.fact) or Weight.objects.filter(fact=change.fact).last() or Weight()
    row = Weight(fact=change.fact, points=change.points, name_de=named.name_de, name_en=named.name_en)
    return {**weights, change.fact: row}


def _first(pks: list[int], moment: datetime, weights: Mapping[str, Weight], before: Mapping[int, int]) -> list[Moved]:
    needs = Need.objects.filter(pk__in=pks).select_related("request__institution")
    rows = {need.pk: need for need in queue.ranked(needs, now=moment, weights=weights)}
    return [Moved(rows[pk], before[pk], place, rows[pk].points) for place, pk in enumerate(pks, start=1)]
