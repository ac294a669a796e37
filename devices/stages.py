"""The workshop's steps of a device: into refurbishment, out of it, on hold, lost and found."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import Line, change_status, record, record_many
from devices.checklists.applicability import recount_steps
from devices.cycles import CYCLE_STARTED, begins_a_cycle
from devices.enums import ENDS, DeviceStatus, HoldKind
from devices.media import locked, open_media_anew
from devices.models import Device, Location
from devices.returning import back_to_refurbishment

HOLD_SET, HOLD_ENDED = "hold_set", "hold_ended"
NOT_WAITING = (*ENDS, DeviceStatus.HANDED_OVER)
STARTING = (DeviceStatus.RECEIVED, DeviceStatus.RETURNED)


@transaction.atomic
def start_refurbishment(
    device: Device, *, actor: Actor, location: Location | None = None, now: datetime | None = None
) -> None:
    """Begins the work with the newest checklist of the category. A returned device, or one that was lost outside the
    house or when it was ready and found again, begins a new cycle: checks and gate start afresh, the history stays.
    Raises TransitionRefused from any other status."""
    now = now or timezone.now()
    device = locked(device)
    if device.status not in STARTING:
        raise TransitionRefused(_("Refurbishment starts with a device that has arrived or was returned."))
    again = begins_a_cycle(device)
    columns = {"checklist": device.category.current_checklist, "cycle": device.cycle + again}
    if location:
        columns["location"] = location
    change_status(device, DeviceStatus.IN_REFURBISHMENT, actor=actor, happened_at=now, **columns)
    if again:
        open_media_anew(device, actor=actor, now=now)
        record(device, CYCLE_STARTED, actor=actor, data={"cycle": device.cycle}, happened_at=now)
    recount_steps([device.pk])
    device.refresh_from_db(fields=["open_steps"])


@transaction.atomic
def send_back(device: Device, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """A ready device has a defect. Raises TransitionRefused without a reason, or while it is promised."""
    back_to_refurbishment(locked(device), actor=actor, note=_required(reason), now=now)


@transaction.atomic
def end(device: Device, to: DeviceStatus, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Not accepted, recycled or dismantled. Raises TransitionRefused while a medium is open, or without a reason."""
    if to not in ENDS:
        raise TransitionRefused(_("This is not an end of a device."))
    change_status(locked(device), to, actor=actor, note=_required(reason), happened_at=now)


@transaction.atomic
def put_on_hold(
    device: Device,
    *,
    kind: HoldKind,
    reason: str,
    actor: Actor,
    follow_up: date | None = None,
    now: datetime | None = None,
) -> None:
    """The device waits for something, to be looked at again on a day; on hold already for the same, it waits since the
    day that it did before, and for something else that takes the place of the first, which the history says. The reason
    is kept beside the mark and as a note of the history. Raises TransitionRefused
    without a reason, for a day that is over, and for a device at its end."""
    now = now or timezone.now()
    reason = _required(reason)
    device = locked(device)
    if device.status in ENDS:
        raise TransitionRefused(_("This device has reached its end."))
    if follow_up and follow_up < timezone.localdate(now):
        raise TransitionRefused(_("Please choose a day that is still to come."))
    since = device.hold_since if device.hold_kind == kind else now
    columns = {"hold_kind": kind, "hold_reason": reason, "hold_since": since, "hold_follow_up": follow_up}
    Device.objects.filter(pk=device.pk).update(**columns)
    data = {"hold": kind} | ({"follow_up": follow_up.isoformat()} if follow_up else {})
    if device.hold_kind not in ("", kind):
        data["instead_of"] = device.hold_kind
    record(device, HOLD_SET, actor=actor, data=data, note=reason, happened_at=now)


@transaction.atomic
def end_hold(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """The waiting is over. Raises TransitionRefused for a device that waits for nothing."""
    device = locked(device)
    if not device.hold_kind:
        raise TransitionRefused(_("The device is not on hold."))
    _wait_no_more([device], actor=actor, now=now)


def waiting_ends(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: a device at its end, or in use, waits for nothing any more. Whoever moved
    the devices holds their rows, so nothing that comes before them in the order of locks is asked for again."""
    if step.new in NOT_WAITING:
        waiting = Device.objects.filter(pk__in=pks).exclude(hold_kind="")
        _wait_no_more(list(waiting), actor=step.actor, now=step.happened_at)


def _wait_no_more(devices: list[Device], *, actor: Actor, now: datetime | None) -> None:
    """Under the devices' locks; the history says what they had waited for."""
    ended = Device.objects.filter(pk__in=[device.pk for device in devices])
    ended.update(hold_kind="", hold_reason="", hold_since=None, hold_follow_up=None)
    lines = [Line(device, HOLD_ENDED, data={"hold": device.hold_kind}) for device in devices]
    record_many(lines, actor=actor, happened_at=now)


@transaction.atomic
def report_lost(device: Device, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Theft, missing at stocktaking, a loan that never came back. Open media are lost with it, and coordination is
    alerted (see `loss`). Raises TransitionRefused without a reason, and while a device in the house is promised."""
    now = now or timezone.now()
    device = locked(device)
    change_status(device, DeviceStatus.LOST, actor=actor, note=_required(reason), happened_at=now)


@transaction.atomic
def report_found(device: Device, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """It is here again and is taken in anew; what was open in it is open again."""
    device = locked(device)
    if device.status != DeviceStatus.LOST:
        raise TransitionRefused(_("The device is not lost."))
    change_status(device, DeviceStatus.RECEIVED, actor=actor, note=reason, happened_at=now)


def _required(reason: str) -> str:
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    return reason.strip()
