"""Whether a run of nwipe erased a medium, and why its log alone may not settle that."""

import re
from collections.abc import Iterator

from .nwipe_run import Drive, Run
from .placeholders import is_placeholder

STATUS_REASONS = {
    "-FAILED-": "failed",
    "--FAIL--": "failed",
    "UABORTED": "aborted",
    "INSANITY": "insanity",
    "Erased": None,
}
SHARE_TABLE_SINCE = (0, 41)
# Commands that the medium carries out itself, from 0.42 on. One with a pass of random data after it is an overwriting.
BY_DRIVE = re.compile(r"secure erase(?! \+ prng)|sanitize", re.IGNORECASE)
MASKED = re.compile(r"[X?*]+", re.IGNORECASE)
NOT_ERASED = frozenset(
    {
        "failed",
        "aborted",
        "insanity",
        "status_unknown",
        "verify_only",
        "method_unknown",
        "incomplete",
        "not_finished",
    }
)


def verdict(run: Run, drive: Drive) -> tuple[bool, tuple[str, ...]]:
    """Whether the medium was overwritten completely, and every reason that stands against settling it."""
    reasons = tuple(dict.fromkeys(_reasons(run, drive)))
    return not NOT_ERASED.intersection(reasons), reasons


def _reasons(run: Run, drive: Drive) -> Iterator[str]:
    yield from _about_status(drive)
    yield from _about_method(run, drive)
    if not _whole_medium(run, drive):
        yield "incomplete"
    yield from _about_hidden_sectors(run, drive)
    yield from _about_serial(drive)
    if run.times_of(drive)[1] is None:
        yield "time_missing"


def _about_status(drive: Drive) -> Iterator[str]:
    if drive.status is None:
        yield "not_finished"
    elif reason := STATUS_REASONS.get(drive.status, "status_unknown"):
        yield reason
    elif (drive.started and not drive.rounds_done) or (drive.blanking and not drive.blanked):
        yield "not_finished"
    if drive.errors:
        yield "failed"


def _about_method(run: Run, drive: Drive) -> Iterator[str]:
    method = drive.method or run.method
    if method is None or "unknown" in method.casefold():
        yield "method_unknown"
    elif method.casefold().startswith("verif"):
        # nwipe prints "Erased" for a run that only read the medium.
        yield "verify_only"
    elif BY_DRIVE.match(method):
        yield "erased_by_drive"
    if run.verification in {None, "none"}:
        yield "not_verified"


def _whole_medium(run: Run, drive: Drive) -> bool:
    """From 0.41 on a table says how much was overwritten; it rounds, so its bytes count too."""
    if drive.percent is not None:
        return drive.percent >= 100 and (drive.bytes_erased or 0) >= (drive.bytes_total or 0)
    return "Erasure Summary" not in run.tables and _version(run) < SHARE_TABLE_SINCE


def _version(run: Run) -> tuple[int, int]:
    match = re.match(r"(\d{1,3})\.(\d{1,3})", run.version or "")
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _about_hidden_sectors(run: Run, drive: Drive) -> Iterator[str]:
    hidden = run.hidden | drive.hidden
    if "DETECTED" in hidden:
        yield "hidden_sectors"
    if "INDETERMINATE" in hidden:
        yield "hidden_sectors_unknown"


def _about_serial(drive: Drive) -> Iterator[str]:
    if not drive.serial:
        yield "serial_missing"
    elif MASKED.fullmatch(drive.serial):
        yield "serial_masked"
    elif is_placeholder(drive.serial):
        yield "serial_missing"
