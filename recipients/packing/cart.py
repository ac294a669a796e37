"""The cart of a handover: every device is scanned onto it, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.accessories import giving
from devices.models import AccessoryAssignment, Device
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.locking import lock_allocation
from recipients.models import Allocation, Handover, HandoverVolunteer, PackedDevice
from recipients.packing.shelf import by_shelf

MANAGE, ASSIST = "recipients.manage_handover", "recipients.assist_handover"
PACKED, UNPACKED = "put_on_cart", "taken_off_cart"


def packed_by_hand_of(user: User) -> QuerySet[Handover]:
    """Handovers that this person may help to pack: coordination all, a volunteer the assigned ones, also before their
    day, since the pages of packing show devices and shelves alone, neither place nor institution nor codes."""
    coming = Handover.objects.filter(status__in=[HandoverStatus.PLANNED, HandoverStatus.PACKED])
    if user.has_perm(MANAGE):
        return coming
    if not user.has_perm(ASSIST):
        return coming.none()
    return coming.filter(pk__in=HandoverVolunteer.objects.filter(user=user).values("handover"))


def with_progress(rows: QuerySet[Handover]) -> QuerySet[Handover]:
    """With `device_count` and `packed_count`, of those that something is to be packed for."""
    reserved = Q(allocations__status=AllocationStatus.RESERVED)
    counted = rows.annotate(
        device_count=Count("allocations", filter=reserved, distinct=True),
        packed_count=Count("allocations__packing", filter=reserved, distinct=True),
    )
    return counted.filter(device_count__gt=0)


@dataclass(frozen=True)
class Line:
    """One device of the packing list. `trouble`: why it can't go along as it is."""

    allocation: Allocation
    is_packed: bool
    goes_with: list[str]
    without_power: bool
    trouble: str

    @property
    def device(self) -> Device:
        """What is packed."""
        return self.allocation.device


@dataclass(frozen=True)
class Cart:
    """What is to be packed, in the order of the shelves, and how far it is."""

    lines: list[Line]

    @property
    def total(self) -> int:
        """All devices that go along."""
        return len(self.lines)

    @property
    def done(self) -> int:
        """Those that lie on the cart."""
        return sum(line.is_packed for line in self.lines)

    @property
    def missing(self) -> list[Line]:
        """Those still to be fetched."""
        return [line for line in self.lines if not line.is_packed]

    @property
    def is_complete(self) -> bool:
        """Everything is on it, and there is something."""
        return self.total > 0 and self.done == self.total


def on_board(handover: Handover) -> QuerySet[Allocation]:
    """Reservations of the handover that have not left, with what packing reads of them."""
    standing = AccessoryAssignment.objects.filter(released_at=None).select_related("kind", "stock__kind", "stock__plug")
    return (
        Allocation.objects.filter(handover=handover, status=AllocationStatus.RESERVED)
        .select_related("device__category", "device__location", "item__need", "packing")
        .prefetch_related(Prefetch("device__accessory_assignments", queryset=standing))
    )


def cart_of(handover: Handover) -> Cart:
    """The handover's cart as it is now."""
    rows = sorted(on_board(handover), key=lambda row: by_shelf(row.device))
    return Cart([_line(row) for row in rows])


def _line(row: Allocation) -> Line:
    device = row.device
    return Line(
        allocation=row,
        is_packed=is_packed(row),
        goes_with=giving.names_with(device),
        without_power=giving.comes_without_power(device),
        trouble=str(device.get_hold_kind_display()) if device.hold_kind else "",
    )


def is_packed(allocation: Allocation) -> bool:
    """Whether its device was scanned onto the cart; of a row that was read with `packing`."""
    return getattr(allocation, "packing", None) is not None


def unpacked() -> Q:
    """Reservations on a handover whose device was not scanned onto the cart."""
    return Q(status=AllocationStatus.RESERVED, packing=None)


def put_on(allocation: Allocation, *, actor: Actor, now: datetime | None = None) -> bool:
    """The device lies on the cart. False when it did already. Raises TransitionRefused when it is on hold, was taken
    off the handover, or the handover is not being packed."""
    now = now or timezone.now()
    with transaction.atomic():
        row = lock_allocation(allocation)
        _goes_along(row, allocation.handover_id)
        _packed, is_new = PackedDevice.objects.get_or_create(
            allocation=row, defaults={"packed_by": actor.user, "packed_at": now}
        )
        if is_new:
            record(row, PACKED, actor=actor, data={"handover": row.handover.number}, happened_at=now)
    return is_new


def _goes_along(row: Allocation, handover_pk: int | None) -> None:
    if row.handover_id is None or row.handover_id != handover_pk or row.status != AllocationStatus.RESERVED:
        raise TransitionRefused(_("The device was taken off this handover."))
    is_being_packed(row.handover)
    if row.device.hold_kind:
        said = {"number": row.device.number, "reason": row.device.get_hold_kind_display()}
        raise TransitionRefused(_("%(number)s is on hold: %(reason)s. Take an equal one instead.") % said)


def is_being_packed(handover: Handover) -> None:
    """Raises TransitionRefused for a handover that is packed already, or over."""
    if handover.status == HandoverStatus.PACKED:
        raise TransitionRefused(_("The handover is packed already. Open the packing again to change something."))
    if handover.status != HandoverStatus.PLANNED:
        raise TransitionRefused(_("The handover is “%(status)s”.") % {"status": handover.get_status_display()})


def take_off(allocation: Allocation, *, actor: Actor) -> None:
    """It was scanned by mistake and lies on its shelf. Raises TransitionRefused once the handover is packed."""
    with transaction.atomic():
        row = lock_allocation(allocation)
        if row.handover is None:
            raise TransitionRefused(_("The device is on no handover."))
        is_being_packed(row.handover)
        removed, _rows = PackedDevice.objects.filter(allocation=row).delete()
        if not removed:
            raise TransitionRefused(_("The device is not on the cart."))
        record(row, UNPACKED, actor=actor, data={"handover": row.handover.number})


def forget(pks: Iterable[int]) -> None:
    """In the caller's transaction: these reservations leave their handover, and so the cart."""
    PackedDevice.objects.filter(allocation__in=pks).delete()


def still_missing(handover: Handover) -> str:
    """What stands in the way of "packed", in a sentence; "" when nothing does."""
    count = Allocation.objects.filter(unpacked(), handover=handover).count()
    if not count:
        return ""
    text = ngettext(
        "%(count)d device has not been scanned onto the cart. Scan it, or take it off the handover.",
        "%(count)d devices have not been scanned onto the cart. Scan them, or take them off the handover.",
        count,
    )
    return text % {"count": count}
