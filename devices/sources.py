"""Which file said what about a device: read from its history and from the originals that are matched with it. A fact
stands on a report if the last line of the history that names it is of a report; else a person typed it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from devices.enums import EvidenceKind, MatchHow
from devices.importers.facts import HardwareReport
from devices.merging import Merged, Said, merge
from devices.models import Device, Evidence, EvidenceMatch
from devices.readings import hardware_report

FACTS_READ, FACTS_CHANGED, MATCH_RETRACTED = "facts_read", "facts_changed", "match_retracted"


def matches_of(device: Device) -> QuerySet[EvidenceMatch]:
    """Standing matches of a device, in the order in which they were made."""
    return EvidenceMatch.objects.standing().filter(device=device).order_by("pk")


def evidence_of(device: Device) -> QuerySet[Evidence]:
    """Originals that speak of a device."""
    return Evidence.objects.filter(pk__in=matches_of(device).values("evidence"))


def reports_of(device: Device, *, without: Iterable[int] = ()) -> list[Said]:
    """What the hardware reports of a device said, as it was read when they came."""
    rows = matches_of(device).filter(evidence__kind=EvidenceKind.HARDWARE_REPORT).exclude(evidence__in=list(without))
    return [_said(*row) for row in rows.values_list("evidence", "evidence__facts", "how")]


def said(evidence: Evidence, how: str = "") -> Said:
    """One report; of one that was made on a wipe station only the media speak of the device."""
    return _said(evidence.pk, evidence.facts, how)


def _said(evidence_pk: int, facts: dict[str, Any], how: str) -> Said:
    report = hardware_report(facts)
    if how == MatchHow.ATTACHED:
        report = HardwareReport(format=report.format, storage=report.storage)
    return Said(evidence_pk, report.format, report)


def merged_reports(device: Device) -> Merged:
    """All reports of a device as one."""
    return merge(reports_of(device))


def facts_from_reports(device: Device) -> set[str]:
    """Names of the facts whose value a report gave and nobody changed by hand since."""
    lines = device.events.filter(kind__in=(FACTS_READ, FACTS_CHANGED, MATCH_RETRACTED)).order_by("sequence")
    by_report: dict[str, bool] = {}
    for kind, data in lines.values_list("kind", "data"):
        by_report.update(dict.fromkeys(data["fields"], kind != FACTS_CHANGED))
    return {name for name, is_read in by_report.items() if is_read}


def media_from_reports(device: Device) -> set[int]:
    """Keys of the media that a report made known; what is known of the others was typed."""
    lines = device.events.filter(kind=FACTS_READ).values_list("data", flat=True)
    return {pk for data in lines for pk in data["media"]}
