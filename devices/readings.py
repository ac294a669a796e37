"""What was read from an original, as JSON and back: so that no original is parsed twice."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from devices.enums import EvidenceKind
from devices.importers.facts import (
    ErasureReport,
    HardwareReport,
    HostFacts,
    MediumErasure,
    ReportWarning,
    StorageFact,
)

Reading = HardwareReport | ErasureReport | None
TIMES = ("started_at", "finished_at")
Row = TypeVar("Row")


def facts_of(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: times as ISO texts, tuples as lists; nothing for no reading."""
    return _plain(asdict(reading)) if reading else {}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def hardware_report(facts: Mapping[str, Any]) -> HardwareReport:
    """The report that was stored as `facts`; what its reader did not know in its day is unknown."""
    parts = {
        "storage": tuple(_known(StorageFact, one) for one in facts.get("storage", ())),
        "warnings": _warnings(facts),
    }
    return _known(HardwareReport, {"format": "", **facts, **parts})


def erasure_report(facts: Mapping[str, Any]) -> ErasureReport:
    """The log that was stored as `facts`."""
    host = facts.get("host")
    parts = {
        "media": tuple(_medium(one) for one in facts.get("media", ())),
        "host": _known(HostFacts, host) if host else None,
        "warnings": _warnings(facts),
    }
    return _known(ErasureReport, {"tool": "", **facts, **parts})


def stored_reading(kind: str, facts: Mapping[str, Any]) -> Reading:
    """The reading that an original of this kind was stored with; None for a photo or a document."""
    if kind == EvidenceKind.HARDWARE_REPORT:
        return hardware_report(facts)
    return erasure_report(facts) if kind == EvidenceKind.ERASURE_REPORT else None


def _warnings(facts: Mapping[str, Any]) -> tuple[ReportWarning, ...]:
    return tuple(_known(ReportWarning, one) for one in facts.get("warnings", ()))


def _medium(facts: Mapping[str, Any]) -> MediumErasure:
    times = {name: datetime.fromisoformat(facts[name]) for name in TIMES if facts.get(name)}
    return _known(MediumErasure, {**facts, **times, "reasons": tuple(facts.get("reasons", ()))})


def _known(kind: type[Row], facts: Mapping[str, Any]) -> Row:
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in facts.items() if name in names})
