"""The one way in which a medium is settled, and the one in which that is taken back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import MediumStatus
from devices.media import locked, mark_medium, reopen
from devices.models import Device, Erasure, ErasureMethod, Evidence, Location, StorageMedium

ERASURE_RECORDED, ERASURE_RETRACTED = "erasure_recorded", "erasure_retracted"
# What somebody says of a medium that may leave the house needs a proof; one under lock stays here.
NEEDS_PROOF = (MediumStatus.ERASED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR)
# A bench's clock may be a little fast without being wrong.
CLOCK_TOLERANCE = timedelta(minutes=5)
# A picture proves one thing, as the first line of a log does.
WHOLE_FILE = 0


@dataclass(frozen=True)
class Settlement:
    """How a medium is settled. `finished_at` is when it was done; `table` is the level table's row for the method,
    `line` the line of the evidence that proves it, `data` codes and numbers for the history."""

    outcome: MediumStatus
    finished_at: datetime
    table: ErasureMethod | None = None
    method: str = ""
    tool: str = ""
    tool_version: str = ""
    verified: bool = False
    evidence: Evidence | None = None
    line: int = WHOLE_FILE
    location: Location | None = None
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def may_be_settled(medium: StorageMedium) -> bool:
    """Whether it can be settled now: one that was taken out or came loose lies with us, wherever its device is."""
    if medium.status == MediumStatus.REMOVED:
        return True
    return medium.status == MediumStatus.PENDING and (medium.device is None or medium.device.is_in_workshop)


def locked_medium(medium: StorageMedium, *, may_reopen: bool = False) -> StorageMedium:
    """The medium as it is now, its row and before it that of its device locked for the rest of the transaction; with
    `may_reopen` before it what the promise of a reserved device hangs on, too."""
    if medium.device_id and may_reopen:
        locked(medium.device)
    elif medium.device_id:
        Device.objects.select_for_update().get(pk=medium.device_id)
    rows = StorageMedium.objects.select_for_update(of=("self",)).select_related("device__category", "donation")
    found = rows.filter(pk=medium.pk, device=medium.device_id).first()
    if found is None:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    return found


def within_cycle(finished_at: datetime, medium: StorageMedium, now: datetime) -> datetime:
    """The time, but not after now. Raises TransitionRefused for one outside the medium's present cycle."""
    if finished_at > now + CLOCK_TOLERANCE:
        raise TransitionRefused(_("This time is in the future."))
    if finished_at < medium.entered_at:
        raise TransitionRefused(_("At that time the medium was not in this cycle yet."))
    return min(finished_at, now)


def settle(medium: StorageMedium, settlement: Settlement, *, actor: Actor, now: datetime) -> Erasure:
    """The row and the status in one, for a locked medium; its location says where it lies when it was taken out.

    Raises TransitionRefused when the medium is not in our hands, or the evidence proves another medium already.
    """
    if not may_be_settled(medium):
        raise TransitionRefused(_("This medium is settled already, or it is not in the workshop."))
    erasure = _write(medium, settlement, actor, now)
    # One that lies under lock and is erased there stays where it is.
    stays = medium.location if settlement.outcome == MediumStatus.ERASED else None
    columns = {"location": settlement.location or stays, "settled_by": erasure}
    mark_medium(medium, settlement.outcome, actor=actor, now=now, **columns)
    subject = medium.device or medium
    tell(subject, erasure, ERASURE_RECORDED, actor=actor, note=settlement.note, now=now, data=settlement.data)
    return erasure


def _write(medium: StorageMedium, settlement: Settlement, actor: Actor, now: datetime) -> Erasure:
    table, evidence = settlement.table, settlement.evidence
    line = settlement.line if evidence else None
    try:
        with transaction.atomic():
            return Erasure.objects.create(
                medium=medium,
                cycle=medium.cycle,
                outcome=settlement.outcome,
                method=settlement.method[:80],
                level=table.level if table else "",
                warning=table.warning_de if table else "",
                tool=settlement.tool[:40],
                tool_version=settlement.tool_version[:20],
                verified=settlement.verified,
                finished_at=settlement.finished_at,
                operator=actor.user,
                evidence=evidence,
                line=line,
                attempt=_attempt(evidence, line) if evidence else 0,
                recorded_at=now,
            )
    except IntegrityError as taken:
        # Two people named two media for one line at the same moment; the constraint knows the first.
        raise TransitionRefused(_proves_another()) from taken


def _attempt(evidence: Evidence, line: int) -> int:
    """How often this line was taken back already. Raises TransitionRefused while it proves a medium."""
    by_line = Erasure.objects.filter(evidence=evidence, line=line)
    # Counted before it is asked: whoever settles in between is met here, or by the constraint of the same attempt.
    attempts = by_line.count()
    if by_line.standing().exists():
        raise TransitionRefused(_proves_another())
    return attempts


def _proves_another() -> str:
    return _("This file is the proof of another erasure already. Each erasure needs its own.")


@transaction.atomic
def retract(erasure: Erasure, *, actor: Actor, reason: str, now: datetime | None = None) -> Erasure:
    """A wrong erasure is retracted by a new row: the medium is to be erased again, and a ready device goes back to
    refurbishment. Raises TransitionRefused without a reason, twice, or for a device that has left the workshop."""
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why the erasure is taken back."))
    medium = locked_medium(erasure.medium, may_reopen=True)
    if not medium.erasures.standing().filter(pk=erasure.pk).exists() or medium.status != erasure.outcome:
        raise TransitionRefused(_("This erasure does not stand any more."))
    host, columns = medium.device, _where_it_is(medium, erasure, actor, now)
    retraction = Erasure.objects.create(
        medium=medium,
        cycle=erasure.cycle,
        outcome=MediumStatus.PENDING,
        finished_at=now,
        operator=actor.user,
        retracts=erasure,
        recorded_at=now,
    )
    mark_medium(medium, MediumStatus.PENDING, actor=actor, now=now, **columns)
    tell(host or medium, retraction, ERASURE_RETRACTED, actor=actor, note=reason, now=now)
    return retraction


def _where_it_is(medium: StorageMedium, erasure: Erasure, actor: Actor, now: datetime) -> dict[str, Any]:
    """Columns of a medium that is open again. One that had been taken out is loose now, wherever its device is; one in
    a device sends that back to refurbishment first, and enters its present cycle."""
    if medium.device is None:
        return {}
    if lies_outside(medium):
        return {"device": None}
    reopen(locked(medium.device), actor=actor, now=now)
    cycle = {} if medium.device.cycle == medium.cycle else {"cycle": medium.device.cycle, "entered_at": now}
    return {"location": None, **cycle}


def lies_outside(medium: StorageMedium) -> bool:
    """Whether a settled medium was taken out of its device before. One whose being taken out is itself taken back is
    inside."""
    taken_out = medium.erasures.standing().filter(outcome=MediumStatus.REMOVED, recorded_at__gte=medium.entered_at)
    return medium.status != MediumStatus.REMOVED and (medium.is_outside or taken_out.exists())


def tell(
    subject: Device | StorageMedium,
    erasure: Erasure,
    kind: str,
    *,
    actor: Actor,
    note: str,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    """A line in the device's history, of a loose medium in its own. The event is of now: when the erasure ran stands in
    its own row."""
    told = {"medium": erasure.medium_id, "erasure": erasure.pk, "outcome": erasure.outcome, "level": erasure.level}
    record(subject, kind, actor=actor, data=told | (data or {}), note=note, happened_at=now)
