"""What an erasure log says line by line, and which media a person may settle by it."""

from collections.abc import Iterable
from datetime import datetime

from devices.enums import MediumStatus
from devices.erasure import Verdict, judge, may_be_same_size, media_named_by
from devices.importers.facts import ErasureReport
from devices.models import Evidence, StorageMedium
from devices.report_texts import medium_name, why_not


def verdict_rows(report: ErasureReport, media: Iterable[StorageMedium], now: datetime) -> list[dict[str, object]]:
    """Each line of the log with the open media that a person may settle by it."""
    media = list(media)
    return [_row(verdict, media) for verdict in judge(report, media, now=now)]


def _row(verdict: Verdict, media: list[StorageMedium]) -> dict[str, object]:
    serial_is_readable = not any(reason.startswith("serial_") for reason in verdict.reasons)
    if not verdict.answerable:
        candidates = []
    elif serial_is_readable:
        candidates = [verdict.medium]
    else:
        candidates = [medium for medium in media if medium.status == MediumStatus.PENDING]
    candidates = [medium for medium in candidates if may_be_same_size(verdict.printed, medium)]
    return {"verdict": verdict, "name": medium_name(verdict), "why_not": why_not(verdict), "candidates": candidates}


def loose_context(evidence: Evidence, report: ErasureReport | None, now: datetime) -> dict[str, object]:
    """A file that speaks of no device: a log of loose media, or the proof for one."""
    context: dict[str, object] = {"evidence": evidence}
    if isinstance(report, ErasureReport):
        named = media_named_by(report)
        loose = StorageMedium.objects.loose_and_open().exclude(pk__in=named.values("pk"))
        context["verdicts"] = verdict_rows(report, [*named, *loose], now)
    context["erasures"] = evidence.erasures.select_related("medium", "operator").filter(retracts=None)
    return context
