"""One line per file for people at a terminal: what was read, as plain values."""

from typing import Any

from .drives import kind_from_model
from .facts import ErasureReport, HardwareReport, MediumErasure, ReportWarning, StorageFact, UnreadableReport
from .recognise import read


def inspection(name: str, data: bytes) -> dict[str, Any]:
    """What is in a file, ready for JSON; unknown is None, an unreadable file has its reason as a warning."""
    try:
        report = read(data)
    except UnreadableReport as problem:
        return unreadable(name, problem.code, format=problem.format)
    if isinstance(report, ErasureReport):
        return _erasures(name, report)
    return _line(name, report)


def unreadable(name: str, code: str, *, format: str | None = None) -> dict[str, Any]:
    """The line of a file from which nothing could be read; ``code`` is a key of ``messages.UNREADABLE``."""
    return _line(name, HardwareReport(format="")) | {"format": format, "warnings": [code]}


def _line(name: str, report: HardwareReport) -> dict[str, Any]:
    return {
        "file": name,
        "format": report.format,
        "category": report.category,
        "maker": report.maker,
        "model": report.model,
        "serial": report.serial,
        "uuid": report.uuid,
        "cpu": report.cpu,
        "cores": report.cores,
        "ram_mib": report.ram_mib,
        "storage": [_medium(fact) for fact in report.storage],
        "battery_health": report.battery_health,
        "warnings": _codes(report.warnings),
    }


def _medium(fact: StorageFact) -> dict[str, Any]:
    return {"kind": fact.kind, "model": fact.model, "serial": fact.serial, "bytes": fact.bytes}


def _erasures(name: str, report: ErasureReport) -> dict[str, Any]:
    """An erasure log names drives, and by the way the machine it ran on: that is no fact about a device."""
    media = [_medium(StorageFact(_kind(one), one.model, one.serial, one.bytes)) for one in report.media]
    reasons = [reason for one in report.media for reason in one.reasons]
    warnings = list(dict.fromkeys([*_codes(report.warnings), *reasons]))
    line = _line(name, HardwareReport(format=report.format))
    return line | {"storage": media, "warnings": warnings}


def _kind(medium: MediumErasure) -> str | None:
    """nwipe prints of SSDs that they are; else the path tells what a drive is, or its model's name."""
    path, bus = medium.device_path or "", medium.bus or ""
    if "/nvme" in path:
        return "nvme"
    if "/mmcblk" in path:
        return "emmc"
    return "ssd" if bus.endswith("-SSD") else kind_from_model(medium.model)


def _codes(warnings: tuple[ReportWarning, ...]) -> list[str]:
    return list(dict.fromkeys(warning.code for warning in warnings))
