"""What can be done next with a device: one sentence, and the buttons for it."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from devices.checking import who_erased, who_worked
from devices.checklists.applicability import unrecorded_steps
from devices.cycles import begins_a_cycle
from devices.enums import ENDS, DeviceStatus, MediumStatus
from devices.gate import Condition, next_open_step
from devices.loss import NOTIFICATION_TERM, lost_with_data, media_at_risk
from devices.models import Device, StorageMedium
from devices.panels import Button, NextStep
from devices.waiting.panels import held, proposed
from donations.enums import DonationStatus

REFUSED_DONATIONS = (DonationStatus.DECLINED, DonationStatus.CANCELLED)


def next_step(device: Device, user: User, gate: list[Condition]) -> NextStep:
    """What somebody has to decide or waits for; else by status, in refurbishment by the first condition that is
    missing."""
    if device.is_in_workshop and (panel := proposed(device, user) or held(device, user)):
        return panel
    if device.status == DeviceStatus.IN_REFURBISHMENT:
        missing = {condition.name for condition in gate if not condition.met}
        for name, panel in IN_WORK:
            if name in missing:
                return panel(device, user)
        return _signature(device, user)
    return BY_STATUS[device.status](device, user)


def _step(device: Device, code: str) -> str:
    return reverse("device_step", args=[device.number, code])


def _awaited(device: Device, user: User) -> NextStep:
    text = _("It was announced and has not arrived yet.")
    return NextStep(_("The device is awaited"), text, _take_in(device, user), tone="quiet", is_state=True)


def _not_here(device: Device, user: User) -> NextStep:
    text = _("It did not come with its donation. Should it still arrive, it is taken in like the others.")
    return NextStep(_("It did not arrive"), text, _take_in(device, user), tone="quiet", is_state=True)


def _take_in(device: Device, user: User) -> list[Button]:
    """Nothing is taken in of a donation that was declined or withdrawn."""
    if device.donation.status in REFUSED_DONATIONS or not user.has_perm("devices.receive_device"):
        return []
    return [Button(_("Take in"), reverse("donation_intake", args=[device.donation.number]), "arrow-down")]


def _start(device: Device, user: User) -> NextStep:
    text = _("With the newest checklist of the category.")
    if begins_a_cycle(device):
        text = _("A new cycle begins: checks and erasure start afresh, the history stays.")
    buttons = [Button(_("Start refurbishment"), _step(device, "start"), "arrow-forward", posts=True)]
    # Of a monitor or a mouse no report is expected.
    if device.category.can_hold_media:
        buttons.append(_upload(device))
    return NextStep(_("Start refurbishment"), text, buttons)


def _upload(device: Device) -> Button:
    return Button(_("Upload report"), reverse("evidence_upload", args=[device.number]), "drive-folder-upload")


def _media(device: Device, user: User) -> NextStep:
    waiting = list(device.media.filter(status=MediumStatus.PENDING))
    if not waiting:
        return _unknown_media(device)
    title = ngettext(
        "Erase the medium and upload the proof", "Erase %(count)d media and upload the proof", len(waiting)
    ) % {"count": len(waiting)}
    text = _("Still to be erased: %(media)s. The log of nwipe is matched by the serial number.") % {
        "media": _names(waiting)
    }
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
    return unrecorded_steps(device).exists()


def may_not_sign(device: Device, user: User) -> str:
    """Why this person cannot sign; nothing when they can."""
    if not user.has_perm("devices.sign_quality_control"):
        return _("A senior volunteer signs.")
    if (device.pk, user.pk) in who_erased([device.pk]):
        return _("You erased a medium of it, or said that there is none. Somebody else has to sign.")
    if (device.pk, user.pk) in who_worked([device.pk]):
        return _("You did a step of this checklist yourself. Somebody else has to sign.")
    return ""


def _signature(device: Device, user: User) -> NextStep:
    url = reverse("device_quality_control", args=[device.number])
    button = Button(_("Quality control"), url, "check", may_not_sign(device, user))
    return NextStep(_("Sign quality control"), _("By somebody who did none of the steps and no erasure."), [button])


def _ready(device: Device, user: User) -> NextStep:
    text = _("It waits on the shelf until somebody promises it to a need.")
    return NextStep(_("Ready to give out"), text, is_state=True)


def _promised(device: Device, user: User) -> NextStep:
    return NextStep(_("Promised to a need"), _("It is scanned out when its handover begins."), is_state=True)


def _underway(device: Device, user: User) -> NextStep:
    text = _("Delivered on %(day)s. The institution acts next: it confirms the handover, or the device comes back.")
    return NextStep(_("On its way to the institution"), text % {"day": _day(device)}, is_state=True)


def _in_use(device: Device, user: User) -> NextStep:
    text = _("Handed over on %(day)s. If it comes back, that is recorded on the page of its handover.")
    return NextStep(_("In use"), text % {"day": _day(device)}, is_state=True)


def _exchangeable(device: Device) -> list[Button]:
    """The disks in use, each to be exchanged."""
    inside = device.media.filter(status=MediumStatus.ERASED, location=None)
    label = _("Exchange %(medium)s")
    return [Button(label % {"medium": disk}, reverse("medium_step", args=[disk.pk, "replaced"])) for disk in inside]


def _repair(device: Device, user: User) -> NextStep:
    text = _("It belongs to its holder and goes back there. A disk that is replaced is erased or given back.")
    buttons = [
        Button(_("Repaired and given back"), _step(device, "give-back"), "check"),
        *_exchangeable(device),
        Button(_("Add medium"), reverse("medium_add", args=[device.number])),
    ]
    return NextStep(_("Repair it and give it back"), text, buttons, tone="warning")


def _lost(device: Device, user: User) -> NextStep:
    buttons = [Button(_("It was found"), _step(device, "found"))] if user.has_perm("devices.recycle_device") else []
    at_risk = media_at_risk([device.pk])
    if at_risk:
        title, open_data = _("Search, and report what was on it"), _report_due(device, at_risk)
    elif device.category.can_hold_media and not device.no_medium_said and not device.media.exists():
        title, open_data = _("Search, and report what was on it"), _("Which storage media were in it is not known.")
    else:
        title, open_data = _("Search for it"), _("No data are open: nothing in it was still to be erased.")
    if user.has_perm("devices.manage_device") and lost_with_data().filter(pk=device.pk).exists():
        buttons.insert(0, Button(_("Write down the decision"), reverse("loss_assess", args=[device.number])))
    text = f"{open_data} " + _("When it is found, it is taken in again.")
    return NextStep(title, text, buttons, tone="danger")


def _report_due(device: Device, at_risk: Iterable[StorageMedium]) -> str:
    term = timezone.localtime(device.status_since + NOTIFICATION_TERM)
    return _("Not erased: %(media)s. Report to the supervisory authority (Art. 33 GDPR): term %(term)s.") % {
        "media": _names(at_risk),
        "term": date_format(term, "d.m.Y, H:i"),
    }


def _ended(device: Device, user: User) -> NextStep:
    texts = {
        DeviceStatus.REJECTED: _("Not accepted on %(day)s: it went back to the donor or was never taken."),
        DeviceStatus.RECYCLED: _("Given to recycling on %(day)s."),
        DeviceStatus.DISMANTLED: _("Taken apart for spare parts on %(day)s."),
    }
    text = texts[DeviceStatus(device.status)] % {"day": _day(device)}
    removed = device.media.filter(status=MediumStatus.REMOVED)
    if not removed:
        return NextStep(_("At the end of its way"), text, tone="quiet", is_state=True)
    still = _("Taken out and still under lock: %(media)s.") % {"media": _names(removed)}
    return NextStep(_("At the end of its way"), f"{text} {still}", tone="warning", is_state=True)


def _day(device: Device) -> str:
    return date_format(timezone.localtime(device.status_since), "d.m.Y")


def _names(media: Iterable[StorageMedium]) -> str:
    return ", ".join(f"{medium} ({medium.serial or _('no serial number')})" for medium in media)


Panel = Callable[[Device, User], NextStep]
IN_WORK: tuple[tuple[str, Panel], ...] = (
    ("media_evident", _media),
    ("steps_done", _checklist),
    ("quality_control_signed", _signature),
)
BY_STATUS: dict[str, Panel] = {
    DeviceStatus.REGISTERED: _awaited,
    DeviceStatus.NOT_RECEIVED: _not_here,
    DeviceStatus.RECEIVED: _start,
    DeviceStatus.RETURNED: _start,
    DeviceStatus.READY: _ready,
    DeviceStatus.RESERVED: _promised,
    DeviceStatus.DELIVERED: _underway,
    DeviceStatus.HANDED_OVER: _in_use,
    DeviceStatus.IN_REPAIR: _repair,
    DeviceStatus.LOST: _lost,
    **dict.fromkeys(ENDS, _ended),
}
