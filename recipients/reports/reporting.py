"""The verbs of reports: report, decide, take in, withdraw, take back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody import services as custody
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, record_many
from devices import repairing
from devices.enums import DeviceStatus
from recipients import returning
from recipients.enums import AllocationStatus
from recipients.institutions import needs_reason
from recipients.locking import lock_allocation
from recipients.models import Allocation, DeviceReport
from recipients.models.report import DEFECTS, ReportKind, ReportOutcome, ReportReason, ReportStatus
from recipients.reports import letters

REPORTED = "reported"
MANAGE = "recipients.manage_request"


class AlreadyReported(TransitionRefused):
    """There is an open report of this device. The message is for people."""


def report(
    allocation: Allocation,
    *,
    kind: str,
    reason: str,
    replacement: bool,
    details: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> DeviceReport:
    """The institution says what is the matter with a device in use, and gets a mail that it arrived.

    Raises AlreadyReported; TransitionRefused for a device that is not in use there (any more), or a reason that does
    not belong to the kind.
    """
    now = now or timezone.now()
    if (kind == ReportKind.DEFECT) != (reason in DEFECTS):
        raise TransitionRefused(_("This reason does not go with it. Please choose another one."))
    with transaction.atomic():
        locked = lock_allocation(allocation)
        _is_in_use(locked)
        columns = {"kind": kind, "reason": reason, "replacement": replacement, "reported_by": actor.user}
        row = _created(locked, status_since=now, created_at=now, **columns)
        line = Line(row, REPORTED, new_status=ReportStatus.REPORTED, note=details)
        record_many([line], actor=actor, happened_at=now)
        letters.tell(letters.RECEIVED, row)
    return row


def _is_in_use(allocation: Allocation) -> None:
    in_use = (allocation.status, allocation.device.status) == (AllocationStatus.HANDED_OVER, DeviceStatus.HANDED_OVER)
    if not in_use:
        text = _("%(number)s is not in use there any more: it is “%(status)s”.")
        device = allocation.device
        raise TransitionRefused(text % {"number": device.number, "status": device.get_status_display()})


def _created(allocation: Allocation, **columns) -> DeviceReport:
    try:
        with transaction.atomic():
            return DeviceReport.objects.create(allocation=allocation, **columns)
    except IntegrityError as error:
        raise AlreadyReported(
            _("%(number)s has been reported already, and somebody is at it.") % {"number": allocation.device.number}
        ) from error


def take_back_device(
    row: DeviceReport, *, replacement: bool, words: str = "", actor: Actor, now: datetime | None = None
) -> None:
    """Coordination decides: it shall come back for good, with or without a replacement; the institution is asked to
    bring it. The need waits again when it is here."""
    with transaction.atomic():
        step = {"note": words, "happened_at": now, "replacement": replacement}
        change_status(row, ReportStatus.AWAITED, actor=actor, **step)
        letters.tell(letters.AWAITED, row)


def repair(row: DeviceReport, *, words: str = "", actor: Actor, now: datetime | None = None) -> None:
    """Coordination decides: it comes for repair and stays the pupil's."""
    with transaction.atomic():
        step = {"note": words, "happened_at": now, "replacement": False}
        change_status(row, ReportStatus.REPAIR_AWAITED, actor=actor, **step)
        letters.tell(letters.REPAIR, row)


def advise(row: DeviceReport, *, words: str, actor: Actor, now: datetime | None = None) -> None:
    """Coordination answers by mail; the device stays where it is. Raises TransitionRefused without words."""
    if not words.strip():
        raise TransitionRefused(_("Please write what the institution can do."))
    with transaction.atomic():
        step = {"note": words, "happened_at": now, "outcome": ReportOutcome.ADVISED}
        change_status(row, ReportStatus.SETTLED, actor=actor, **step)
        letters.tell(letters.ADVICE, row, advice=words.strip())


def arrived(row: DeviceReport, *, actor: Actor, now: datetime | None = None) -> None:
    """The device is here, as it was decided: it is returned (the allocation ends, the need waits again if a replacement
    was asked for), or in repair. The report follows its device (see `following`)."""
    reason = ReportReason(row.reason).label
    if row.status == ReportStatus.AWAITED:
        returning.returned(row.allocation, actor=actor, reason=str(reason), replacement=row.replacement, now=now)
    elif row.status == ReportStatus.REPAIR_AWAITED:
        with transaction.atomic():
            device = lock_allocation(row.allocation).device
            repairing.begin_repair(device, actor=actor, reason=str(reason), now=now)
    else:
        raise TransitionRefused(_("Please decide first what shall become of the device."))
    row.refresh_from_db()


def give_up_repair(
    row: DeviceReport, *, replacement: bool, words: str, actor: Actor, now: datetime | None = None
) -> None:
    """It can't be repaired: the device stays with us for good. Raises TransitionRefused outside a repair."""
    needs_reason(words)
    if row.status != ReportStatus.IN_REPAIR:
        raise TransitionRefused(_("This is for a device in repair."))
    with transaction.atomic():
        lock_allocation(row.allocation)
        DeviceReport.objects.filter(pk=row.pk).update(replacement=replacement)
        returning.returned(row.allocation, actor=actor, reason=words, replacement=replacement, now=now)
    row.refresh_from_db()


def withdraw(row: DeviceReport, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """It was a mistake, or has settled itself. Raises TransitionRefused without a reason, once the device is here."""
    needs_reason(reason)
    change_status(row, ReportStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)


def may_undo(row: DeviceReport) -> bool:
    """Whether the last step was a person's word alone; what moved the device is taken back on the device's page."""
    decided = row.status in (ReportStatus.AWAITED, ReportStatus.REPAIR_AWAITED, ReportStatus.WITHDRAWN)
    return decided or row.outcome == ReportOutcome.ADVISED


def undo(row: DeviceReport, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Takes the last decision back. Its author may for 24 hours, coordination later. Raises TransitionRefused for a
    step that moved the device, and when the device has been reported anew."""
    if not may_undo(row):
        raise TransitionRefused(_("The device has moved with this step. Take it back on the device's page."))
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    try:
        with transaction.atomic():
            custody.take_back(row, actor=actor, reason=reason, anyone=manages, now=now)
            DeviceReport.objects.filter(pk=row.pk).update(outcome="")
    except IntegrityError as error:
        raise AlreadyReported(_("The device has been reported anew since.")) from error
    row.refresh_from_db()
