"""The waiting list: whose turn it is, and why. The order is points, then waiting time; both are visible facts
(PRODUCT.md § 8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, DurationField, ExpressionWrapper, F, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext

from recipients.enums import Answer, WeightFact
from recipients.models import Need, Weight

Weights = Mapping[str, Weight]

WEEK = timedelta(days=7)
FACTS = (WeightFact.NO_DEVICE_AT_HOME, WeightFact.FINAL_YEAR, WeightFact.SIBLINGS_SHARE)
ORDER = ("-points", "queued_since", "pk")


class FullWeeks(Func):
    """Whole weeks in a duration. SQLite keeps durations as microseconds, PostgreSQL as intervals."""

    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="(%(expressions)s) / 604800000000", **context)

    def as_postgresql(self, compiler, connection, **context) -> tuple[str, list]:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / 604800)::integer"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Part:
    """One reason of a need's points. `answer`: what the institution said, put into words when it is shown; a number of
    weeks for the waiting time."""

    fact: str
    label: str
    answer: Promise | int
    points: int


def ranked(needs: QuerySet, *, now: datetime | None = None, weights: Weights | None = None) -> QuerySet:
    """The needs with `points` by the weights valid on that day (or by these), and `behind`: the smaller, the earlier
    its turn."""
    now = now or timezone.now()
    weights = Weight.objects.valid_on(timezone.localdate(now)) if weights is None else weights
    points = Coalesce(_weeks(now), 0) * Value(_points(weights, WeightFact.WAITING_WEEK))
    for fact in FACTS:
        said = When(**{fact.value: Answer.YES}, then=Value(_points(weights, fact)))
        points = points + Case(said, default=Value(0))
    points = ExpressionWrapper(points, output_field=IntegerField())
    return needs.annotate(points=points).annotate(behind=ExpressionWrapper(-F("points"), output_field=IntegerField()))


def _weeks(now: datetime) -> FullWeeks:
    return FullWeeks(ExpressionWrapper(Value(now) - F("queued_since"), output_field=DurationField()))


def _points(weights: Weights, fact: WeightFact) -> int:
    return weights[fact].points if fact in weights else 0


def places(*, now: datetime | None = None, weights: Weights | None = None) -> dict[int, int]:
    """{need: its place}, 1 for whose turn it is; of the whole list, whoever asks."""
    ordered = ranked(Need.objects.queued(), now=now, weights=weights).order_by(*ORDER).values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(ordered, start=1)}


def about_before(place: int) -> int:
    """How many are before a place, as an institution is told: exact up to ten, then rounded down to tens, since the
    order moves every day."""
    before = place - 1
    return before if before <= 10 else before // 10 * 10


def explained(need: Need, *, now: datetime | None = None, weights: Weights | None = None) -> list[Part]:
    """Where each of the need's points comes from, by the weights of that day (or by these)."""
    now = now or timezone.now()
    weights = Weight.objects.valid_on(timezone.localdate(now)) if weights is None else weights
    parts = [_said(need, fact, weights) for fact in FACTS if fact in weights]
    if WeightFact.WAITING_WEEK in weights and need.queued_since:
        weekly = weights[WeightFact.WAITING_WEEK]
        weeks = (now - need.queued_since) // WEEK
        parts.append(Part(WeightFact.WAITING_WEEK.value, weekly.name, weeks, weeks * weekly.points))
    return parts


def because(parts: Iterable[Part]) -> str:
    """The parts that add something, in one line: "40 no device at home + 3 for 3 weeks"."""
    return " + ".join(f"{part.points} {_reason(part)}" for part in parts if part.points)


def _reason(part: Part) -> str:
    if part.fact != WeightFact.WAITING_WEEK:
        return part.label
    return ngettext("for %(count)d week", "for %(count)d weeks", int(part.answer)) % {"count": part.answer}


def _said(need: Need, fact: WeightFact, weights: Weights) -> Part:
    answer = Answer(getattr(need, fact.value))
    points = weights[fact].points if answer == Answer.YES else 0
    return Part(fact.value, weights[fact].name, answer.label, points)
