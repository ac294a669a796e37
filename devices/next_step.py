"""What can be done next with a device: one sentence, and the buttons for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from devices.enums import DeviceStatus, MediumStatus
from devices.gate import Condition, next_open_step
from devices.models import Check, Device


@dataclass(frozen=True)
class Button:
    """The first one of a view is primary. `why_not` keeps it visible but switched off, with the reason beside it."""

    label: str
    url: str
    icon: str = ""
    why_not: str = ""
    posts: bool = False


@dataclass(frozen=True)
class NextStep:
    """The panel beside the gate."""

    title: str
    text: str = ""
    buttons: list[Button] = field(default_factory=list)


def next_step(device: Device, user: User, gate: list[Condition]) -> NextStep:
    """By status; in refurbishment by the first condition that is missing."""
    if device.status == DeviceStatus.IN_REFURBISHMENT:
        missing = {condition.name for condition in gate if not condition.met}
        for name, panel in IN_WORK:
            if name in missing:
                return panel(device, user)
        return _signature(device, user)
    panel = BY_STATUS.get(device.status)
    return panel(device, user) if panel else NextStep(str(device.get_status_display()))


def _step(device: Device, code: str) -> str:
    return reverse("device_step", args=[device.number, code])


def _awaited(device: Device, user: User) -> NextStep:
    url = reverse("donation_intake", args=[device.donation.number])
    buttons = [Button(_("Take in"), url, "arrow-down")] if user.has_perm("devices.receive_device") else []
    return NextStep(_("Take the device in"), _("It was announced and has not arrived yet."), buttons)


def _start(device: Device, user: User) -> NextStep:
    text = _("With the newest checklist of the category.")
    if device.status == DeviceStatus.RETURNED:
        text = _("A new cycle begins: checks and erasure start afresh, the history stays.")
    buttons = [Button(_("Start refurbishment"), _step(device, "start"), "arrow-forward", posts=True), _upload(device)]
    return NextStep(_("Start refurbishment"), text, buttons)


def _upload(device: Device) -> Button:
    return Button(_("Upload report"), reverse("evidence_upload", args=[device.number]), "drive-folder-upload")


def _held(device: Device, user: User) -> NextStep:
    text = f"{device.get_hold_kind_display()}: {device.hold_reason}"
    return NextStep(_("The device is on hold"), text, [Button(_("End the waiting"), _step(device, "release"))])


def _media(device: Device, user: User) -> NextStep:
    waiting = list(device.media.filter(status=MediumStatus.PENDING))
    if not waiting:
        return _unknown_media(device)
    title = ngettext(
        "Erase the medium and upload the proof", "Erase %(count)d media and upload the proof", len(waiting)
    ) % {"count": len(waiting)}
    names = ", ".join(f"{medium} ({medium.serial or _('no serial number')})" for medium in waiting)
    text = _("Still to be erased: %(media)s. The log of nwipe is matched by the serial number.") % {"media": names}
    by_hand = Button(_("Record by hand"), reverse("medium_settle", args=[waiting[0].pk]))
    label = _("Upload erasure log")
    upload = Button(label, reverse("evidence_upload", args=[device.number]), "drive-folder-upload")
    return NextStep(title, text, [upload, by_hand])


def _unknown_media(device: Device) -> NextStep:
    if device.media.filter(cycle=device.cycle).exists():
        return NextStep(_("Record what became of the media"), _("A medium is settled without evidence."), [])
    return NextStep(
        _("Find out which storage media are in it"),
        _("Upload the hardware report. If it shows none, look inside."),
        [
            _upload(device),
            Button(_("Add medium"), reverse("medium_add", args=[device.number])),
            Button(_("There is none"), reverse("no_medium", args=[device.number])),
        ],
    )


def _checklist(device: Device, user: User) -> NextStep:
    step = next_open_step(device)
    text = ngettext("%(count)d required step is missing.", "%(count)d required steps are missing.", device.open_steps)
    buttons = []
    if step:
        url = reverse("device_check", args=[device.number, step.code])
        buttons.append(Button(_("Next: %(step)s") % {"step": step.name}, url, "checklist"))
    if any_unrecorded(device):
        url = reverse("checks_pass_remaining", args=[device.number])
        buttons.append(Button(_("All others in order"), url, posts=True))
    return NextStep(_("Work through the checklist"), text % {"count": device.open_steps}, buttons)


def any_unrecorded(device: Device) -> bool:
    """Whether a step of the checklist has no result yet in this cycle."""
    done = Check.objects.filter(device=device, cycle=device.cycle).values("step")
    return device.checklist_id is not None and device.checklist.steps.exclude(pk__in=done).exists()


def may_not_sign(device: Device, user: User) -> str:
    """Why this person cannot sign; nothing when they can."""
    if not user.has_perm("devices.sign_quality_control"):
        return _("A senior volunteer signs.")
    if Check.objects.filter(device=device, cycle=device.cycle, done_by=user).exists():
        return _("You did a step of this checklist yourself. Somebody else has to sign.")
    return ""


def _signature(device: Device, user: User) -> NextStep:
    url = reverse("device_quality_control", args=[device.number])
    button = Button(_("Quality control"), url, "check", may_not_sign(device, user))
    return NextStep(_("Sign quality control"), _("By somebody who did none of the steps."), [button])


def _ready(device: Device, user: User) -> NextStep:
    return NextStep(_("Ready to give out"), _("It waits on the shelf until somebody promises it to a need."))


def _promised(device: Device, user: User) -> NextStep:
    return NextStep(_("Promised to a need"), _("It is scanned out when its handover begins."))


def _underway(device: Device, user: User) -> NextStep:
    return NextStep(_("On its way"), _("The institution confirms the handover, or it comes back."))


def _in_use(device: Device, user: User) -> NextStep:
    return NextStep(_("In use"), _("A return or a defect is reported by the institution."))


def _lost(device: Device, user: User) -> NextStep:
    buttons = [Button(_("It was found"), _step(device, "found"))] if user.has_perm("devices.recycle_device") else []
    return NextStep(_("Search, and report what was on it"), _("When it is found, it is taken in again."), buttons)


Panel = Callable[[Device, User], NextStep]
IN_WORK: tuple[tuple[str, Panel], ...] = (
    ("not_on_hold", _held),
    ("media_evident", _media),
    ("steps_done", _checklist),
    ("quality_control_signed", _signature),
)
BY_STATUS: dict[str, Panel] = {
    DeviceStatus.REGISTERED: _awaited,
    DeviceStatus.NOT_RECEIVED: _awaited,
    DeviceStatus.RECEIVED: _start,
    DeviceStatus.RETURNED: _start,
    DeviceStatus.READY: _ready,
    DeviceStatus.RESERVED: _promised,
    DeviceStatus.DELIVERED: _underway,
    DeviceStatus.HANDED_OVER: _in_use,
    DeviceStatus.LOST: _lost,
}
