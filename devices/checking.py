"""The checklist and the signature under it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import change_status, record
from devices.enums import CheckResult, DeviceStatus
from devices.media import locked
from devices.models import Category, Check, ChecklistStep, Device, DeviceEvent, QualityControl

CHECK_RECORDED, CHECK_REOPENED = "check_recorded", "check_reopened"
QUALITY_CONTROL_SIGNED, QUALITY_CONTROL_WITHDRAWN = "quality_control_signed", "quality_control_withdrawn"
ONLY_IN_REFURBISHMENT = gettext_lazy("Steps are written down while the device is in refurbishment.")
DONE = (CheckResult.PASSED, CheckResult.NOT_APPLICABLE)


def recount_steps(device: Device) -> None:
    """Stores how many required steps are open or failed; call it in the transaction that touches checks."""
    required = ChecklistStep.objects.filter(checklist=device.checklist_id, required=True)
    done = Check.objects.filter(device=device, cycle=device.cycle, result__in=DONE)
    open_steps = required.exclude(pk__in=done.values("step")).count()
    Device.objects.filter(pk=device.pk).update(open_steps=open_steps)
    device.open_steps = open_steps


def begin_checklist(device: Device, category: Category, *, actor: Actor, now: datetime | None = None) -> None:
    """A device in refurbishment turned out to be of another category: its newest checklist is worked through, and what
    was signed lapses. For the transaction that changes the category."""
    device.checklist = category.checklists.first()
    Device.objects.filter(pk=device.pk).update(checklist=device.checklist)
    withdraw_quality_control(device, actor=actor, now=now)
    recount_steps(device)


@transaction.atomic
def record_check(
    device: Device,
    step: ChecklistStep,
    *,
    result: CheckResult,
    actor: Actor,
    minutes: int | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Check:
    """Writes down one step; done again, the new result stands and the quality control is to be signed again. Raises
    TransitionRefused outside refurbishment, for a step of another checklist, and for a failure without a note."""
    now = now or timezone.now()
    device = _in_work(device)
    if step.checklist_id != device.checklist_id:
        raise TransitionRefused(_("This step is not on the device's checklist."))
    if result == CheckResult.FAILED and not note.strip():
        raise TransitionRefused(_("Please say what is wrong, so that the next person can go on."))
    check = _write(device, step, result, actor, minutes, note, now)
    withdraw_quality_control(device, actor=actor, now=now)
    recount_steps(device)
    return check


def _write(device, step, result, actor: Actor, minutes: int | None, note: str, now: datetime) -> Check:
    values = {"result": result, "minutes": minutes, "note": note.strip(), "done_by": actor.user, "done_at": now}
    key = {"device": device, "cycle": device.cycle, "step": step}
    check, _created = Check.objects.update_or_create(**key, defaults=values)
    data = {"step": step.pk, "result": result, "minutes": minutes, "cycle": device.cycle}
    record(device, CHECK_RECORDED, actor=actor, data=data, happened_at=now)
    return check


@transaction.atomic
def pass_remaining(device: Device, *, actor: Actor, now: datetime | None = None) -> int:
    """Every step without a result is in order. Failed ones stay as they are. Returns how many were written down."""
    now = now or timezone.now()
    device = _in_work(device)
    done = Check.objects.filter(device=device, cycle=device.cycle).values("step")
    remaining = list(ChecklistStep.objects.filter(checklist=device.checklist_id).exclude(pk__in=done))
    for step in remaining:
        _write(device, step, CheckResult.PASSED, actor, None, "", now)
    if remaining:
        withdraw_quality_control(device, actor=actor, now=now)
        recount_steps(device)
    return len(remaining)


@transaction.atomic
def reopen_check(check: Check, *, actor: Actor, now: datetime | None = None) -> None:
    """Takes a result back: the step is open again; the history keeps both lines."""
    device = _in_work(check.device)
    if check.cycle != device.cycle:
        raise TransitionRefused(_("This step belongs to an earlier cycle."))
    data = {"step": check.step_id, "cycle": check.cycle}
    Check.objects.filter(pk=check.pk).delete()
    record(device, CHECK_REOPENED, actor=actor, data=data, happened_at=now)
    withdraw_quality_control(device, actor=actor, now=now)
    recount_steps(device)


@transaction.atomic
def sign_and_make_ready(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """The signature of somebody who did none of the steps, and with it the way to the shelf. Raises TransitionRefused
    with the first condition that is missing; then nothing is signed."""
    now = now or timezone.now()
    device = _in_work(device)
    withdraw_quality_control(device, actor=actor, now=now)
    QualityControl.objects.create(device=device, cycle=device.cycle, signed_by=actor.user, signed_at=now)
    record(device, QUALITY_CONTROL_SIGNED, actor=actor, data={"cycle": device.cycle}, happened_at=now)
    change_status(device, DeviceStatus.READY, actor=actor, happened_at=now)


def who_worked(pks: Iterable[int]) -> set[tuple[int, int]]:
    """(device, person) of everybody who wrote down a step in the device's present cycle, also when somebody else's
    result stands now."""
    standing = Check.objects.filter(device__in=list(pks), cycle=F("device__cycle")).values_list("device", "done_by")
    lines = DeviceEvent.objects.filter(subject__in=list(pks), kind=CHECK_RECORDED, actor__isnull=False)
    written = lines.values_list("subject", "actor", "data", "subject__cycle")
    return set(standing) | {(device, person) for device, person, data, cycle in written if data["cycle"] == cycle}


def withdraw_quality_control(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """The signature lapses, if there is one; call it in the transaction that changes what was signed."""
    standing = QualityControl.objects.filter(device=device, cycle=device.cycle, withdrawn_at=None)
    if standing.update(withdrawn_at=now or timezone.now()):
        data = {"cycle": device.cycle}
        record(device, QUALITY_CONTROL_WITHDRAWN, actor=actor, data=data, happened_at=now)


def quality_control_lapses(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: what comes back from the shelf is to be signed again."""
    if step.new == DeviceStatus.IN_REFURBISHMENT:
        for device in Device.objects.filter(pk__in=pks):
            withdraw_quality_control(device, actor=step.actor, now=step.happened_at)


def _in_work(device: Device) -> Device:
    device = locked(device)
    if not device.takes_checks:
        raise TransitionRefused(str(ONLY_IN_REFURBISHMENT))
    return device
