"""The checklist and the signature under it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import Line, change_status, record, record_many
from devices.checklists.applicability import asked_steps, recount_steps, unrecorded_steps
from devices.enums import CheckResult, DeviceStatus
from devices.media import locked
from devices.models import Category, Check, ChecklistStep, Device, DeviceEvent, Erasure, QualityControl
from devices.returning import back_to_refurbishment

CHECK_RECORDED, CHECK_REOPENED = "check_recorded", "check_reopened"
QUALITY_CONTROL_SIGNED, QUALITY_CONTROL_WITHDRAWN = "quality_control_signed", "quality_control_withdrawn"
ONLY_IN_THE_WORKSHOP = gettext_lazy("Steps are written down while the device is in refurbishment or on the shelf.")
ON_THE_SHELF = (DeviceStatus.READY, DeviceStatus.RESERVED)


def begin_checklist(device: Device, category: Category, *, actor: Actor, now: datetime | None = None) -> None:
    """A device in refurbishment turned out to be of another category: its newest checklist is worked through, and what
    was signed lapses. For the transaction that changes the category."""
    device.checklist = category.current_checklist
    Device.objects.filter(pk=device.pk).update(checklist=device.checklist)
    withdraw_quality_control(device, actor=actor, now=now)
    recount_steps([device.pk])
    device.refresh_from_db(fields=["open_steps"])


def hardware_became_known(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """Facts of COLUMNS changed: steps about missing hardware are lifted, others are asked again, and a device on the
    shelf with a step open goes back to work. For the transaction that changes the facts."""
    if device.checklist_id is None:
        return
    recount_steps([device.pk])
    device.refresh_from_db()
    if device.open_steps and device.status in ON_THE_SHELF:
        note = _("A step of the checklist is to be done: the hardware is not as it was known.")
        back_to_refurbishment(device, actor=actor, note=note, now=now)


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
    """Writes down one step; done again, the new result stands. Either way the quality control is to be signed again: a
    device on the shelf goes back to refurbishment for it. Raises TransitionRefused anywhere else, for a step that this
    device is not asked, and for a failure without a note."""
    now = now or timezone.now()
    device = _in_work(device, actor=actor, now=now)
    if not asked_steps(device).filter(pk=step.pk).exists():
        raise TransitionRefused(_("This step is not on the device's checklist."))
    if result == CheckResult.FAILED and not note.strip():
        raise TransitionRefused(_("Please say what is wrong, so that the next person can go on."))
    values = {"result": result, "minutes": minutes, "note": note.strip(), "done_by": actor.user, "done_at": now}
    key = {"device": device, "cycle": device.cycle, "step": step}
    check, _created = Check.objects.update_or_create(**key, defaults={**values, "batch": None})
    _changed(device, [_line(device, check)], actor=actor, now=now)
    return check


@transaction.atomic
def pass_remaining(device: Device, *, actor: Actor, now: datetime | None = None) -> list[Check]:
    """Every step without a result is in order. Failed ones stay as they are. Returns what was written down: it carries
    one `batch`, by which it can be taken back. Raises TransitionRefused outside refurbishment."""
    now = now or timezone.now()
    device = locked(device)
    if device.status != DeviceStatus.IN_REFURBISHMENT:
        raise TransitionRefused(str(ONLY_IN_THE_WORKSHOP))
    written = {"cycle": device.cycle, "result": CheckResult.PASSED, "done_by": actor.user, "done_at": now}
    batch = uuid4()
    remaining = [Check(device=device, step=step, batch=batch, **written) for step in unrecorded_steps(device)]
    checks = Check.objects.bulk_create(remaining)
    _changed(device, [_line(device, check) for check in checks], actor=actor, now=now)
    return checks


def _line(device: Device, check: Check) -> Line:
    data = {"step": check.step_id, "result": check.result, "minutes": check.minutes, "cycle": check.cycle}
    return Line(device, CHECK_RECORDED, data=data)


@transaction.atomic
def reopen_check(check: Check, *, actor: Actor, now: datetime | None = None) -> None:
    """Takes a result back: the step is open again; the history keeps both lines. A device on the shelf goes back to
    refurbishment. Raises TransitionRefused for a result of an earlier cycle, or once the device has left."""
    _reopen(check.device, Check.objects.filter(pk=check.pk), actor=actor, now=now or timezone.now())


@transaction.atomic
def reopen_batch(device: Device, batch: UUID, *, actor: Actor, now: datetime | None = None) -> int:
    """Takes back what one action wrote down: exactly those results of it that nobody changed since. Returns how many.
    Raises TransitionRefused when there is none any more."""
    return _reopen(device, Check.objects.filter(batch=batch), actor=actor, now=now or timezone.now())


def _reopen(device: Device, checks, *, actor: Actor, now: datetime) -> int:
    device = locked(device)
    _takes_checks(device)
    standing = list(checks.filter(device=device, cycle=device.cycle).order_by("step__position"))
    if not standing:
        raise TransitionRefused(_("This result does not stand any more, or belongs to an earlier cycle."))
    device = _in_work(device, actor=actor, now=now)
    Check.objects.filter(pk__in=[check.pk for check in standing]).delete()
    data = [{"step": check.step_id, "cycle": check.cycle} for check in standing]
    _changed(device, [Line(device, CHECK_REOPENED, data=said) for said in data], actor=actor, now=now)
    return len(standing)


def _changed(device: Device, lines: list[Line], *, actor: Actor, now: datetime) -> None:
    """The history, the signature and the count follow what was written down."""
    if lines:
        record_many(lines, actor=actor, happened_at=now)
        withdraw_quality_control(device, actor=actor, now=now)
        recount_steps([device.pk])


@transaction.atomic
def sign_and_make_ready(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """The signature of somebody who did none of the steps, and with it the way to the shelf. Raises TransitionRefused
    with the first condition that is missing; then nothing is signed."""
    now = now or timezone.now()
    device = locked(device)
    if device.status != DeviceStatus.IN_REFURBISHMENT:
        raise TransitionRefused(_("Quality control is signed for a device in refurbishment."))
    withdraw_quality_control(device, actor=actor, now=now)
    QualityControl.objects.create(device=device, cycle=device.cycle, signed_by=actor.user, signed_at=now)
    record(device, QUALITY_CONTROL_SIGNED, actor=actor, data={"cycle": device.cycle}, happened_at=now)
    change_status(device, DeviceStatus.READY, actor=actor, happened_at=now)


def who_worked(pks: Iterable[int]) -> set[tuple[int, int]]:
    """(device, person) of everybody who did a step of the device's present cycle that counts as work, also when
    somebody else's result stands now; who erased a medium of this cycle, confirmed it by their word, or said that
    there is none. Intake, labels and photos do not count (steps without `counts_as_work`)."""
    pks = list(pks)
    uncounted = set(ChecklistStep.objects.filter(counts_as_work=False).values_list("pk", flat=True))
    lines = DeviceEvent.objects.filter(subject__in=pks, kind=CHECK_RECORDED, actor__isnull=False)
    written = lines.values_list("subject", "actor", "data", "subject__cycle")
    recorded = {
        (device, person)
        for device, person, data, cycle in written
        if data["cycle"] == cycle and data["step"] not in uncounted
    }
    standing = Check.objects.filter(device__in=pks, cycle=F("device__cycle")).exclude(step__in=uncounted)
    return recorded | set(standing.values_list("device", "done_by")) | who_erased(pks)


def who_erased(pks: list[int]) -> set[tuple[int, int]]:
    """(device, person) of everybody whose word or log settled a medium of the present cycle, or that there is none."""
    erasures = Erasure.objects.filter(medium__device__in=pks, cycle=F("medium__device__cycle"), retracts=None)
    said = Device.objects.filter(pk__in=pks, no_medium_cycle=F("cycle"), no_medium_said_by__isnull=False)
    return set(erasures.values_list("medium__device", "operator")) | set(said.values_list("pk", "no_medium_said_by"))


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


def _in_work(device: Device, *, actor: Actor, now: datetime) -> Device:
    """The device, locked and in refurbishment: from the shelf it goes back there, as its signature lapses."""
    device = locked(device)
    _takes_checks(device)
    if device.status in ON_THE_SHELF:
        note = _("A step of the checklist was changed.")
        back_to_refurbishment(device, actor=actor, note=note, now=now)
    return device


def _takes_checks(device: Device) -> None:
    if not device.takes_checks:
        raise TransitionRefused(str(ONLY_IN_THE_WORKSHOP))
