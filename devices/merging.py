"""Several reports of one machine complete each other: field by field the better source wins. Pure: no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from devices.importers.facts import HardwareReport, StorageFact
from devices.importers.nwipe import serial_matches

# Which tool is believed first, field by field. dmidecode prints what the firmware says, with nothing in between; a
# snapshot holds what dmidecode and others printed. A tool that is not named comes last; of equals the later file wins.
FIRMWARE = ("dmidecode", "workbench", "lshw", "inxi")
SOURCES = {
    "maker": FIRMWARE,
    "model": FIRMWARE,
    "serial": FIRMWARE,
    "uuid": FIRMWARE,
    "board_serial": FIRMWARE,
    "cpu": ("workbench", "lshw", "dmidecode", "inxi"),
    "cores": ("dmidecode", "workbench", "lshw", "inxi"),
    "ram_mib": ("dmidecode", "workbench", "lshw", "inxi"),
    "battery_health": ("upower", "inxi", "workbench"),
    "webcam": ("workbench", "lshw", "inxi"),
}
# smartctl asks the drive itself; lshw cuts models to 16 characters and old ones call an SSD a hard disk.
OF_A_DISK = ("smartctl", "workbench", "inxi", "lshw")
DISK_FIELDS = ("kind", "maker", "model", "serial", "bytes")
SHORTEST_CUT_MODEL = 8
# Tools round a capacity, or count only what is left of it for partitions.
SIZE_TOLERANCE = 0.005


@dataclass(frozen=True)
class Said:
    """One report; `source` names its file."""

    source: int
    format: str
    report: HardwareReport


@dataclass(frozen=True)
class Choice:
    """The value that wins and the file that said it."""

    value: Any
    source: int


@dataclass
class Disk:
    """One medium as several reports show it: [(file, tool, what it says)]."""

    said: list[tuple[int, str, StorageFact]] = field(default_factory=list)

    def seen_by(self, source: int) -> bool:
        """Whether this file shows it."""
        return any(one == source for one, _tool, _fact in self.said)

    def choice(self, name: str) -> Choice | None:
        """The best source's word for one of DISK_FIELDS."""
        told = [(source, tool, getattr(fact, name)) for source, tool, fact in self.said]
        return _best(OF_A_DISK, [one for one in told if one[2] is not None])

    def fact(self) -> StorageFact:
        """What is known of it altogether."""
        found = {name: self.choice(name) for name in DISK_FIELDS}
        return StorageFact(**{name: choice.value for name, choice in found.items() if choice})


@dataclass(frozen=True)
class Merged:
    """What all reports of a machine say together."""

    facts: dict[str, Choice]
    disks: list[Disk]


def merge(said: Sequence[Said]) -> Merged:
    """All reports of one machine as one; `said` in the order in which they came."""
    return Merged(facts=_facts(said), disks=_disks(said))


def _facts(said: Sequence[Said]) -> dict[str, Choice]:
    chosen = {}
    for name, order in SOURCES.items():
        told = [(one.source, one.format, getattr(one.report, name, None)) for one in said]
        if best := _best(order, [one for one in told if one[2] is not None]):
            chosen[name] = best
    return chosen


def _best(order: tuple[str, ...], told: Iterable[tuple[int, str, Any]]) -> Choice | None:
    ranked = sorted(enumerate(told), key=lambda one: (_rank(order, one[1][1]), -one[0]))
    if not ranked:
        return None
    _place, (source, _tool, value) = ranked[0]
    return Choice(value, source)


def _rank(order: tuple[str, ...], tool: str) -> int:
    return order.index(tool) if tool in order else len(order)


def _disks(said: Sequence[Said]) -> list[Disk]:
    """The media of all reports; two in one report are never the same one."""
    disks: list[Disk] = []
    for one in said:
        pairs = pair(one.report.storage, [disk.fact() for disk in disks])
        for fact, place in zip(one.report.storage, pairs, strict=True):
            if place is None:
                disks.append(Disk([(one.source, one.format, fact)]))
            else:
                disks[place].said.append((one.source, one.format, fact))
    return disks


def pair(shown: Sequence[StorageFact], known: Sequence[StorageFact]) -> list[int | None]:
    """For each disk shown the place of the known one that it is, or None. Serial numbers go first; what has none is
    recognised by model and size, each known one once."""
    places: list[int | None] = [None] * len(shown)
    for is_same in (same_serial, same_build):
        for number, fact in enumerate(shown):
            if places[number] is None:
                free = (place for place in range(len(known)) if place not in places)
                places[number] = next((place for place in free if is_same(fact, known[place])), None)
    return places


def same_serial(one: StorageFact, other: StorageFact) -> bool:
    """Whether both have the same serial number; tools cut it to 20 characters."""
    return serial_matches(one.serial, other.serial) or serial_matches(other.serial, one.serial)


def same_build(one: StorageFact, other: StorageFact) -> bool:
    """Whether two disks, of which at least one has no serial number, are of the same model and size."""
    if one.serial and other.serial:
        return False
    return _same_size(one.bytes, other.bytes) and _same_model(one, other)


def _same_size(one: int | None, other: int | None) -> bool:
    if not one or not other:
        return one == other
    return abs(one - other) <= SIZE_TOLERANCE * max(one, other)


def _same_model(one: StorageFact, other: StorageFact) -> bool:
    """Equal, or one of them cut off; with or without the maker in front."""
    if not one.model or not other.model:
        return one.model == other.model
    names = [{_folded(disk.model), _folded(f"{disk.maker or ''}{disk.model}")} for disk in (one, other)]
    return any(_begins(first, second) for first in names[0] for second in names[1])


def _begins(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= SHORTEST_CUT_MODEL and long.startswith(short))


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
