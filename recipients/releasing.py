"""A reserved device goes back to the workshop, since it has a defect or a medium that is open again: registered with
devices/releasing.py. The fact counts more than the promise, so nobody's consent is asked."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from custody.actor import Actor
from custody.services import record
from devices.enums import DeviceStatus
from devices.models import Device
from recipients import receipts
from recipients.allocating import release
from recipients.enums import AllocationStatus
from recipients.handovers import close_when_answered
from recipients.locking import lock_allocation
from recipients.models import Allocation, Handover
from recipients.packing import cart
from recipients.returning import last_use

BACK_TO_WORKSHOP = "device_back_to_workshop"


def lock_promise(device: Device) -> None:
    """Locks the handover, need and allocation of a device that is promised, in use, or was lost in use, before the
    device itself (see `locking`). Raises TransitionRefused when the promise was changed in this very moment."""
    held = Allocation.objects.active().filter(device=device).first()
    if held is None and device.status == DeviceStatus.LOST:
        held = last_use(device)
    if held is not None:
        lock_allocation(held)


@transaction.atomic
def release_for_workshop(device: Device, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Ends the reservation: the device leaves its handover, its receipt is void or goes on without it, and the need
    waits again in its old place. Handover and need keep a line that names the device, so that coordination sees it.

    Does nothing for a device that is not reserved. Raises TransitionRefused while its receipt is still being made.
    """
    now = now or timezone.now()
    allocation = Allocation.objects.filter(device=device, status=AllocationStatus.RESERVED).first()
    if allocation is None:
        return
    handover = leave_handover(allocation, actor=actor, reason=reason, now=now)
    release(allocation, reason=reason, actor=actor, now=now)
    record(allocation.item.need, BACK_TO_WORKSHOP, actor=actor, note=device.number, happened_at=now)
    if handover:
        record(handover, BACK_TO_WORKSHOP, actor=actor, note=device.number, happened_at=now)
        close_when_answered(handover, actor=actor, now=now)


def leave_handover(allocation: Allocation, *, actor: Actor, reason: str, now: datetime) -> Handover | None:
    """In the caller's transaction, under its locks: the paper goes on without the device or is void, and the cart
    forgets it. Returns the handover, None for a reservation that is on none."""
    if allocation.handover_id is None:
        return None
    handover = Handover.objects.select_for_update().get(pk=allocation.handover_id)
    corrected = receipts.corrections(handover, [allocation.pk], now=now, drawn=False)
    receipts.correct(corrected, actor=actor, reason=reason, now=now)
    cart.forget([allocation.pk])
    return handover
