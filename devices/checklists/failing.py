"""A step that failed asks what to do: repair here, wait for a part or the donor, or recycle."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.actor import Actor
from devices.checking import record_check
from devices.enums import CheckResult, DeviceStatus, HoldKind
from devices.gate import refusal
from devices.models import Check, ChecklistStep, Device
from devices.stages import end, put_on_hold
from devices.waiting.proposals import MAY_DECIDE, open_proposal, propose_recycling

BIOS_STEP = "bios"


class Decision(models.TextChoices):
    """What is done about a step that failed."""

    REPAIR = "repair", _("Repair it here")
    PART = "part", _("Wait for a part")
    DONOR = "donor", _("Wait for the donor")
    RECYCLE = "recycle", _("Recycle")


@dataclass(frozen=True)
class Failed:
    """What came of a decision: the check, and whether recycling was only proposed."""

    check: Check
    proposed: bool = False


def recycling_waits(device: Device, user: User) -> str:
    """Why this person's "recycle" is only a proposal: it is not theirs to decide, or the gate is closed. Nothing when
    the device can go at once. A device on the shelf goes back to refurbishment first, which changes nothing here."""
    if not user.has_perm(MAY_DECIDE):
        return str(_("A senior volunteer decides."))
    device.status = DeviceStatus.IN_REFURBISHMENT
    return refusal(device, DeviceStatus.RECYCLED, user)


@transaction.atomic
def fail_check(
    device: Device,
    step: ChecklistStep,
    decision: Decision,
    *,
    note: str,
    actor: Actor,
    minutes: int | None = None,
    follow_up: date | None = None,
    now: datetime | None = None,
) -> Failed:
    """Writes the failure down and does what was decided, both or nothing. Raises TransitionRefused as `record_check`,
    `put_on_hold` and `end` do."""
    check = record_check(device, step, result=CheckResult.FAILED, note=note, minutes=minutes, actor=actor, now=now)
    if decision in (Decision.PART, Decision.DONOR):
        kind = HoldKind.PART if decision == Decision.PART else _waits_for_the_donor(step)
        put_on_hold(device, kind=kind, reason=note, follow_up=follow_up, actor=actor, now=now)
    if decision != Decision.RECYCLE:
        return Failed(check)
    return Failed(check, proposed=_recycle_or_propose(device, note, actor, now))


def _waits_for_the_donor(step: ChecklistStep) -> HoldKind:
    return HoldKind.BIOS_PASSWORD if step.code == BIOS_STEP else HoldKind.DONOR


def _recycle_or_propose(device: Device, note: str, actor: Actor, now: datetime | None) -> bool:
    device = Device.objects.select_related("category").get(pk=device.pk)
    if not recycling_waits(device, actor.user):
        end(device, DeviceStatus.RECYCLED, actor=actor, reason=note, now=now)
        return False
    if open_proposal(device) is None:
        propose_recycling(device, reason=note, actor=actor, now=now)
    return True
