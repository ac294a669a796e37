"""What settles a medium, and what takes that back. Nothing else does: the gate rests on these verbs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import MediumKind, MediumStatus
from devices.importers.facts import ErasureReport, MediumErasure
from devices.importers.nwipe import serial_matches
from devices.media import locked, mark_medium, reopen
from devices.models import Erasure, ErasureMethod, Evidence, Location, StorageMedium

ERASURE_RECORDED, ERASURE_RETRACTED = "erasure_recorded", "erasure_retracted"
SETTLING = (MediumStatus.ERASED, MediumStatus.DESTROYED, MediumStatus.REMOVED, MediumStatus.RETURNED_TO_DONOR)
# What somebody says of a medium that may leave the house needs a picture; one under lock stays here.
NEEDS_A_PHOTO = (MediumStatus.ERASED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR)
# A bench's clock may be a little fast without being wrong.
CLOCK_TOLERANCE = timedelta(minutes=5)
# A drive of 500,107,862,016 bytes is typed as 500 GB.
SIZE_TOLERANCE = 0.02
# What a person who stood beside it can answer for; everything else needs another erasure.
ANSWERABLE = frozenset(
    {"serial_missing", "serial_masked", "time_missing", "hidden_sectors_unknown", "too_early", "in_the_future"}
)


@dataclass(frozen=True)
class Settlement:
    """How a medium is settled. `finished_at` is when it was done."""

    outcome: MediumStatus
    finished_at: datetime
    method: str = ""
    level: str = ""
    tool: str = ""
    tool_version: str = ""
    verified: bool = False
    evidence: Evidence | None = None
    location: Location | None = None
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a log line means for one medium: settled, or the codes of the reasons why not."""

    printed: MediumErasure
    medium: StorageMedium | None
    reasons: tuple[str, ...]

    @property
    def settles(self) -> bool:
        """Whether the log alone settles the medium."""
        return self.medium is not None and not self.reasons

    @property
    def answerable(self) -> bool:
        """Whether a person may settle it on this log by their word."""
        return self.printed.erased and bool(self.reasons) and ANSWERABLE.issuperset(self.reasons)


def method_of_overwriting(medium: StorageMedium) -> ErasureMethod:
    """The level table's row for overwriting this kind of medium."""
    return ErasureMethod.objects.get(code=f"overwrite-{medium.kind or MediumKind.UNKNOWN}")


def judge(report: ErasureReport, media: Iterable[StorageMedium], *, now: datetime) -> list[Verdict]:
    """What each line of a log means for these media, matched by serial number."""
    media = list(media)
    return [_verdict(printed, media, now) for printed in report.media]


def _verdict(printed: MediumErasure, media: list[StorageMedium], now: datetime) -> Verdict:
    matching = [medium for medium in media if serial_matches(medium.serial, printed.serial)]
    waiting = [medium for medium in matching if medium.status in (MediumStatus.PENDING, MediumStatus.REMOVED)]
    if len(waiting) != 1:
        own = printed.reasons if any(reason.startswith("serial_") for reason in printed.reasons) else ()
        several = "serial_several" if waiting else "settled_already"
        return Verdict(printed, None, own or ((several,) if matching else ("serial_unknown",)))
    return Verdict(printed, waiting[0], printed.reasons or time_reasons(printed, waiting[0], now))


def may_be_same_size(printed: MediumErasure, medium: StorageMedium) -> bool:
    """False when both sizes are known and differ by more than people round when they type gigabytes."""
    if not printed.bytes or not medium.size_bytes:
        return True
    return abs(printed.bytes - medium.size_bytes) <= SIZE_TOLERANCE * medium.size_bytes


def time_reasons(printed: MediumErasure, medium: StorageMedium, now: datetime) -> tuple[str, ...]:
    """A log settles only what it finished after the medium entered this cycle, and before now (PRODUCT.md § 5)."""
    if printed.finished_at is None:
        return ("time_missing",)
    if printed.finished_at > now + CLOCK_TOLERANCE:
        return ("in_the_future",)
    return ("too_early",) if printed.finished_at < medium.entered_at else ()


@transaction.atomic
def settle_by_log(
    verdict: Verdict, report: ErasureReport, evidence: Evidence, *, actor: Actor, now: datetime | None = None
) -> Erasure:
    """A log alone settles a medium. Raises TransitionRefused when it does not, or no longer."""
    now = now or timezone.now()
    medium = _locked_medium(verdict.medium)
    if not verdict.settles or time_reasons(verdict.printed, medium, now):
        raise TransitionRefused(_("This log does not settle the medium."))
    if medium.erasures.filter(evidence=evidence, retracted_by__isnull=False, cycle=medium.cycle).exists():
        raise TransitionRefused(_("An erasure by this log was taken back. A person has to decide."))
    finished_at = min(verdict.printed.finished_at, now)
    return _settle(medium, _by_log(verdict.printed, report, evidence, medium, finished_at), actor=actor, now=now)


@transaction.atomic
def confirm_by_person(
    medium: StorageMedium,
    printed: MediumErasure,
    report: ErasureReport,
    evidence: Evidence,
    *,
    actor: Actor,
    note: str,
    finished_at: datetime,
    now: datetime | None = None,
) -> Erasure:
    """A person answers for what a log cannot prove by itself: a wrong clock, an unreadable serial number. Raises
    TransitionRefused without a note, for an erasure that failed, or a time outside this cycle."""
    now = now or timezone.now()
    medium = _locked_medium(medium)
    if actor.user is None or not note.strip():
        raise TransitionRefused(_("Please say how you know that this erasure was done in this cycle."))
    reasons = set(printed.reasons) | set(time_reasons(printed, medium, now))
    if not printed.erased or not ANSWERABLE.issuperset(reasons):
        raise TransitionRefused(_("This log shows no complete, verified erasure. Please erase the medium again."))
    if printed.serial and "serial_masked" not in reasons and not serial_matches(medium.serial, printed.serial):
        raise TransitionRefused(_("The log names another serial number than this medium has."))
    if not may_be_same_size(printed, medium):
        raise TransitionRefused(_("The log is of a medium of another size."))
    settlement = _by_log(printed, report, evidence, medium, _within_cycle(finished_at, medium, now), note)
    return _settle(medium, settlement, actor=actor, now=now)


def _by_log(
    printed: MediumErasure,
    report: ErasureReport,
    evidence: Evidence,
    medium: StorageMedium,
    finished_at: datetime,
    note: str = "",
) -> Settlement:
    table_row = method_of_overwriting(medium)
    if not table_row.settles:
        raise TransitionRefused(table_row.warning)
    return Settlement(
        outcome=MediumStatus.ERASED,
        finished_at=finished_at,
        method=(printed.method or "")[:80],
        level=table_row.level,
        tool=report.tool,
        tool_version=(report.version or "")[:20],
        verified=printed.verification in ("last", "all"),
        evidence=evidence,
        note=note,
    )


@transaction.atomic
def settle_by_hand(
    medium: StorageMedium, settlement: Settlement, *, actor: Actor, now: datetime | None = None
) -> Erasure:
    """A person says what became of a medium.

    Raises TransitionRefused for a way that the table lacks, a day outside this cycle, a claim without its photo, or
    a medium taken out that lies nowhere.
    """
    now = now or timezone.now()
    medium = _locked_medium(medium)
    _complete(settlement)
    _within_cycle(settlement.finished_at, medium, now)
    return _settle(medium, settlement, actor=actor, now=now)


def _complete(settlement: Settlement) -> None:
    if settlement.outcome not in SETTLING:
        raise TransitionRefused(_("This is not a way to settle a medium."))
    if settlement.outcome == MediumStatus.REMOVED and settlement.location is None:
        raise TransitionRefused(_("Please say where the medium lies under lock."))
    if settlement.outcome in NEEDS_A_PHOTO and settlement.evidence is None:
        raise TransitionRefused(_("Please add a photo that proves it."))
    if settlement.outcome in (MediumStatus.ERASED, MediumStatus.DESTROYED) and not settlement.level:
        raise TransitionRefused(_("Please choose the method."))


def _within_cycle(finished_at: datetime, medium: StorageMedium, now: datetime) -> datetime:
    if finished_at > now + CLOCK_TOLERANCE:
        raise TransitionRefused(_("This time is in the future."))
    if finished_at < medium.entered_at:
        raise TransitionRefused(_("At that time the medium was not in this cycle yet."))
    return min(finished_at, now)


def _locked_medium(medium: StorageMedium) -> StorageMedium:
    if medium.device_id:
        locked(medium.device)
    return StorageMedium.objects.select_for_update(of=("self",)).select_related("device__category").get(pk=medium.pk)


def _settle(medium: StorageMedium, settlement: Settlement, *, actor: Actor, now: datetime) -> Erasure:
    """The row and the status in one; the medium's location says where it lies when it was taken out."""
    mark_medium(medium, settlement.outcome, actor=actor, now=now, location=settlement.location)
    erasure = Erasure.objects.create(
        medium=medium,
        cycle=medium.cycle,
        outcome=settlement.outcome,
        method=settlement.method,
        level=settlement.level,
        tool=settlement.tool,
        tool_version=settlement.tool_version,
        verified=settlement.verified,
        finished_at=settlement.finished_at,
        operator=actor.user,
        evidence=settlement.evidence,
        recorded_at=now,
    )
    _tell_device(medium, erasure, ERASURE_RECORDED, actor=actor, note=settlement.note, now=now)
    return erasure


@transaction.atomic
def retract(erasure: Erasure, *, actor: Actor, reason: str, now: datetime | None = None) -> Erasure:
    """A wrong erasure is retracted by a new row: the medium is to be erased again, and a ready device goes back to
    refurbishment. Raises TransitionRefused without a reason, twice, or for a device that has left the workshop."""
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why the erasure is taken back."))
    medium = _locked_medium(erasure.medium)
    if not medium.erasures.standing().filter(pk=erasure.pk).exists() or medium.status != erasure.outcome:
        raise TransitionRefused(_("This erasure does not stand any more."))
    if medium.device_id:
        reopen(locked(medium.device), actor=actor, now=now)
    mark_medium(medium, MediumStatus.PENDING, actor=actor, now=now, location=None, **_present_cycle(medium, now))
    retraction = Erasure.objects.create(
        medium=medium,
        cycle=erasure.cycle,
        outcome=MediumStatus.PENDING,
        finished_at=now,
        operator=actor.user,
        retracts=erasure,
        recorded_at=now,
    )
    _tell_device(medium, retraction, ERASURE_RETRACTED, actor=actor, note=reason, now=now)
    return retraction


def _present_cycle(medium: StorageMedium, now: datetime) -> dict[str, Any]:
    """A medium of an earlier cycle that turns out to be open enters the present one."""
    if medium.device is None or medium.device.cycle == medium.cycle:
        return {}
    return {"cycle": medium.device.cycle, "entered_at": now}


def _tell_device(medium: StorageMedium, erasure: Erasure, kind: str, *, actor: Actor, note: str, now: datetime) -> None:
    """A line in the device's history. The event is of now: when the erasure ran stands in its own row."""
    if medium.device_id:
        data = {"medium": medium.pk, "erasure": erasure.pk, "outcome": erasure.outcome, "level": erasure.level}
        record(medium.device, kind, actor=actor, data=data, note=note, happened_at=now)


def methods_for(medium: StorageMedium) -> list[ErasureMethod]:
    """The level table's rows that a person may name for this kind of medium. Those that do not settle are among them,
    so that the page can say why."""
    return list(ErasureMethod.objects.filter(by_hand=True, is_active=True, medium_kind__in=["", medium.kind]))
