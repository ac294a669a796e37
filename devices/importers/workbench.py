"""Reader of eReuse snapshots: current, legacy, Workbench 11, and wrapped as a credential.

All but Workbench 11 carry what other tools printed, as text, as JSON in a string or as JSON; those tools'
readers read it, and here their reports become one.
"""

import re
from dataclasses import replace
from typing import Any

from . import dmidecode, inxi, lshw, lshw_media, smartctl, webcam, workbench_11
from .decode import json_values
from .facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport

Snapshot = dict[str, Any]
OPERATIONS = ("dmidecode", "smartctl", "inxi", "lshw")
NAMES = {"smart": "smartctl"}
MACHINE_FACTS = (
    "category",
    "maker",
    "model",
    "serial",
    "uuid",
    "board_serial",
    "cpu",
    "cores",
    "ram_mib",
    "battery_health",
)
# The machine's own firmware first, then the tool that reads it best.
TRUSTED_ORDER = ("dmidecode", "lshw", "inxi")
NO_DRIVE = re.compile(r"(?:/dev/)?(?:zd|zram|loop|ram|dm-|md|sr|fd|mmcblk|nbd)")
SURE_OF_SERIAL = 8


def looks_like(values: list[Any]) -> bool:
    """Whether this is a snapshot in one of its four forms."""
    snapshot = values[0] if len(values) == 1 else None
    return isinstance(snapshot, dict) and (workbench_11.looks_like(_subject(snapshot)) or bool(_parts(snapshot)))


def read(values: list[Any]) -> HardwareReport:
    """Read a snapshot. Its own ``uuid`` names the snapshot, not the machine.

    Raises:
        UnreadableReport: neither a machine nor a drive in it.
    """
    snapshot = values[0]
    if workbench_11.looks_like(_subject(snapshot)):
        return workbench_11.read(_subject(snapshot))
    warnings: list[ReportWarning] = []
    parts = _opened(_parts(snapshot), warnings)
    reports = _read_parts(parts, warnings)
    storage = _storage(parts, reports, warnings)
    facts = {name: _first_known(reports, name) for name in MACHINE_FACTS}
    if not storage and all(value is None for value in facts.values()):
        raise UnreadableReport("no_machine")
    for report in reports.values():
        warnings.extend(report.warnings)
    still_true = _still_true(warnings, facts, storage)
    camera = webcam.of_all([report.webcam for report in reports.values()])
    return HardwareReport(format="workbench", storage=storage, webcam=camera, warnings=still_true, **facts)


def _subject(snapshot: Snapshot) -> Snapshot:
    """The snapshot inside a credential, or the snapshot itself."""
    subject = snapshot.get("credentialSubject")
    if isinstance(subject, list):
        subject = next(iter(subject), None)
    if isinstance(subject, dict) and ("components" in subject or "data" in subject):
        return subject
    return snapshot


def _parts(snapshot: Snapshot) -> dict[str, Any]:
    """What each tool printed, by the tool's name."""
    evidence = snapshot.get("evidence")
    found: dict[str, Any] = {}
    for item in evidence if isinstance(evidence, list) else ():
        if isinstance(item, dict):
            found.setdefault(_tool(item.get("operation")), item.get("output"))
    data = _subject(snapshot).get("data")
    if isinstance(data, str):
        data = _json_or_none(data)
    for name, output in data.items() if isinstance(data, dict) else ():
        found.setdefault(_tool(name), output)
    return {tool: output for tool, output in found.items() if tool and output}


def _tool(name: Any) -> str:
    words = str(name).casefold()
    return NAMES.get(words) or next((tool for tool in OPERATIONS if tool in words), "")


def _json_or_none(text: str) -> Any:
    try:
        return json_values(text)[0][0]
    except UnreadableReport:
        return None


def _opened(parts: dict[str, Any], warnings: list[ReportWarning]) -> dict[str, Any]:
    """Outputs in the form that each reader takes: text for dmidecode, JSON values for the others."""
    opened: dict[str, Any] = {}
    for tool, output in parts.items():
        try:
            if tool == "dmidecode":
                opened[tool] = output if isinstance(output, str) else "\n".join(map(str, output))
            else:
                opened[tool] = _json(output)
        except (UnreadableReport, TypeError):
            warnings.append(ReportWarning("part_unreadable", tool))
    return opened


def _json(output: Any) -> list[Any]:
    """JSON values of an output; a list may hold one string of JSON for each drive."""
    if isinstance(output, str):
        return json_values(output)[0]
    if isinstance(output, list) and any(isinstance(each, str) for each in output):
        return [value for each in output if isinstance(each, str) for value in json_values(each)[0]]
    return [output]


def _read_parts(parts: dict[str, Any], warnings: list[ReportWarning]) -> dict[str, HardwareReport]:
    readers = {"dmidecode": dmidecode.read, "lshw": lshw.read, "inxi": inxi.read}
    reports: dict[str, HardwareReport] = {}
    for tool in TRUSTED_ORDER:
        if tool in parts:
            try:
                reports[tool] = readers[tool](parts[tool])
            except UnreadableReport:
                warnings.append(ReportWarning("part_unreadable", tool))
    return reports


def _first_known(reports: dict[str, HardwareReport], name: str) -> Any:
    values = (getattr(reports[tool], name) for tool in TRUSTED_ORDER if tool in reports)
    return next((value for value in values if value is not None), None)


def _storage(
    parts: dict[str, Any], reports: dict[str, HardwareReport], warnings: list[ReportWarning]
) -> tuple[StorageFact, ...]:
    """The media: as smartctl names them, with those that only another tool shows."""
    outside = _outside(parts)
    drives = [drive for drive in smartctl.drives_in(parts.get("smartctl", [])) if not _is_outside(drive, outside)]
    media = list(smartctl.media(drives, warnings))
    for tool in ("lshw", "inxi"):
        media = _with_others(media, reports[tool].storage if tool in reports else ())
    for drive in drives:
        path = smartctl.path_of(drive) or _path_asked_for(drive)
        if not smartctl.media([drive], []) and path and not NO_DRIVE.match(path):
            warnings.append(ReportWarning("drive_unread", path))
    return tuple(media)


def _with_others(media: list[StorageFact], others: tuple[StorageFact, ...]) -> list[StorageFact]:
    """The media and those that only another tool shows; it can also know what the first did not say."""
    missing = [other for other in others if not any(_is_same(other, known) for known in media)]
    same = ((known, next((other for other in others if _is_same(other, known)), known)) for known in media)
    return [
        replace(known, maker=known.maker or other.maker, kind=known.kind or other.kind) for known, other in same
    ] + missing


def _outside(parts: dict[str, Any]) -> set[str]:
    outside = inxi.outside_names(parts["inxi"]) if "inxi" in parts else set()
    if "lshw" in parts:
        outside |= lshw_media.outside_names(list(lshw.walk(lshw.top_nodes(parts["lshw"]))))
    return outside


def _is_outside(drive: dict[str, Any], outside: set[str]) -> bool:
    names = {str(drive.get("serial_number")).strip(), smartctl.path_of(drive)}
    return smartctl.is_on_usb(drive) or bool(names & outside)


def _path_asked_for(drive: dict[str, Any]) -> str | None:
    call = drive.get("smartctl")
    arguments = call.get("argv") if isinstance(call, dict) else None
    paths = [each for each in arguments if str(each).startswith("/dev/")] if isinstance(arguments, list) else []
    return str(paths[-1]) if paths else None


def _is_same(one: StorageFact, other: StorageFact) -> bool:
    """Whether two tools speak of one medium: by serial, which some cut; without one by capacity."""
    if one.serial and other.serial:
        shorter, longer = sorted((one.serial.upper(), other.serial.upper()), key=len)
        return shorter == longer or (len(shorter) >= SURE_OF_SERIAL and longer.startswith(shorter))
    return one.bytes is not None and other.bytes is not None and abs(one.bytes - other.bytes) * 100 < other.bytes


def _still_true(
    warnings: list[ReportWarning], facts: dict[str, Any], storage: tuple[StorageFact, ...]
) -> tuple[ReportWarning, ...]:
    """What the parts warn of, without what another part answers."""
    answered = {f"placeholder_{name}" for name in ("maker", "model", "serial", "uuid") if facts[name]}
    if facts["serial"]:
        answered.add("machine_serial_missing")
    if any(medium.kind == "nvme" for medium in storage):
        answered.add("nvme_hidden")
    answered.add("no_disk_seen")
    kept = [warning for warning in warnings if warning.code not in answered]
    if not storage:
        kept.append(ReportWarning("no_disk_seen"))
    return tuple(dict.fromkeys(kept))
