"""What the table of an upload says of a file, and how it follows what is decided later."""

from typing import Any

from devices.enums import LineState
from devices.file_results import FileResult
from devices.models import Erasure, UploadLine
from devices.originals import Outcome

GAVE_UP, FILE_MISSING = "gave_up", "file_missing"
STATES = {
    Outcome.READ: LineState.UNDERSTOOD,
    Outcome.KEPT: LineState.UNDERSTOOD,
    Outcome.KNOWN: LineState.KNOWN,
    Outcome.ELSEWHERE: LineState.KNOWN,
    Outcome.DIFFERS: LineState.NEEDS_YOU,
    Outcome.NEEDS_YOU: LineState.NEEDS_YOU,
    Outcome.REFUSED: LineState.NEEDS_YOU,
    Outcome.UNREADABLE: LineState.UNREADABLE,
}


def state_of(result: FileResult) -> LineState:
    """Which of the table's words a file gets. One that a person may still answer for needs them."""
    if any(verdict.answerable for verdict in result.verdicts):
        return LineState.NEEDS_YOU
    return LineState.UNDERSTOOD if result.settled else STATES[result.outcome]


def details_of(result: FileResult) -> dict[str, Any]:
    """What became of a file, as counts, keys and codes."""
    details: dict[str, Any] = {
        "settled": len(result.settled),
        "refusal": result.refusal,
        "devices": [device.number for device in result.devices],
        "lines": [
            {
                "name": " ".join(filter(None, (one.printed.model, one.printed.serial))) or one.printed.device_path,
                "reasons": [] if one.settles else list(one.reasons),
            }
            for one in result.verdicts
        ],
        "warnings": [warning.code for warning in result.reading.warnings] if result.reading else [],
    }
    if result.item:
        details["inbox"] = {"item": result.item.pk, "reason": result.item.reason}
    if result.applied:
        counted = ("filled", "media", "reopened", "moved", "unseen", "differences")
        details["applied"] = {name: len(getattr(result.applied, name)) for name in counted}
        if result.outcome != Outcome.DIFFERS:
            # A person decided: what differed was taken from the file, and is among what was filled in.
            details["applied"]["differences"] = 0
    return details


def lines_follow(result: FileResult) -> None:
    """An original that waited has its device, or a log placed one more disk: the uploads that it came with say what it
    did there."""
    states = (LineState.NEEDS_YOU, LineState.UNDERSTOOD) if result.settled else (LineState.NEEDS_YOU,)
    UploadLine.objects.filter(evidence=result.evidence, state__in=states).update(
        state=state_of(result),
        outcome=result.outcome,
        details=_details_with_earlier(result),
        device=result.devices[0] if result.devices else None,
    )


def _details_with_earlier(result: FileResult) -> dict[str, Any]:
    """What a log settled when it was heard before counts as well, and needs no reason."""
    details = details_of(result)
    if result.settled:
        proven = set(Erasure.objects.standing().filter(evidence=result.evidence).values_list("line", flat=True))
        details["settled"] = len(proven)
        for verdict, line in zip(result.verdicts, details["lines"], strict=True):
            if verdict.line in proven:
                line["reasons"] = []
    return details
