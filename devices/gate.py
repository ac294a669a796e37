"""What stands between a device and the shelf: every condition, met or not, with a way to meet it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import Step
from devices.checklists.applicability import asked_steps, unrecorded_steps
from devices.cycles import begins_a_cycle
from devices.enums import DeviceStatus, MediumStatus
from devices.lifecycle import DEVICE, GUARDS
from devices.models import Check, Device, QualityControl

BEFORE_READY = GUARDS[(DeviceStatus.IN_REFURBISHMENT, DeviceStatus.READY)]
AFRESH = ("media_evident", "steps_done", "quality_control_signed")
LABELS = {
    "media_evident": gettext_lazy("Storage media"),
    "steps_done": gettext_lazy("Checklist"),
    "quality_control_signed": gettext_lazy("Quality control"),
    "not_on_hold": gettext_lazy("Waits for nothing"),
}


@dataclass(frozen=True)
class Condition:
    """One line of the gate; `url` leads to where it is met."""

    name: str
    label: str | Promise
    met: bool
    fact: str
    url: str = ""
    url_label: str = ""


def conditions(device: Device, user: User) -> list[Condition]:
    """Each guard between refurbishment and the shelf, asked by itself, so that all reasons show at once. Before a new
    cycle nothing of the earlier one counts."""
    if begins_a_cycle(device):
        return [Condition(name, LABELS[name], False, _("begins afresh with the new cycle")) for name in AFRESH]
    step = Step(DeviceStatus.IN_REFURBISHMENT, DeviceStatus.READY, Actor.person(user), timezone.now())
    return [_condition(name, device, step, user) for name in BEFORE_READY]


def _condition(name: str, device: Device, step: Step, user: User) -> Condition:
    refusal = DEVICE.registered[name]([device], step).get(device.pk)
    if refusal is None:
        return Condition(name, LABELS[name], True, FACTS[name](device))
    url, label = WAYS[name](device, user)
    return Condition(name, LABELS[name], False, str(refusal), url, label)


def refusal(device: Device, to: DeviceStatus, user: User) -> str:
    """Why a step is not possible now; nothing when it is."""
    step = Step(device.status, to, Actor.person(user), timezone.now())
    return DEVICE.refusals([device], step).get(device.pk, "")


def _media_fact(device: Device) -> str:
    media = device.media.filter(cycle=device.cycle)
    if not media and not device.category.can_hold_media:
        return _("This kind of device holds none.")
    if not media:
        return _("Somebody said that there is none.")
    settled = media.exclude(status=MediumStatus.PENDING).count()
    return ngettext(
        "%(done)d of %(count)d settled with evidence", "%(done)d of %(count)d settled with evidence", len(media)
    ) % {"done": settled, "count": len(media)}


def _steps_fact(device: Device) -> str:
    asked = asked_steps(device)
    done = Check.objects.filter(device=device, cycle=device.cycle, step__in=asked).count()
    return _("%(done)d of %(count)d done") % {"done": done, "count": asked.count()}


def _signature_fact(device: Device) -> str:
    standing = QualityControl.objects.filter(device=device, cycle=device.cycle, withdrawn_at=None)
    return _("signed by %(who)s") % {"who": standing.select_related("signed_by").get().signed_by}


FACTS = {
    "media_evident": _media_fact,
    "steps_done": _steps_fact,
    "quality_control_signed": _signature_fact,
    "not_on_hold": lambda device: _("the device waits for nothing"),
}


def _to_media(device: Device, user: User) -> tuple[str, str]:
    return reverse("evidence_upload", args=[device.number]), _("Upload evidence")


def _to_steps(device: Device, user: User) -> tuple[str, str]:
    step = next_open_step(device)
    return (reverse("device_check", args=[device.number, step.code]), step.name) if step else ("", "")


def _to_signature(device: Device, user: User) -> tuple[str, str]:
    if not user.has_perm("devices.sign_quality_control") or device.status != DeviceStatus.IN_REFURBISHMENT:
        return "", ""
    return reverse("device_quality_control", args=[device.number]), _("Go to quality control")


def _to_hold(device: Device, user: User) -> tuple[str, str]:
    return reverse("device_step", args=[device.number, "release"]), _("End the waiting")


WAYS = {
    "media_evident": _to_media,
    "steps_done": _to_steps,
    "quality_control_signed": _to_signature,
    "not_on_hold": _to_hold,
}


def next_open_step(device: Device):
    """What to look at next: required steps before the others, and those nobody looked at before failed ones."""
    results = dict(Check.objects.filter(device=device, cycle=device.cycle).values_list("step", "result"))
    open_steps = [step for step in asked_steps(device) if results.get(step.pk) in (None, "failed")]
    return min(open_steps, key=lambda step: (not step.required, step.pk in results, step.position), default=None)


def next_unrecorded_step(device: Device):
    """The first step that nobody looked at yet, in the order of the checklist; required ones before the others."""
    return min(unrecorded_steps(device), key=lambda step: (not step.required, step.position), default=None)
