"""What a scan at the cart means: promised here, promised to somebody else, not promised."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.scanning import normalise_scan
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.enums import DeviceStatus, HoldKind
from devices.models import Device
from devices.scanning import resolve
from devices.stages import end_hold
from recipients.delivering import Outcome, found_on
from recipients.enums import AllocationStatus
from recipients.matching import fits
from recipients.models import Allocation, Handover
from recipients.packing import cart


@dataclass(frozen=True)
class Packed:
    """One line of results. `allocation`: what lies on the cart now; `instead_of`: the promised device that is still
    missing and whose place the scanned one, which is free, could take."""

    outcome: Outcome
    what: str
    text: str
    allocation: Allocation | None = None
    device: Device | None = None
    instead_of: Allocation | None = None


def scan(handover: Handover, typed: str, *, actor: Actor, now: datetime | None = None) -> Packed:
    """Puts the device on the cart if it is promised here; else says what it is and what can be done."""
    allocation = found_on(handover, normalise_scan(typed))
    if allocation is None:
        return _not_promised_here(handover, typed, actor)
    what, title = allocation.device.number, allocation.device.title
    try:
        is_new = cart.put_on(allocation, actor=actor, now=now or timezone.now())
    except TransitionRefused as refusal:
        return Packed(Outcome.REFUSED, what, str(refusal))
    if not is_new:
        return Packed(Outcome.AGAIN, what, _("lies on the cart already"), allocation)
    return Packed(Outcome.OK, what, _("packed · %(device)s") % {"device": title}, allocation)


def _not_promised_here(handover: Handover, typed: str, actor: Actor) -> Packed:
    devices = resolve(typed, actor.user).devices
    if len(devices) != 1:
        text = _("several devices are called that: scan the H4F number") if devices else _("unknown number")
        return Packed(Outcome.REFUSED, typed.strip()[:40] or "–", text)
    (device,) = devices
    promised = device.allocations.active().select_related("handover").first()
    if promised is not None:
        return Packed(Outcome.ELSEWHERE, device.number, _elsewhere(promised))
    if device.hold_kind == HoldKind.MISSING:
        end_hold(device, actor=actor)
        device.refresh_from_db()
    return _free_or_not(handover, device)


def _elsewhere(promised: Allocation) -> str:
    """Neither need nor institution are named: volunteers pack."""
    if promised.handover:
        return _("promised to somebody else: it goes on handover %(number)s") % {"number": promised.handover.number}
    return _("promised to somebody else, who has no appointment yet")


def _free_or_not(handover: Handover, device: Device) -> Packed:
    if device.hold_kind:
        text = _("on hold: %(reason)s") % {"reason": device.get_hold_kind_display()}
        return Packed(Outcome.REFUSED, device.number, text)
    if device.status != DeviceStatus.READY:
        text = _("not promised, and not to be given out: %(status)s") % {"status": device.get_status_display()}
        return Packed(Outcome.REFUSED, device.number, text)
    missing = _place_for(handover, device)
    if missing is None:
        return Packed(Outcome.ELSEWHERE, device.number, _("not promised: it stays here"))
    text = _("not promised, but it could go along instead of %(number)s, which is still missing")
    said = text % {"number": missing.device.number}
    return Packed(Outcome.ELSEWHERE, device.number, said, device=device, instead_of=missing)


def _place_for(handover: Handover, device: Device) -> Allocation | None:
    """A missing device of the same kind, best one of the same model, whose need this one serves, too."""
    missing = handover.allocations.filter(
        status=AllocationStatus.RESERVED, packing=None, item__category=device.category
    )
    rows = sorted(
        missing.select_related("device", "item__minimum_spec"),
        key=lambda row: ((row.device.maker, row.device.model) != (device.maker, device.model), row.pk),
    )
    return next((row for row in rows if fits(device, row.item)), None)
