"""Giving devices out: scanned out of the house, confirmed by the institution "all except …"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.scanning import normalise_scan
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, change_status_many
from devices.enums import DeviceStatus
from devices.models import Device
from recipients import receipts
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.handovers import close_when_answered
from recipients.locking import lock_allocation, lock_allocations, lock_handover
from recipients.models import Allocation, Handover


class Outcome(StrEnum):
    """What a scan led to; the codes are those of the result list's tones."""

    OK = "ok"
    AGAIN = "again"
    ELSEWHERE = "odd"
    REFUSED = "bad"


@dataclass(frozen=True)
class Scanned:
    """One line of results, for people."""

    outcome: Outcome
    what: str
    text: str
    allocation: Allocation | None = None


def scan_out(handover: Handover, typed: str, *, actor: Actor, now: datetime | None = None) -> Scanned:
    """Delivers the device that was scanned, if it belongs to this handover; says what is wrong otherwise. The first
    one sets the handover under way."""
    candidates = normalise_scan(typed)
    allocation = found_on(handover, candidates)
    if allocation is None:
        return _not_ours(candidates, typed)
    if allocation.status != AllocationStatus.RESERVED:
        return _again(allocation)
    what, title = allocation.device.number, allocation.device.title
    try:
        _deliver(allocation, actor=actor, now=now or timezone.now())
    except TransitionRefused as refusal:
        allocation.refresh_from_db()
        # Somebody else may have scanned it at the same moment.
        has_left = allocation.status != AllocationStatus.RESERVED
        return _again(allocation) if has_left else Scanned(Outcome.REFUSED, what, str(refusal))
    return Scanned(Outcome.OK, what, _("scanned out · %(device)s") % {"device": title}, allocation)


def _again(allocation: Allocation) -> Scanned:
    """It has left already."""
    text = str(allocation.get_status_display())
    if allocation.status == AllocationStatus.DELIVERED:
        when = timezone.localtime(allocation.status_since)
        text = _("already scanned out at %(time)s") % {"time": f"{when:%H:%M}"}
    return Scanned(Outcome.AGAIN, allocation.device.number, text)


def found_on(handover: Handover, candidates: list[str]) -> Allocation | None:
    """By number first, then by serial, then by the donor's asset tag; only if exactly one device is meant."""
    rows = handover.allocations.active().select_related("device__category")
    for column in ("number", "serial__iexact", "asset_tag__iexact"):
        for candidate in candidates:
            found = list(rows.filter(**{f"device__{column}": candidate})[:2])
            if len(found) == 1:
                return found[0]
    return None


def _not_ours(candidates: list[str], typed: str) -> Scanned:
    device = Device.objects.filter(number__in=candidates).first()
    if device is None:
        return Scanned(Outcome.REFUSED, typed.strip()[:40] or "–", _("unknown number"))
    elsewhere = device.allocations.active().exclude(handover=None).select_related("handover").first()
    if elsewhere is not None:
        text = _("belongs to handover %(number)s") % {"number": elsewhere.handover.number}
        return Scanned(Outcome.ELSEWHERE, device.number, text)
    text = _("is not on this handover: %(status)s") % {"status": device.get_status_display()}
    return Scanned(Outcome.ELSEWHERE, device.number, text)


@transaction.atomic
def _deliver(allocation: Allocation, *, actor: Actor, now: datetime) -> None:
    locked = lock_allocation(allocation)
    device, handover = locked.device, locked.handover
    if handover is None or handover.pk != allocation.handover_id:
        raise TransitionRefused(_("The device was taken off this handover."))
    if handover.status not in (HandoverStatus.PACKED, HandoverStatus.UNDER_WAY):
        raise TransitionRefused(_("The handover has not been packed yet."))
    # It stands on no shelf any more; where it stood is kept for the case that this step is taken back.
    left = {"location": device.location_id} if device.location_id else {}
    change_status(device, DeviceStatus.DELIVERED, actor=actor, happened_at=now, data=left, location=None)
    change_status(allocation, AllocationStatus.DELIVERED, actor=actor, happened_at=now)
    if handover.status == HandoverStatus.PACKED:
        change_status(handover, HandoverStatus.UNDER_WAY, actor=actor, happened_at=now)


def confirm(
    handover: Handover,
    *,
    exceptions: Mapping[int, str],
    actor: Actor,
    happened_at: datetime | None = None,
    now: datetime | None = None,
) -> tuple[int, int]:
    """Everything delivered was handed over, except these: {allocation key: reason}. Returns (handed over, excepted).

    Device, allocation, need and donation follow. An exception's receipt becomes void or is replaced by one without
    it, its reservation is released, its device is expected back. `happened_at` is when they were really handed over, if
    that was done on paper and is entered later. Raises TransitionRefused when a reason is missing or
    somebody else answered meanwhile.
    """
    now = now or timezone.now()
    _named_exceptions(handover, exceptions)
    corrected = receipts.corrections(handover, set(exceptions), now=now)
    with transaction.atomic():
        handover = lock_handover(handover.pk)
        answered = handover.allocations.filter(status=AllocationStatus.DELIVERED)
        delivered = lock_allocations(answered.values_list("pk", flat=True))
        if not delivered or not set(exceptions) <= {row.pk for row in delivered}:
            raise TransitionRefused(_("Nothing is left to confirm here. Somebody may have answered already."))
        receipts.correct(corrected, actor=actor, reason=_("not handed over"), now=now)
        for allocation in delivered:
            if allocation.pk in exceptions:
                note = exceptions[allocation.pk]
                change_status(allocation, AllocationStatus.RELEASED, actor=actor, note=note, happened_at=now)
        given = [row for row in delivered if row.pk not in exceptions]
        _hand_over(given, actor=actor, now=happened_at or now)
        close_when_answered(handover, actor=actor, now=now)
    return len(given), len(exceptions)


def _named_exceptions(handover: Handover, exceptions: Mapping[int, str]) -> None:
    known = set(handover.allocations.values_list("pk", flat=True))
    if not set(exceptions) <= known:
        raise TransitionRefused(_("One of these devices is not on this handover."))
    if any(not reason.strip() for reason in exceptions.values()):
        raise TransitionRefused(_("Please say for each device why it was not handed over."))


def _hand_over(given: list[Allocation], *, actor: Actor, now: datetime) -> None:
    """Allocations first: the devices' guard asks for them. One refusal refuses all."""
    steps = (
        (Allocation, [row.pk for row in given], AllocationStatus.HANDED_OVER),
        (Device, [row.device_id for row in given], DeviceStatus.HANDED_OVER),
    )
    for model, pks, status in steps:
        result = change_status_many(model, pks, status, actor=actor, happened_at=now)
        if result.refused:
            raise TransitionRefused(next(iter(result.refused.values())))
