"""The way back: unused from a handover, returned after use, or a last step that was a mistake."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from custody import services as custody
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.enums import DeviceStatus
from devices.models import Device
from recipients.asking.needs import taken_codes
from recipients.enums import ACTIVE, AllocationStatus, HandoverStatus, NeedStatus, RequestStatus
from recipients.half_served import rest
from recipients.locking import lock_allocation
from recipients.models import Allocation, Handover, Need, NeedItem


def expected_back() -> QuerySet[Device]:
    """Devices that left for a handover and were not handed over: delivered, and promised to nobody any more."""
    return Device.objects.filter(status=DeviceStatus.DELIVERED).exclude(allocations__status__in=ACTIVE)


def back_in_stock(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """A device that came back unused was looked over and is ready to give out again."""
    change_status(device, DeviceStatus.READY, actor=actor, happened_at=now)


def returned(
    allocation: Allocation, *, actor: Actor, reason: str, replacement: bool, now: datetime | None = None
) -> None:
    """A device in use came back for good: the allocation ends, the need waits again if a replacement is asked for.
    The receipt stays valid, since it says what happened. Raises TransitionRefused without a reason, and for a
    replacement that nobody can be given any more."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the device came back."))
    with transaction.atomic():
        need = lock_allocation(allocation).item.need
        if replacement:
            _can_wait_again(need)
        end_use(allocation, replacement=replacement, reason=reason, actor=actor, now=now)
        change_status(allocation.device, DeviceStatus.RETURNED, actor=actor, note=reason, happened_at=now)


def end_use(
    allocation: Allocation, *, replacement: bool, reason: str, actor: Actor, now: datetime | None = None
) -> None:
    """The device is with its holder no more, for good: the need waits for another one, or no longer asks for it, nor
    for the rest of a set that begins with it. In the transaction that moves the device, with its rows locked."""
    if not replacement:
        rest.go_along(allocation.item, actor=actor, reason=reason, now=now)
    NeedItem.objects.filter(pk=allocation.item_id).update(given_up=not replacement)
    change_status(allocation, AllocationStatus.RETURNED, actor=actor, note=reason, happened_at=now)
    if replacement:
        _wait_again(allocation, actor=actor, now=now)


def ask_replacement(allocation: Allocation, *, actor: Actor, now: datetime | None = None) -> None:
    """Asks for another device after use has ended without. Raises TransitionRefused when nobody can be given one."""
    with transaction.atomic():
        _can_wait_again(lock_allocation(allocation).item.need)
        if not NeedItem.objects.filter(pk=allocation.item_id).update(given_up=False):
            raise TransitionRefused(_("The institution does not ask for this part of the set any more."))
        _wait_again(allocation, actor=actor, now=now)
        rest.come_along(allocation.item, actor=actor, now=now)


def _wait_again(allocation: Allocation, *, actor: Actor, now: datetime | None) -> None:
    need = Need.objects.get(items=allocation.item_id)
    if need.status == NeedStatus.FULFILLED:
        change_status(need, NeedStatus.OPEN, actor=actor, happened_at=now)


def may_wait_again(need: Need) -> bool:
    """Whether a replacement can be asked for: the request goes on, and the pupil doesn't wait in another one."""
    return need.request.status == RequestStatus.APPROVED and not _code_waits_elsewhere(need)


def _can_wait_again(need: Need) -> None:
    if need.request.status != RequestStatus.APPROVED:
        raise TransitionRefused(_("The request has been withdrawn: no replacement can be asked for any more."))
    if _code_waits_elsewhere(need):
        text = _(
            "The same pupil waits for a device in another request already. Record the return without a replacement."
        )
        raise TransitionRefused(text)


def _code_waits_elsewhere(need: Need) -> bool:
    """A code is used once among an institution's needs that are not over."""
    return bool(need.pupil_code) and need.pupil_code in taken_codes(need.request.institution, beside_need=need)


def may_take_back(allocation: Allocation) -> bool:
    """True when the last step of device and allocation at a handover could be taken back by somebody."""
    steps = {
        AllocationStatus.DELIVERED: DeviceStatus.DELIVERED,
        AllocationStatus.HANDED_OVER: DeviceStatus.HANDED_OVER,
    }
    return steps.get(allocation.status) == allocation.device.status


def take_back(
    allocation: Allocation, *, actor: Actor, reason: str, anyone: bool = False, now: datetime | None = None
) -> None:
    """Takes the last step at a handover back, on device, allocation, need and handover together: handed over →
    delivered, or delivered → reserved. Its author may for 24 hours, coordination (or, with `anyone`, whoever asks)
    later. Raises TransitionRefused when something builds on it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        allocation = lock_allocation(allocation)
        handover = allocation.handover
        if not may_take_back(allocation):
            raise TransitionRefused(_("There is no step of this device here that could be taken back."))
        _device_first(allocation, actor=actor, reason=reason, anyone=anyone, now=now)
        if allocation.status == AllocationStatus.HANDED_OVER:
            _take_confirmation_back(allocation, handover, actor=actor, reason=reason, now=now)
        else:
            _take_scan_back(allocation, handover, actor=actor, reason=reason, now=now)


def _take_confirmation_back(
    allocation: Allocation, handover: Handover, *, actor: Actor, reason: str, now: datetime
) -> None:
    need = allocation.item.need
    if need.status == NeedStatus.FULFILLED:
        _follow(need, actor=actor, reason=reason, now=now)
    _follow(allocation, actor=actor, reason=reason, now=now)
    if handover.status == HandoverStatus.CLOSED:
        _follow(handover, actor=actor, reason=reason, now=now)
        Handover.objects.filter(pk=handover.pk).update(confirmed_at=None)


def _take_scan_back(allocation: Allocation, handover: Handover, *, actor: Actor, reason: str, now: datetime) -> None:
    scanned = allocation.device.events.filter(new_status=DeviceStatus.DELIVERED).order_by("-sequence").first()
    Device.objects.filter(pk=allocation.device_id).update(location=scanned.data.get("location"))
    _follow(allocation, actor=actor, reason=reason, now=now)
    nothing_out = not handover.allocations.exclude(status=AllocationStatus.RESERVED).exists()
    if nothing_out and handover.status == HandoverStatus.UNDER_WAY:
        _follow(handover, actor=actor, reason=reason, now=now)


def _device_first(allocation: Allocation, *, actor: Actor, reason: str, anyone: bool, now: datetime) -> None:
    """The device's history decides who may and whether the step is still its last one."""
    device = allocation.device
    step = {DeviceStatus.HANDED_OVER: DeviceStatus.DELIVERED, DeviceStatus.DELIVERED: DeviceStatus.RESERVED}
    last = device.events.exclude(new_status="").order_by("-sequence").first()
    if last is None or last.old_status != step[device.status]:
        raise TransitionRefused(_("Something was done with the device since. This step can't be taken back any more."))
    manages = actor.user is not None and actor.user.has_perm("recipients.manage_handover")
    custody.take_back(device, actor=actor, reason=reason, anyone=anyone or manages, now=now)


def _follow(row, *, actor: Actor, reason: str, now: datetime) -> None:
    """What moved along moves back along: whether this person may was asked of the device."""
    custody.take_back(row, actor=actor, reason=reason, anyone=True, now=now)


def last_use(device: Device) -> Allocation | None:
    """The allocation that ended last with this device's return or loss."""
    return device.allocations.filter(status=AllocationStatus.RETURNED).order_by("-status_since", "-pk").first()


def ended_with_loss(allocation: Allocation) -> bool:
    """Whether its device was lost in use, rather than returned (and lost later, perhaps)."""
    device = allocation.device
    ended = allocation.status == AllocationStatus.RETURNED and device.status == DeviceStatus.LOST
    return ended and allocation.status_since == device.status_since


def take_back_of_device(
    device: Device, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None
) -> None:
    """The same, asked for on the device's own page (see devices/undo.py): also the step back into stock, and a
    return. Raises TransitionRefused when there is no such step or something builds on it."""
    now = now or timezone.now()
    allocation = device.allocations.active().exclude(handover=None).first()
    if allocation is not None:
        take_back(allocation, actor=actor, reason=reason, anyone=anyone, now=now)
        return
    ended = last_use(device)
    with transaction.atomic():
        if ended is not None:
            ended = lock_allocation(ended)
        custody.take_back(device, actor=actor, reason=reason, anyone=anyone, now=now)
        device.refresh_from_db()
        if device.status == DeviceStatus.RESERVED:
            raise TransitionRefused(_("The reservation has ended since. Look the device over: it is expected back."))
        if device.status in (DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR):
            take_end_back(ended, actor=actor, reason=reason, now=now)


def take_end_back(allocation: Allocation, *, actor: Actor, reason: str, now: datetime) -> None:
    """The allocation that ended with a return or a loss stands again, unless its need has got another device since."""
    if Allocation.objects.active().filter(item=allocation.item).exists():
        raise TransitionRefused(_("The need has got another device since. The return can't be taken back."))
    if allocation.item.need.status in (NeedStatus.WITHDRAWN, NeedStatus.DECLINED):
        raise TransitionRefused(_("The need has ended since. The return can't be taken back."))
    item = allocation.item
    if item.is_dropped or item.category_id != allocation.device.category_id:
        raise TransitionRefused(_("The need has been changed since. The return can't be taken back."))
    NeedItem.objects.filter(pk=allocation.item_id).update(given_up=False)
    _follow(allocation, actor=actor, reason=reason, now=now)
    rest.come_along(item, actor=actor, now=now)
