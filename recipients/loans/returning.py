"""Loans come back one after another by scan, or are lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.pages.scanning import normalise_scan
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.enums import DeviceStatus
from devices.models import Device
from recipients import returning
from recipients.delivering import Outcome
from recipients.enums import Agreement, AllocationStatus
from recipients.institutions import needs_reason
from recipients.locking import lock_allocation
from recipients.models import Allocation


@dataclass(frozen=True)
class Scanned:
    """One line of results, for people. `is_back`: it came back just now."""

    outcome: Outcome
    what: str
    text: str
    is_back: bool = False


def bring_back(typed: str, *, actor: Actor, now: datetime | None = None) -> Scanned:
    """The loan that was scanned is returned: the allocation ends, the device waits for the workshop. Says what is wrong
    with any other device."""
    device = _device(typed)
    if device is None:
        return Scanned(Outcome.REFUSED, typed.strip()[:40] or "–", _("unknown number"))
    row = Allocation.objects.active().filter(device=device).select_related("item__need").first()
    if refusal := _why_not(device, row):
        return refusal
    try:
        returning.returned(row, actor=actor, reason=_("The loan is over."), replacement=False, now=now)
    except TransitionRefused as error:
        return Scanned(Outcome.REFUSED, device.number, str(error))
    return Scanned(Outcome.OK, device.number, _("is back · %(device)s") % {"device": device.title}, is_back=True)


def _device(typed: str) -> Device | None:
    devices = Device.objects.select_related("category")
    found = devices.filter(number__in=normalise_scan(typed))[:1] or devices.filter(serial__iexact=typed.strip())[:2]
    return found[0] if len(found) == 1 else None


def _why_not(device: Device, row: Allocation | None) -> Scanned | None:
    if device.status == DeviceStatus.RETURNED:
        return Scanned(Outcome.AGAIN, device.number, _("is back already"))
    if device.status == DeviceStatus.LOST:
        return Scanned(Outcome.ELSEWHERE, device.number, _("was reported lost. Record on its page that it is found."))
    if row is None or row.status != AllocationStatus.HANDED_OVER:
        text = _("is not on loan: %(status)s") % {"status": device.get_status_display()}
        return Scanned(Outcome.ELSEWHERE, device.number, text)
    if row.item.need.agreement != Agreement.LOAN:
        text = _("is a gift and belongs to the pupil. If it comes back, record it among defects and returns.")
        return Scanned(Outcome.ELSEWHERE, device.number, text)
    return None


def lost(
    allocation: Allocation, *, reason: str, replacement: bool = False, actor: Actor, now: datetime | None = None
) -> None:
    """A loan that nobody brings back is lost, and with that it ends; coordination is alerted where data may be out (see
    devices/loss.py). The need waits again if a replacement is asked for. Raises TransitionRefused without a reason, for
    what is not on loan, and for a replacement that nobody can be given any more."""
    needs_reason(reason)
    with transaction.atomic():
        row = lock_allocation(allocation)
        change_status(row.device, DeviceStatus.LOST, actor=actor, note=reason, happened_at=now)
        if replacement:
            returning.ask_replacement(row, actor=actor, now=now)
