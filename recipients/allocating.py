"""Who gets which device: allocate, release, swap. Two coordinators, one winner; nothing is ever half done.

Rows are locked in the order of `locking`; the two partial uniques of Allocation are the last word.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, record, record_many
from devices.enums import DeviceStatus
from devices.models import Device
from recipients.enums import AllocationStatus, InstitutionStatus, NeedStatus, RequestStatus
from recipients.followers import follow_allocations
from recipients.holding.terms import hold_until
from recipients.institutions import needs_reason
from recipients.limits.shares import OverLimit, Shares
from recipients.loans.ends import loan_end
from recipients.locking import lock_allocation, lock_institutions
from recipients.matching import fits
from recipients.models import Allocation, Need, NeedItem

PROMISED, SWAPPED, OVERRULED = "promised", "swapped", "limit_overruled"


class AlreadyAllocated(TransitionRefused):
    """Somebody else was faster. The message is for people."""


class DoesNotFit(TransitionRefused):
    """The device is not what the item asks for. The message is for people."""


def allocate(
    *,
    item: NeedItem,
    device: Device,
    actor: Actor,
    now: datetime | None = None,
    held_until: date | None = None,
    overrule: bool = False,
) -> Allocation:
    """Promises a ready device to an item of a need on the waiting list until `held_until`; as long as reservations are
    kept when it is not given.

    Device and need become reserved. Raises AlreadyAllocated when somebody else was faster; DoesNotFit; OverLimit when
    the institution or the household has had its share, unless a person says to `overrule` that, which is written down;
    TransitionRefused when the need does not wait.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    with _one_winner():
        _takes_part(item)
        need = _lock_waiting_need(item)
        _does_not_pause(need)
        overruled = _within_limits(need, today, overrule=overrule)
        if overruled:
            record(need, OVERRULED, actor=actor, happened_at=now, data={"limits": overruled})
        said = {"overruled": overruled} if overruled else {}
        return _promise(need, item, device, actor, now, held_until or hold_until(today), said=said)


def _within_limits(need: Need, today: date, *, overrule: bool) -> list[str]:
    """The codes of the limits that are overruled. Raises OverLimit for the first one that is not."""
    against = Shares([need], day=today).against(need)
    if against and not overrule:
        raise OverLimit(next(iter(against.values())))
    return sorted(against)


def limits_overruled(allocation: Allocation) -> list[str]:
    """The codes of the limits in spite of which it was promised, also when the device was swapped since."""
    line = allocation.events.filter(kind=PROMISED).first()
    return line.data.get("overruled", []) if line else []


def _takes_part(item: NeedItem) -> None:
    """Nothing new is reserved for a suspended institution; what is promised to it already may be swapped. The
    institution is locked from here on."""
    lock_institutions([Need.objects.values_list("request__institution", flat=True).get(pk=item.need_id)])
    need = Need.objects.select_related("request__institution").get(pk=item.need_id)
    institution = need.request.institution
    if institution.status != InstitutionStatus.APPROVED:
        words = {"institution": institution, "status": institution.get_status_display()}
        raise TransitionRefused(_("%(institution)s is “%(status)s”: nothing is reserved for it.") % words)


@contextmanager
def _one_winner() -> Iterator[None]:
    """One transaction; a lost race is AlreadyAllocated, never an error page."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # SQLite names the columns, PostgreSQL the constraint; both have the table's name in it.
        if "allocation" not in str(error):
            raise
        raise AlreadyAllocated(_("This device or this need has just been given away. Please choose again.")) from error


def _promise(
    need: Need,
    item: NeedItem,
    device: Device,
    actor: Actor,
    now: datetime,
    held_until: date,
    *,
    instead_of: Allocation | None = None,
    said: Mapping[str, Any] = MappingProxyType({}),
) -> Allocation:
    """Under the lock of the need. `instead_of`: the promise whose handover and day it takes over; `said` stands in the
    promise's line of history, too."""
    # As it is asked for now: the institution may have changed it since it was read.
    item = need.items.select_related("minimum_spec").get(pk=item.pk)
    _lock_free_device(device)
    if not fits(device, item):
        raise DoesNotFit(_("The device %(number)s is not what this need asks for.") % {"number": device.number})
    allocation = Allocation.objects.create(
        device=device,
        item=item,
        held_until=held_until,
        loan_until=loan_end(need, timezone.localdate(now)),
        allocated_by=actor.user,
        created_at=now,
        promised_since=instead_of.promised_since if instead_of else now,
        status_since=now,
        handover=instead_of.handover if instead_of else None,
    )
    data = {"device": device.number, "item": item.pk, "held_until": held_until.isoformat(), **said}
    line = Line(allocation, PROMISED, new_status=AllocationStatus.RESERVED, data=data)
    record_many([line], actor=actor, happened_at=now)
    change_status(device, DeviceStatus.RESERVED, actor=actor, happened_at=now, data={"allocation": allocation.pk})
    follow_allocations([item.need_id], actor=actor, happened_at=now)
    return allocation


def _lock_waiting_need(item: NeedItem) -> Need:
    need = Need.objects.select_for_update(of=("self",)).select_related("request").get(pk=item.need_id)
    if need.request.status != RequestStatus.APPROVED or need.status not in (NeedStatus.OPEN, NeedStatus.RESERVED):
        raise TransitionRefused(_("This need is not on the waiting list any more."))
    if Allocation.objects.active().filter(item=item).exists():
        raise AlreadyAllocated(_("Somebody else has just reserved a device for this need."))
    if NeedItem.ever.filter(pk=item.pk, is_dropped=True).exists():
        raise TransitionRefused(_("The institution does not ask for this part of the set any more."))
    if need.items.filter(pk=item.pk, given_up=True).exists():
        raise TransitionRefused(_("Nobody asks for this part any more."))
    return need


def _does_not_pause(need: Need) -> None:
    """Nothing new is reserved for a need that was not confirmed, as it is under its lock; what is promised already may
    be swapped."""
    if need.paused_on:
        words = {"institution": need.request.institution}
        raise TransitionRefused(_("This need pauses until %(institution)s confirms it.") % words)


def _lock_free_device(device: Device) -> None:
    free = Device.objects.select_for_update().filter(pk=device.pk, status=DeviceStatus.READY, hold_kind="")
    if not free.exists():
        raise AlreadyAllocated(
            _("The device %(number)s is not free any more. Please choose another one.") % {"number": device.number}
        )


def release(allocation: Allocation, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Takes a promise back before the device has left: the device is ready, the need waits again in its old place.

    Raises TransitionRefused without a reason, when the device has left, or while a receipt names it.
    """
    needs_reason(reason)
    with _one_winner():
        lock_allocation(allocation)
        _release(allocation, reason, actor, now or timezone.now())


def _release(allocation: Allocation, reason: str, actor: Actor, now: datetime) -> None:
    """Under the lock."""
    allocation.refresh_from_db()
    _still_here(allocation)
    change_status(allocation, AllocationStatus.RELEASED, actor=actor, note=reason, happened_at=now, handover=None)
    device = allocation.device
    change_status(device, DeviceStatus.READY, actor=actor, happened_at=now, data={"allocation": allocation.pk})


def _still_here(allocation: Allocation) -> None:
    if allocation.status != AllocationStatus.RESERVED:
        raise TransitionRefused(_("This device is not reserved any more."))


def swap(
    allocation: Allocation, *, device: Device, reason: str, actor: Actor, now: datetime | None = None
) -> Allocation:
    """Gives the item another device in one step; dates and handover of the old promise stay as they are now: its set
    counts in the period that it was promised in. Returns the new promise.

    Raises as allocate and release do; then nothing was changed.
    """
    needs_reason(reason)
    now = now or timezone.now()
    with _one_winner():
        old = lock_allocation(allocation, also=[device])
        _release(allocation, reason, actor, now)
        need = _lock_waiting_need(allocation.item)
        overruled = limits_overruled(old)
        said = {"overruled": overruled} if overruled else {}
        new = _promise(need, allocation.item, device, actor, now, old.held_until, instead_of=old, said=said)
        record(new, SWAPPED, actor=actor, data={"instead_of": allocation.pk}, happened_at=now)
        return new


def take_back_reservation(
    device: Device, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None
) -> None:
    """Taking the step "reserved" of a device back is releasing it: registered with devices/undo.py.

    Raises TransitionRefused for people who don't allocate, and for a step that was no reservation.
    """
    allocation = Allocation.objects.active().filter(device=device, status=AllocationStatus.RESERVED).first()
    if allocation is None or device.status != DeviceStatus.RESERVED:
        raise TransitionRefused(_("This step goes with an allocation. Please reserve the device for a need again."))
    if actor.user is None or not actor.user.has_perm("recipients.allocate"):
        raise TransitionRefused(_("Only coordination releases a reserved device."))
    release(allocation, reason=reason, actor=actor, now=now)
