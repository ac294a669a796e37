"""Both sides of a question: what an original says, and what is known of each device that it may be of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from devices.device_page import decimal_size, fact_text
from devices.hardware import FIELDS, columns_of
from devices.importers.facts import ErasureReport, HardwareReport, MediumErasure, StorageFact
from devices.inside import fact_of
from devices.matching import akin, is_away, media_with
from devices.media import takes_reports
from devices.merging import pair
from devices.models import Device, StorageMedium
from devices.readings import Reading
from devices.report_texts import field_label

AS_WORDS = ("maker", "model", "cpu")


@dataclass(frozen=True)
class Compared:
    """One line of both sides; `differs` marks what contradicts, `note` says what choosing this device would do."""

    label: str
    printed: Any
    known: Any
    differs: bool = False
    note: str = ""


@dataclass(frozen=True)
class Side:
    """One device that comes into question, against the original."""

    device: Device
    facts: list[Compared]
    media: list[Compared]
    may_be_chosen: bool = True

    @property
    def differing(self) -> int:
        """How many lines contradict."""
        return sum(line.differs for line in (*self.facts, *self.media))


def side(device: Device, reading: Reading) -> Side:
    """A device against an original; a photo or a document says nothing of its own, and may be of any device."""
    facts = _facts(device, reading) if isinstance(reading, HardwareReport) else []
    shown = disks_of(reading)
    media = _media(device, shown) if shown else []
    return Side(device, facts, media, reading is None or takes_reports(device))


def disks_of(reading: Reading) -> list[StorageFact]:
    """The media that an original names."""
    if isinstance(reading, HardwareReport):
        return list(reading.storage)
    return [_fact_of_line(line) for line in reading.media] if isinstance(reading, ErasureReport) else []


def printed_facts(reading: Reading) -> list[tuple[str, Any]]:
    """What an original says, while there is no device to compare it with."""
    facts = []
    if isinstance(reading, HardwareReport):
        printed = columns_of({name: getattr(reading, name) for name in FIELDS})
        facts = [(field_label(name), fact_text(name, value)) for name, value in printed.items()]
    return facts + [(_("Storage medium"), _name(disk)) for disk in disks_of(reading)]


def _facts(device: Device, report: HardwareReport) -> list[Compared]:
    printed = columns_of({name: getattr(report, name) for name in FIELDS})
    return [
        Compared(
            field_label(name),
            fact_text(name, printed.get(name)),
            fact_text(name, getattr(device, name)),
            _differs(name, printed.get(name), getattr(device, name)),
        )
        for name in FIELDS
        if printed.get(name) is not None or getattr(device, name) not in (None, "")
    ]


def _differs(name: str, printed: Any, known: Any) -> bool:
    if printed is None or known in (None, ""):
        return False
    if name in AS_WORDS:
        return not akin(printed, known)
    return printed.casefold() != known.casefold() if isinstance(known, str) else printed != known


def _media(device: Device, shown: Sequence[StorageFact]) -> list[Compared]:
    known = sorted(device.media.all(), key=lambda medium: (is_away(medium), medium.pk))
    places = pair(shown, [fact_of(medium) for medium in known])
    lines = [
        _shown(fact, known[place] if place is not None else None, device)
        for fact, place in zip(shown, places, strict=True)
    ]
    unseen = [medium for number, medium in enumerate(known) if number not in places and not is_away(medium)]
    missing = _("Not in this file.")
    return lines + [Compared(_("Storage medium"), "", _name(fact_of(one)), False, missing) for one in unseen]


def _shown(fact: StorageFact, medium: StorageMedium | None, device: Device) -> Compared:
    label = _("Storage medium")
    if medium is not None:
        note = _("It is not inside by our records and is to be erased anew.") if is_away(medium) else ""
        return Compared(label, _name(fact), _name(fact_of(medium)), bool(note), note)
    elsewhere = next((one for one in media_with([fact.serial]) if one.device_id != device.pk), None)
    if elsewhere is None:
        return Compared(label, _name(fact), "", False, _("New here: to be erased."))
    if elsewhere.device is None:
        return Compared(label, _name(fact), "", True, _("Known as a loose medium; it comes into this device."))
    note = _("Known in %(number)s. It leaves that device and is to be erased in this one.")
    return Compared(label, _name(fact), "", True, note % {"number": elsewhere.device.number})


def _name(fact: StorageFact) -> str:
    size = decimal_size(fact.bytes)
    return " · ".join(text for text in (fact.model, fact.serial, size) if text) or "–"


def _fact_of_line(line: MediumErasure) -> StorageFact:
    return StorageFact(model=line.model, serial=line.serial, bytes=line.bytes)
