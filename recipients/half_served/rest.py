"""The rest of a half-served set: not asked for any more, or asked for again. What is promised or in use stays."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from custody.actor import Actor
from custody.services import Line, change_status_many, record_many
from recipients.enums import EXTRAS, NeedStatus
from recipients.half_served.need_states import follow_allocations
from recipients.models import Allocation, Need, NeedItem
from recipients.models.need import NeedItemQuerySet, NeedQuerySet

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


def give_up(
    needs: Collection[int],
    *,
    actor: Actor,
    now: datetime | None,
    note: str = "",
    along_with: NeedItem | None = None,
) -> list[int]:
    """Nobody asks for what is open of these sets any more: each is served with the parts that it has. `note`: why;
    `along_with`: the part with which the rest goes, kept in the history for the way back. Returns the keys of the
    items. In the transaction of a caller that has locked the needs."""
    items = dict(NeedItem.objects.unpromised().filter(need__in=needs).values_list("pk", "need"))
    NeedItem.objects.filter(pk__in=items).update(given_up=True)
    data = {"with": along_with.pk} if along_with else {}
    _record(items, GIVEN_UP, actor, now, note, data)
    follow_allocations(set(items.values()), actor=actor, happened_at=now)
    return sorted(items)


def ask_again(items: Collection[int], *, actor: Actor, now: datetime | None) -> list[int]:
    """Takes that back for items whose need has not ended since and still has a device, as half a set helps nobody.
    Returns the keys of their needs. In the transaction of a caller that has locked the needs."""
    has_device = Exists(Allocation.objects.active().filter(item__need=OuterRef("need")))
    return _ask_again(NeedItem.objects.filter(has_device, pk__in=items), actor, now)


def _ask_again(items: NeedItemQuerySet, actor: Actor, now: datetime | None) -> list[int]:
    alive = [*RUNNING, NeedStatus.FULFILLED]
    found = dict(items.filter(given_up=True, need__status__in=alive).values_list("pk", "need"))
    NeedItem.objects.filter(pk__in=found).update(given_up=False)
    served = Need.objects.filter(pk__in=found.values(), status=NeedStatus.FULFILLED).values_list("pk", flat=True)
    change_status_many(Need, list(served), NeedStatus.OPEN, actor=actor, happened_at=now)
    _record(found, ASKED_AGAIN, actor, now)
    follow_allocations(set(found.values()), actor=actor, happened_at=now)
    return sorted(set(found.values()))


def goes_along(item: NeedItem) -> bool:
    """Whether something still waits that is given up together with this part, as the set begins with it; another
    one of its kind still helps."""
    parts = NeedItem.objects.filter(need=item.need_id).select_related("category")
    first = min(parts, key=lambda part: (part.category.code in EXTRAS, part.position), default=None)
    waiting = NeedItem.objects.unpromised().filter(need=item.need_id)
    return first == item and waiting.exists() and not waiting.filter(category=item.category_id).exists()


def go_along(item: NeedItem, *, actor: Actor, reason: str, now: datetime | None) -> None:
    """Half a set helps nobody: without what it begins with (the computer), the monitor is waited for no longer. While
    that part still has its device, under the need's lock."""
    if goes_along(item):
        give_up([item.need_id], actor=actor, now=now, note=reason, along_with=item)


def come_along(item: NeedItem, *, actor: Actor, now: datetime | None) -> None:
    """What was given up together with this part is asked for again with it, under the need's lock."""
    line = item.need.events.filter(kind__in=[GIVEN_UP, ASKED_AGAIN]).order_by("-sequence").first()
    if line and line.kind == GIVEN_UP and line.data.get("with") == item.pk:
        _ask_again(NeedItem.objects.filter(pk__in=line.data["items"]), actor, now)


def _record(
    items: dict[int, int], kind: str, actor: Actor, now: datetime | None, note: str = "", data: dict | None = None
) -> None:
    """One line in the history of each need, naming its items."""
    needs = Need.objects.in_bulk(set(items.values()))
    lines = [
        Line(need, kind, data=(data or {}) | {"items": [item for item, of in items.items() if of == pk]}, note=note)
        for pk, need in needs.items()
    ]
    record_many(lines, actor=actor, happened_at=now)
