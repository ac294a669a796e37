"""Which file said what about a device: the value that stands, where it is from, and what other files say."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from devices.device_page import decimal_size, fact_text
from devices.enums import MediumKind
from devices.hardware import FIELDS, columns_of
from devices.inside import fact_of
from devices.merging import DISK_FIELDS, Disk, Said, merge, pair
from devices.models import Device, Evidence
from devices.report_texts import field_label
from devices.sources import facts_from_reports, reports_of


@dataclass(frozen=True)
class Voice:
    """One file and its word."""

    evidence: Evidence
    value: Any


@dataclass(frozen=True)
class FactLine:
    """One fact: its value, the file that it is from (None: typed by hand), and the other files' words."""

    label: str
    value: Any
    origin: Evidence | None
    others: list[Voice]


@dataclass(frozen=True)
class MediumLines:
    """One medium of the device with its facts."""

    name: str
    lines: list[FactLine]


def fact_lines(device: Device) -> list[FactLine]:
    """Every fact that a report or a person gave."""
    said = reports_of(device)
    files = _files(said)
    merged, read = merge(said).facts, facts_from_reports(device)
    lines = []
    for name in FIELDS:
        value = getattr(device, name)
        origin = merged[name].source if name in read and name in merged else None
        told = [(one.source, columns_of({name: getattr(one.report, name)}).get(name)) for one in said]
        others = [
            Voice(files[source], fact_text(name, word))
            for source, word in told
            if word is not None and source != origin
        ]
        if value not in (None, "") or others:
            lines.append(FactLine(field_label(name), fact_text(name, value), files.get(origin), others))
    return lines


def media_lines(device: Device) -> list[MediumLines]:
    """The device's media that files show, each with who said what."""
    said = reports_of(device)
    files = _files(said)
    media = list(device.media.all())
    disks = merge(said).disks
    places = pair([disk.fact() for disk in disks], [fact_of(medium) for medium in media])
    found = []
    for disk, place in zip(disks, places, strict=True):
        if place is not None:
            medium = media[place]
            found.append(MediumLines(f"{medium} {medium.serial}".strip(), _disk_lines(disk, files)))
    return found


def _disk_lines(disk: Disk, files: dict[int, Evidence]) -> list[FactLine]:
    lines = []
    for name in DISK_FIELDS:
        choice = disk.choice(name)
        if choice is None:
            continue
        others = [
            Voice(files[source], _disk_text(name, getattr(fact, name)))
            for source, _tool, fact in disk.said
            if source != choice.source and getattr(fact, name) is not None
        ]
        label = DISK_WORDS[name]()
        lines.append(FactLine(label, _disk_text(name, choice.value), files[choice.source], others))
    return lines


DISK_WORDS = {
    "kind": lambda: _("Kind"),
    "maker": lambda: _("Maker"),
    "model": lambda: _("Model"),
    "serial": lambda: _("Serial number"),
    "bytes": lambda: _("Size"),
}


def _disk_text(name: str, value: Any) -> str:
    if name == "kind":
        return str(MediumKind(value).label)
    return decimal_size(value) if name == "bytes" else str(value)


def _files(said: list[Said]) -> dict[int, Evidence]:
    return Evidence.objects.in_bulk([one.source for one in said])
