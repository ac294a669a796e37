"""Reader of nwipe's logs, 0.30 to 0.42.

nwipe cuts serial numbers to 20 characters: compare with ``serial_matches``. Times are local ones without a
zone and are taken as those of Berlin. One file can hold several runs one after another.
"""

import re
from collections.abc import Iterator

from .facts import ErasureReport, HostFacts, MediumErasure, ReportWarning, UnreadableReport
from .nwipe_run import LONGEST_LINE, Drive, Run
from .nwipe_verdict import verdict
from .placeholders import fact, is_placeholder
from .uuids import machine_uuid

SERIAL_LENGTH = 20
# nwipe writes about a hundred lines a drive.
MOST_LINES = 100_000
KNOWN_VERSIONS = ((0, 30), (0, 42))
STAMP = r"\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]"
LOG_LINE = re.compile(rf"^{STAMP} +(?:info|notice|warning|error|fatal|sanity|debug):", re.MULTILINE)
FAMILIAR = re.compile(r"\bnwipe\b|Invoking method|Drive Status \*|Found /dev/|Program options are set", re.IGNORECASE)
VERSION_NUMBER = re.compile(r"(\d{1,3})\.(\d{1,3})")


def looks_like(text: str) -> bool:
    """Whether this is a log of nwipe."""
    if "* Drive Status *" in text and re.search(r"^\*+ Drive Status \*+\s*$", text, re.MULTILINE):
        return True
    return LOG_LINE.search(text) is not None and FAMILIAR.search(text) is not None


def read(text: str) -> ErasureReport:
    """Read a log: each medium of each run in it, in the order of the log.

    Raises:
        UnreadableReport: more lines or drives than any station's log has.
    """
    runs = list(_runs(text))
    media = [medium for run in runs for medium in _media(run)]
    version = next((run.version for run in reversed(runs) if run.version), None)
    host = next((found for run in runs if (found := _host(run.host))), None)
    warnings = () if _is_known(version) else (ReportWarning("version_untested", version or ""),)
    return ErasureReport(tool="nwipe", version=version, media=tuple(media), host=host, warnings=warnings)


def serial_matches(full: str | None, printed: str | None) -> bool:
    """Whether a serial number in a log is that of a medium known by its full one.

    Empty and masked ones never match. nwipe cuts at 20 characters, so one of that length matches by prefix.
    """
    known, found = _folded(full), _folded(printed)
    if not known or not found or is_placeholder(found) or is_placeholder(known):
        return False
    return known.startswith(found) if len(found) == SERIAL_LENGTH else known == found


def _folded(serial: str | None) -> str:
    return " ".join((serial or "").upper().split())


def _runs(text: str) -> Iterator[Run]:
    """Cut a log where a new run begins; nwipe appends to an existing log file."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise UnreadableReport("too_complex")
    run = Run()
    for line in (whole[:LONGEST_LINE] for whole in lines):
        if run.is_over_before(line):
            yield run
            run = Run()
        run.take(line)
    yield run


def _media(run: Run) -> Iterator[MediumErasure]:
    for drive in run.worked_on():
        yield _medium(run, drive)


def _medium(run: Run, drive: Drive) -> MediumErasure:
    erased, reasons = verdict(run, drive)
    started, finished = run.times_of(drive)
    return MediumErasure(
        device_path=drive.path,
        bus=drive.bus,
        model=drive.model,
        serial=fact(drive.serial),
        bytes=drive.bytes,
        method=drive.method or run.method,
        rounds=run.rounds,
        verification=run.verification,
        status=drive.status,
        erased=erased,
        percent=drive.percent,
        started_at=started,
        finished_at=finished,
        reasons=reasons,
    )


def _host(printed: dict[str, str]) -> HostFacts | None:
    ignored: list[ReportWarning] = []
    host = HostFacts(
        maker=fact(printed.get("system-manufacturer")),
        model=fact(printed.get("system-product-name")),
        serial=fact(printed.get("system-serial-number")),
        uuid=machine_uuid(printed.get("system-uuid"), ignored),
    )
    return host if host != HostFacts() else None


def _is_known(version: str | None) -> bool:
    match = VERSION_NUMBER.match(version or "")
    if match is None:
        return False
    first, last = KNOWN_VERSIONS
    return first <= (int(match[1]), int(match[2])) <= last
