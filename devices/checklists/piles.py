"""Kinds of piles about the checklist: refurbishment begins, a step passes for every device that is scanned, and quality
control by scan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import undo
from devices.checking import ON_THE_SHELF, record_check, reopen_check, sign_and_make_ready
from devices.checklists.applicability import asked_steps
from devices.enums import CheckResult, DeviceStatus
from devices.models import Check, ChecklistStep, Device, Location, Pile, PileLine
from devices.piles.registry import DoneAlready, PileKind, register
from devices.stages import start_refurbishment


def _start(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    if device.status == DeviceStatus.IN_REFURBISHMENT:
        raise DoneAlready(_("is in refurbishment already"))
    start_refurbishment(device, actor=actor, location=pile.location, now=now)
    return _last_sequence(device)


def _start_back(line: PileLine, *, actor: Actor, now: datetime) -> None:
    if Check.objects.filter(device=line.device_id, cycle=F("device__cycle")).exists():
        raise TransitionRefused(_("Steps of its checklist are done. Please take the step back on its page."))
    _take_back(line, _("Begun by mistake in a pile."), actor, now)


def _last_sequence(device: Device) -> Mapping[str, Any]:
    return {"sequence": undo.last_step(Device.objects.get(pk=device.pk)).sequence}


def _take_back(line: PileLine, reason: str, actor: Actor, now: datetime) -> None:
    """Only while the line's step is the device's last one."""
    device = Device.objects.get(pk=line.device_id)
    last = undo.last_step(device)
    if last is None or last.sequence != line.data["sequence"]:
        raise TransitionRefused(_("Something else was done with %(number)s since.") % {"number": device.number})
    anyone = actor.user.has_perm("devices.manage_device")
    undo.undo_last_step(device, actor=actor, reason=reason, anyone=anyone, now=now)


def _begun(lines: Sequence[PileLine]) -> Mapping[int, str]:
    return {line.pk: _("in refurbishment · %(what)s") % {"what": line.device.title} for line in lines}


class BenchForm(forms.Form):
    """Where the work is done."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=gettext_lazy("Bench or shelf"),
        required=False,
        empty_label=gettext_lazy("unchanged"),
    )


START = PileKind(
    code="start",
    label=gettext_lazy("Start refurbishment"),
    hint=gettext_lazy("Scan every device that is worked on from now; its newest checklist begins."),
    permission="devices.refurbish_device",
    form=BenchForm,
    apply=_start,
    undo=_start_back,
    says=_begun,
    position=35,
)


def steps_by_code() -> dict[str, str]:
    """Code and name of every step that devices may be asked. One code is the same step in all checklists and versions;
    the newest names it."""
    steps = ChecklistStep.objects.filter(checklist__published_at__isnull=False)
    named = {step.code: step.name for step in steps.order_by("checklist__published_at", "checklist__version")}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def _choices() -> Iterable[tuple[str, str]]:
    return [("", "–"), *steps_by_code().items()]


class StepChoiceForm(forms.Form):
    """Which step."""

    step = forms.ChoiceField(
        label=gettext_lazy("Step"),
        choices=_choices,
        help_text=gettext_lazy("It is the same step in the checklists of all categories that have it."),
    )


def _name(pile: Pile) -> str:
    return steps_by_code().get(pile.target.get("step", ""), "")


def _pass(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    device = Device.objects.select_related("category").get(pk=device.pk)
    if device.status != DeviceStatus.IN_REFURBISHMENT:
        raise TransitionRefused(_("is %(status)s, not in refurbishment") % {"status": device.get_status_display()})
    step = asked_steps(device).filter(code=pile.target["step"]).first()
    if step is None:
        raise TransitionRefused(_("is not asked this step"))
    standing = Check.objects.filter(device=device, cycle=device.cycle, step=step).first()
    if standing and standing.result == CheckResult.FAILED:
        raise TransitionRefused(_("was not in order: “%(note)s”. Please decide on its page.") % {"note": standing.note})
    if standing:
        raise DoneAlready(_("is “%(result)s” already") % {"result": standing.get_result_display()})
    return {"check": record_check(device, step, result=CheckResult.PASSED, actor=actor, now=now).pk}


def _pass_back(line: PileLine, *, actor: Actor, now: datetime) -> None:
    check = Check.objects.select_related("device").filter(pk=line.data["check"]).first()
    if check is None or check.done_at != line.happened_at:
        raise TransitionRefused(_("The step was done again or taken back since."))
    if check.device.status in ON_THE_SHELF:
        raise TransitionRefused(_("The device is signed already. Please change the step on its page."))
    reopen_check(check, actor=actor, now=now)


def _passed(lines: Sequence[PileLine]) -> Mapping[int, str]:
    return {line.pk: _("in order · %(what)s") % {"what": line.device.title} for line in lines}


PASS_STEP = PileKind(
    code="pass_step",
    label=gettext_lazy("A step passes"),
    hint=gettext_lazy("Choose the step, then scan every device for which it is in order."),
    permission="devices.refurbish_device",
    form=StepChoiceForm,
    apply=_pass,
    undo=_pass_back,
    says=_passed,
    about=_name,
    position=40,
)


def _sign(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    if device.status in ON_THE_SHELF:
        raise DoneAlready(_("is signed already"))
    sign_and_make_ready(device, actor=actor, now=now)
    return _last_sequence(device)


def _sign_back(line: PileLine, *, actor: Actor, now: datetime) -> None:
    _take_back(line, _("Signed by mistake in a pile."), actor, now)


def _signed(lines: Sequence[PileLine]) -> Mapping[int, str]:
    return {line.pk: _("signed, ready to give out · %(what)s") % {"what": line.device.title} for line in lines}


SIGN = PileKind(
    code="quality_control",
    label=gettext_lazy("Quality control"),
    hint=gettext_lazy("Look at each device, then scan it: with that you sign it, and it is ready to give out."),
    permission="devices.sign_quality_control",
    apply=_sign,
    undo=_sign_back,
    says=_signed,
    about=lambda pile: _("Each scan is your signature"),
    position=50,
)


def register_kinds() -> None:
    """Called in AppConfig.ready()."""
    register(START, PASS_STEP, SIGN)
