"""Two pupils got each other's device: both reservations and both receipts are put right in one step."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients import receipt_versions
from recipients.enums import AllocationStatus
from recipients.locking import lock_allocations, lock_handover
from recipients.models import Allocation
from recipients.receipt_versions import NextVersion

EXCHANGED = "exchanged"
# Before the school has confirmed, and after.
LEFT = (AllocationStatus.DELIVERED, AllocationStatus.HANDED_OVER)


def partners(allocation: Allocation) -> list[Allocation]:
    """Whose device it may have been crossed with: the same kind, the same handover, another need, as far along; a
    class set is one."""
    if allocation.status not in LEFT or allocation.handover_id is None:
        return []
    rows = Allocation.objects.filter(
        handover=allocation.handover_id, status=allocation.status, item__category=allocation.item.category_id
    )
    rows = rows.exclude(item__need=allocation.item.need_id)
    if allocation.item.need.class_set_id:
        rows = rows.exclude(item__need__class_set=allocation.item.need.class_set_id)
    rows = rows.select_related("device__category", "item__need")
    return list(rows.order_by("item__need__pupil_code", "pk"))


def exchange(first: Allocation, second: Allocation, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Each need gets the other's device; both receipts are superseded by the next version. The devices' own histories
    and dates stay: they left, and were handed over, when they were.

    Raises TransitionRefused without a reason, for two that can't have been crossed, and while a receipt is being made.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say how it was noticed."))
    _can_be_crossed(first, second)
    versions = receipt_versions.crossed(first.handover, first, second, now=now)
    with transaction.atomic():
        lock_handover(first.handover_id)
        rows = lock_allocations([first.pk, second.pk])
        _as_before(rows, (first, second))
        receipt_versions.stand_back(versions)
        _cross(*rows)
        for version in versions:
            _stand_anew(version, {first.pk: second, second.pk: first}, actor=actor, now=now)
        _record(rows, actor=actor, reason=reason, now=now)


def _can_be_crossed(first: Allocation, second: Allocation) -> None:
    if second.pk not in {row.pk for row in partners(first)}:
        raise TransitionRefused(_("These two devices can't have been crossed: not the same handover or kind."))


def _as_before(rows: list[Allocation], before: tuple[Allocation, Allocation]) -> None:
    known = {row.pk: (row.status, row.handover_id, row.item_id, row.device_id) for row in before}
    if any(known.get(row.pk) != (row.status, row.handover_id, row.item_id, row.device_id) for row in rows):
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))


def _cross(first: Allocation, second: Allocation) -> None:
    """Each keeps its device and gets the other's item. A promise is unique among the active ones: for a moment, which
    nobody sees before the commit, the first is none of them. That is no step, so it writes no history."""
    status = first.status
    Allocation.objects.filter(pk=first.pk).update(status=AllocationStatus.RELEASED)
    Allocation.objects.filter(pk=second.pk).update(item=first.item_id, loan_until=first.loan_until)
    Allocation.objects.filter(pk=first.pk).update(status=status, item=second.item_id, loan_until=second.loan_until)


def _stand_anew(version: NextVersion, other: dict[int, Allocation], *, actor: Actor, now: datetime) -> None:
    pks = [other[pk].pk if pk in other else pk for pk in version.given]
    receipt_versions.stand_anew(version, Allocation.objects.filter(pk__in=pks), actor=actor, now=now)


def _record(rows: list[Allocation], *, actor: Actor, reason: str, now: datetime) -> None:
    first, second = rows
    pairs = ((first, second), (second, first))
    lines = [
        Line(row, EXCHANGED, data={"with": other.pk, "item": other.item_id, "before": row.item_id}, note=reason)
        for row, other in pairs
    ]
    record_many(lines, actor=actor, happened_at=now)
    record_many(
        [Line(first.handover, EXCHANGED, data={"allocations": [first.pk, second.pk]}, note=reason)], actor=actor
    )
