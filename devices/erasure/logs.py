"""What an erasure log means for media, and what a person may answer for that the log alone cannot prove."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.enums import MediumKind, MediumStatus
from devices.erasure.settling import CLOCK_TOLERANCE, Settlement, locked_medium, may_be_settled, settle, within_cycle
from devices.importers.facts import ErasureReport, MediumErasure
from devices.importers.nwipe import serial_matches
from devices.models import Erasure, ErasureMethod, Evidence, StorageMedium
from devices.models.media import StorageMediumQuerySet

# A drive of 500,107,862,016 bytes is typed as 500 GB.
SIZE_TOLERANCE = 0.02
# nwipe 0.30, the first version whose logs are read, is younger: a clock before that day was never set.
NO_LOG_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
# Several passes over the largest disks take weeks; what took longer, or ended before it began, had its clock moved.
LONGEST_RUN = timedelta(days=60)
# What a person who stood beside it can answer for; everything else needs another erasure.
ANSWERABLE = frozenset(
    {
        "serial_missing",
        "serial_masked",
        "time_missing",
        "hidden_sectors_unknown",
        "too_early",
        "in_the_future",
        "clock_not_set",
        "clock_moved",
    }
)


@dataclass(frozen=True)
class Verdict:
    """What a line of a log means for one medium: settled, or the codes of the reasons why not. `line` counts from 0."""

    printed: MediumErasure
    medium: StorageMedium | None
    reasons: tuple[str, ...]
    line: int = 0

    @property
    def settles(self) -> bool:
        """Whether the log alone settles the medium."""
        return self.medium is not None and not self.reasons

    @property
    def answerable(self) -> bool:
        """Whether a person may settle it on this log by their word."""
        return self.printed.erased and bool(self.reasons) and ANSWERABLE.issuperset(self.reasons)


@dataclass
class LogResult:
    """What a log did: a verdict for each of its lines, the erasures that it made, and sentences of what was refused."""

    verdicts: list[Verdict] = field(default_factory=list)
    settled: list[Erasure] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def media_named_by(report: ErasureReport) -> StorageMediumQuerySet:
    """Media of any device, and loose ones, that may be meant by a log's serial numbers: found by the index, told apart
    by `judge`."""
    named = StorageMedium.objects.with_serials(printed.serial for printed in report.media)
    return named.select_related("device__category", "device__donation", "donation")


def judge(report: ErasureReport, media: Iterable[StorageMedium], *, now: datetime) -> list[Verdict]:
    """What each line of a log means for these media, matched by serial number."""
    media = list(media)
    return [_verdict(line, printed, media, now) for line, printed in enumerate(report.media)]


def _verdict(line: int, printed: MediumErasure, media: list[StorageMedium], now: datetime) -> Verdict:
    matching = [medium for medium in media if serial_matches(medium.serial, printed.serial)]
    waiting = [medium for medium in matching if medium.status in (MediumStatus.PENDING, MediumStatus.REMOVED)]
    if len(waiting) != 1:
        own = printed.reasons if any(reason.startswith("serial_") for reason in printed.reasons) else ()
        several = "serial_several" if waiting else "settled_already"
        return Verdict(printed, None, own or ((several,) if matching else ("serial_unknown",)), line)
    if not may_be_settled(waiting[0]):
        return Verdict(printed, waiting[0], ("not_here",), line)
    return Verdict(printed, waiting[0], printed.reasons or time_reasons(printed, waiting[0], now), line)


def may_be_same_size(printed: MediumErasure, medium: StorageMedium) -> bool:
    """False when both sizes are known and differ by more than people round when they type gigabytes."""
    if not printed.bytes or not medium.size_bytes:
        return True
    return abs(printed.bytes - medium.size_bytes) <= SIZE_TOLERANCE * medium.size_bytes


def time_reasons(printed: MediumErasure, medium: StorageMedium, now: datetime) -> tuple[str, ...]:
    """A log settles only what it finished after the medium entered this cycle, and before now, by a clock that can be
    right (PRODUCT.md § 5). Times without a zone were read as Berlin's; of a doubled hour the first is taken, so that
    one that may have been before the cycle goes to a person."""
    if printed.finished_at is None:
        return ("time_missing",)
    if printed.finished_at < NO_LOG_BEFORE:
        return ("clock_not_set",)
    if printed.finished_at > now + CLOCK_TOLERANCE:
        return ("in_the_future",)
    if printed.finished_at < medium.entered_at:
        return ("too_early",)
    return ("clock_moved",) if _clock_moved(printed) else ()


def _clock_moved(printed: MediumErasure) -> bool:
    if printed.started_at is None or printed.finished_at is None:
        return False
    return not timedelta(0) <= printed.finished_at - printed.started_at <= LONGEST_RUN


def settle_by_report(
    report: ErasureReport,
    evidence: Evidence,
    media: Iterable[StorageMedium],
    *,
    actor: Actor,
    now: datetime | None = None,
) -> LogResult:
    """Lets a log settle what it proves among these media (`media_named_by`: all that it may mean). One that is
    refused never costs another one."""
    now = now or timezone.now()
    result = LogResult(judge(report, media, now=now))
    for verdict in sorted((one for one in result.verdicts if one.settles), key=_order_of_locks):
        try:
            result.settled.append(settle_by_log(verdict, report, evidence, actor=actor, now=now))
        except TransitionRefused as refusal:
            result.refusals.append(str(refusal))
    return result


def _order_of_locks(verdict: Verdict) -> tuple[bool, int, int]:
    """Devices by their keys, loose media last: two logs that name the same media do not wait for each other in a
    circle."""
    device = verdict.medium.device_id
    return (device is None, device or 0, verdict.medium.pk)


@transaction.atomic
def settle_by_log(
    verdict: Verdict, report: ErasureReport, evidence: Evidence, *, actor: Actor, now: datetime | None = None
) -> Erasure:
    """A log alone settles a medium. Raises TransitionRefused when it does not, or no longer: what counts is the line
    of the log and the medium as it is now, not what somebody judged before."""
    now = now or timezone.now()
    medium, printed = locked_medium(verdict.medium), report.media[verdict.line]
    proven = printed.accepted and serial_matches(medium.serial, printed.serial)
    if not proven or time_reasons(printed, medium, now):
        raise TransitionRefused(_("This log does not settle the medium."))
    if medium.erasures.filter(evidence=evidence, retracted_by__isnull=False, cycle=medium.cycle).exists():
        raise TransitionRefused(_("An erasure by this log was taken back. A person has to decide."))
    finished_at = min(printed.finished_at, now)
    settlement = _by_log(printed, verdict.line, report, evidence, medium, finished_at)
    return settle(medium, settlement, actor=actor, now=now)


@transaction.atomic
def confirm_by_person(
    medium: StorageMedium,
    line: int,
    report: ErasureReport,
    evidence: Evidence,
    *,
    actor: Actor,
    note: str,
    finished_at: datetime,
    now: datetime | None = None,
) -> Erasure:
    """A person answers for what a line of a log cannot prove by itself: a wrong clock, an unreadable serial number. The
    history keeps what they answered for, their reason and what the log's clock said. Raises TransitionRefused without a
    note, for an erasure that failed, a time outside this cycle, or a line that proves another medium."""
    now = now or timezone.now()
    medium, printed = locked_medium(medium), report.media[line]
    if actor.user is None or not note.strip():
        raise TransitionRefused(_("Please say how you know that this erasure was done in this cycle."))
    reasons = set(printed.reasons) | set(time_reasons(printed, medium, now))
    if not printed.erased or not ANSWERABLE.issuperset(reasons):
        raise TransitionRefused(_("This log shows no complete, verified erasure. Please erase the medium again."))
    if printed.serial and "serial_masked" not in reasons and not serial_matches(medium.serial, printed.serial):
        raise TransitionRefused(_("The log names another serial number than this medium has."))
    if not may_be_same_size(printed, medium):
        raise TransitionRefused(_("The log is of a medium of another size."))
    at = within_cycle(finished_at, medium, now)
    clock = printed.finished_at.isoformat() if printed.finished_at else ""
    said = {"answered": sorted(reasons), "clock": clock}
    return settle(medium, _by_log(printed, line, report, evidence, medium, at, note, said), actor=actor, now=now)


def method_of_overwriting(medium: StorageMedium) -> ErasureMethod:
    """The level table's row for overwriting this kind of medium."""
    return ErasureMethod.objects.get(code=f"overwrite-{medium.kind or MediumKind.UNKNOWN}")


def _by_log(
    printed: MediumErasure,
    line: int,
    report: ErasureReport,
    evidence: Evidence,
    medium: StorageMedium,
    finished_at: datetime,
    note: str = "",
    data: dict[str, object] | None = None,
) -> Settlement:
    table = method_of_overwriting(medium)
    if not table.settles:
        raise TransitionRefused(table.warning)
    return Settlement(
        outcome=MediumStatus.ERASED,
        finished_at=finished_at,
        table=table,
        method=printed.method or "",
        tool=report.tool,
        tool_version=report.version or "",
        verified=printed.verification in ("last", "all"),
        evidence=evidence,
        line=line,
        note=note,
        data=data or {},
    )
