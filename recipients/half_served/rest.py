"""The rest of a half-served set: not asked for any more, or asked for again. What is promised or in use stays."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from custody.actor import Actor
from custody.services import Line, change_status_many, record_many
from recipients.enums import NeedStatus
from recipients.followers import follow_allocations
from recipients.models import Allocation, Need, NeedItem
from recipients.models.need import NeedQuerySet

GIVEN_UP, ASKED_AGAIN = "rest_given_up", "rest_asked_again"
RUNNING = (NeedStatus.OPEN, NeedStatus.RESERVED)


def half_served(needs: NeedQuerySet) -> NeedQuerySet:
    """Those that wait for a part while another part is promised or in use."""
    has_device = Exists(Allocation.objects.active().filter(item__need=OuterRef("pk")))
    waits = Exists(NeedItem.objects.unpromised().filter(need=OuterRef("pk")))
    return needs.filter(has_device, waits, status__in=RUNNING)


def is_half_served(need: Need) -> bool:
    """As `half_served`, of a need that was read with its items' promises (overview.with_items)."""
    items = need.items.all()
    waits = any(not (item.promised or item.given_up) for item in items)
    return need.status in RUNNING and waits and any(item.promised for item in items)


def give_up(needs: Collection[int], *, actor: Actor, now: datetime) -> list[int]:
    """Nobody asks for what is open of these sets any more: each is served with the parts that it has. Returns the keys
    of the items. In the transaction of a caller that has locked the needs."""
    items = dict(NeedItem.objects.unpromised().filter(need__in=needs).values_list("pk", "need"))
    NeedItem.objects.filter(pk__in=items).update(given_up=True)
    _record(items, GIVEN_UP, actor, now)
    follow_allocations(set(items.values()), actor=actor, happened_at=now)
    return sorted(items)


def ask_again(items: Collection[int], *, actor: Actor, now: datetime) -> list[int]:
    """Takes that back for items whose need has not ended since. Returns the keys of their needs. In the transaction of
    a caller that has locked the needs."""
    alive = [*RUNNING, NeedStatus.FULFILLED]
    given_up = NeedItem.objects.filter(pk__in=items, given_up=True, need__status__in=alive)
    found = dict(given_up.values_list("pk", "need"))
    NeedItem.objects.filter(pk__in=found).update(given_up=False)
    served = Need.objects.filter(pk__in=found.values(), status=NeedStatus.FULFILLED).values_list("pk", flat=True)
    change_status_many(Need, list(served), NeedStatus.OPEN, actor=actor, happened_at=now)
    _record(found, ASKED_AGAIN, actor, now)
    follow_allocations(set(found.values()), actor=actor, happened_at=now)
    return sorted(set(found.values()))


def _record(items: dict[int, int], kind: str, actor: Actor, now: datetime) -> None:
    needs = Need.objects.in_bulk(set(items.values()))
    lines = [
        Line(need, kind, data={"items": [item for item, of in items.items() if of == pk]}) for pk, need in needs.items()
    ]
    record_many(lines, actor=actor, happened_at=now)
