"""Reader of ``inxi --output json``: keys like ``003#0#3#v`` hold order, kind, depth and name."""

import re
from functools import lru_cache
from operator import itemgetter
from typing import Any

from . import webcam
from .battery import health
from .capacity import binary_size, drive_capacity, mebibytes
from .drives import MOST_MEDIA, medium, without_repeats
from .facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from .machines import category_from_chassis, identity, is_virtual
from .placeholders import clean, fact, whole_number
from .uuids import machine_uuid

Row = list[tuple[str, str]]
KEY = re.compile(r"(\d{1,9})#\d+#\d+#(.+)", re.DOTALL)
NUMBERED = re.compile(r"^(ID|Device|System RAM)-\d+$")
LONGEST_KEY = 200
OUTSIDE = re.compile(r"\busb\b|removable|firewire|thunderbolt", re.IGNORECASE)
WITHHELD = re.compile(
    r"<(?:filter|superuser|root|dmidecode)[^>]*>|n/a.*|.*(?:superuser|root) required.*", re.IGNORECASE
)
CORE_WORDS = {"single": 1, "dual": 2, "triple": 3, "quad": 4, "hexa": 6, "octa": 8}
CORE_COUNT = re.compile(r"(?:(\d{1,3})x\s*)?(?:(\d{1,4})|(single|dual|triple|quad|hexa|octa))[- ]core", re.IGNORECASE)
WATT_HOURS = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*/\s*(\d{1,6}(?:[.,]\d{1,4})?)")
# Sections that facts are in; the others are left unread, which halves the time of a report.
USED = ("Machine", "CPU", "Memory", "RAM", "Info", "Drives", "Drive", "Battery", "Graphics", "Audio", "USB")
GROUPS = frozenset({"System", "Chassis", "Mobo", "BIOS", "UEFI", "UEFI-[Legacy]", "Firmware", "Portable"})


def looks_like(values: list[Any]) -> bool:
    """Whether these JSON values are inxi's."""
    blocks = _blocks(values)
    return bool(blocks) and all(any(KEY.fullmatch(str(key)) for key in block) for block in blocks)


def read(values: list[Any]) -> HardwareReport:
    """Read a report of inxi.

    Raises:
        UnreadableReport: neither a machine nor a drive in it.
    """
    sections = _sections(values, *USED)
    machine = _grouped(sections.get("Machine", []))
    warnings: list[ReportWarning] = []
    storage = _media(sections, warnings)
    if not machine:
        if not storage:
            raise UnreadableReport("no_machine")
        return HardwareReport(format="inxi", storage=storage, warnings=tuple(warnings))
    if not storage and "Drives" in sections:
        warnings.append(ReportWarning("no_disk_seen"))
    cpu, cores = _processor(sections.get("CPU", []))
    return HardwareReport(
        format="inxi",
        cpu=cpu,
        cores=cores,
        ram_mib=_ram_mib(sections),
        storage=storage,
        battery_health=_battery_health(sections),
        webcam=webcam.in_inxi(sections),
        **_machine_facts(machine, sections, warnings),
        warnings=tuple(warnings),
    )


def _media(sections: dict[str, list[Row]], warnings: list[ReportWarning]) -> tuple[StorageFact, ...]:
    """The drives inside the machine, without those on USB and removable ones."""
    rows = [row for row in _drive_rows(sections) if not _is_outside(row)]
    if len(rows) > MOST_MEDIA:
        raise UnreadableReport("too_complex")
    return without_repeats([_medium(dict(reversed(row)), warnings) for row in rows])


def outside_names(values: list[Any]) -> set[str]:
    """Serial numbers and paths of drives that are on USB or removable."""
    drives = _drive_rows(_sections(values, "Drives", "Drive"))
    rows = [dict(reversed(row)) for row in drives if _is_outside(row)]
    return {name for row in rows for key in ("ID", "serial") if (name := fact(row.get(key)))}


def _battery_health(sections: dict[str, list[Row]]) -> float | None:
    """Health of the machine's batteries from 0 to 1; batteries of mice are listed as devices."""
    shares = []
    for row in sections.get("Battery", []):
        fields = dict(reversed(row))
        match = WATT_HOURS.search(fields.get("condition", ""))
        if match and "ID" in fields:
            full, design = (float(number.replace(",", ".")) for number in match.groups())
            shares.append((full, design))
    return health(shares)


def _blocks(values: list[Any]) -> list[dict]:
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict)]


def _sections(values: list[Any], *wanted: str) -> dict[str, list[Row]]:
    """The rows of the wanted sections."""
    sections: dict[str, list[Row]] = {}
    for block in _blocks(values):
        for key, rows in block.items():
            match = KEY.fullmatch(str(key))
            if match and isinstance(rows, list):
                name = match[2].strip()
                if name in wanted:
                    sections.setdefault(name, []).extend(_row(row) for row in rows if isinstance(row, dict))
    return sections


def _row(row: dict) -> Row:
    """The fields of a row in the order in which inxi numbers them; ``ID-1`` and ``Device-2`` lose the number."""
    found = []
    for key, value in row.items():
        if place_and_name := _place_and_name(str(key)[:LONGEST_KEY]):
            found.append((*place_and_name, _text(value)))
    return [(name, value) for _, name, value in sorted(found, key=itemgetter(0))]


@lru_cache(maxsize=4096)
def _place_and_name(key: str) -> tuple[int, str] | None:
    """Kept, since a report has thousands of keys and few different ones."""
    match = KEY.fullmatch(key)
    return (int(match[1]), NUMBERED.sub(r"\1", match[2].strip())) if match else None


def _text(value: Any) -> str:
    text = clean(value) or ""
    return "" if WITHHELD.fullmatch(text) else text


def _grouped(rows: list[Row]) -> dict[tuple[str, str], str]:
    """Fields of the machine by the group that they follow: System, Chassis, Mobo, …"""
    fields: dict[tuple[str, str], str] = {}
    for row in rows:
        group = ""
        for name, value in row:
            group = name if name in GROUPS else group
            fields.setdefault((group, "" if name == group else name), value)
    return fields


def _machine_facts(machine: dict, sections: dict[str, list[Row]], warnings: list[ReportWarning]) -> dict[str, Any]:
    kind = machine.get(("", "Type"))
    facts = identity(
        maker=machine.get(("System", "")),
        product=machine.get(("System", "product")),
        version=machine.get(("System", "v")),
        serial=machine.get(("System", "serial")),
        chassis=kind if category_from_chassis(kind) else machine.get(("Chassis", "type")),
        virtual=is_virtual(kind) or any(_is_virtio(row) for row in _drive_rows(sections)),
        battery=battery_in(sections),
        warnings=warnings,
    )
    uuid = next((value for (_, name), value in machine.items() if name == "uuid" and value), None)
    board_serial = fact(machine.get(("Mobo", "serial")))
    return {**facts, "uuid": machine_uuid(uuid, warnings), "board_serial": board_serial}


def battery_in(sections: dict[str, list[Row]]) -> bool:
    """Whether a battery of the machine is listed."""
    return any(name == "ID" for row in sections.get("Battery", []) for name, _ in row)


def _processor(rows: list[Row]) -> tuple[str | None, int | None]:
    """Name and physical cores of all processors: ``cpus × cores``, or words like ``2x 8-core``."""
    fields = [field for row in rows for field in row]
    name = next((value for key, value in fields if key == "model" and value), None)
    topology = _after(fields, "Topology")
    each = whole_number(topology.get("cores"), 4096)
    if each:
        return fact(name), each * (whole_number(topology.get("cpus", "").rstrip("x"), 64) or 1)
    for key, value in fields:
        match = CORE_COUNT.search(value) if key in {"Info", "Topology"} else None
        if match:
            one = int(match[2]) if match[2] else CORE_WORDS[match[3].lower()]
            return fact(name) or _named_in_short(value[match.end() :]), one * int(match[1] or 1) or None
    return fact(name), None


def _named_in_short(rest: str) -> str | None:
    """The name in the short form, ``dual core Intel Core i7-4600U [MT MCP]``."""
    return fact(re.sub(r"\[[^\]]*\]\s*$", "", rest))


def _after(fields: Row, group: str) -> dict[str, str]:
    """The fields that follow a group's name, until another group with an empty value begins."""
    names = [name for name, _ in fields]
    if group not in names:
        return {}
    start = names.index(group) + 1
    found: dict[str, str] = {}
    for name, value in fields[start:]:
        if name.startswith("Speed"):
            break
        if value:
            found.setdefault(name, value)
    return found


def _ram_mib(sections: dict[str, list[Row]]) -> int | None:
    """Installed memory in MiB: the modules where they are listed, else the total that the system uses."""
    rows = [row for name in ("Memory", "RAM") for row in sections.get(name, [])]
    modules = sum(_module_size(row) for row in rows)
    if modules:
        return mebibytes(modules)
    everything = [*rows, *sections.get("Info", [])]
    fields = [field for row in everything for field in row]
    for wanted in ("total", "Memory", "RAM", "available"):
        for name, value in fields:
            if name == wanted and binary_size(value):
                return mebibytes(binary_size(value))
    return None


def _module_size(row: Row) -> int:
    fields = dict(reversed(row))
    return (binary_size(fields.get("size")) or 0) if "Device" in fields else 0


def _drive_rows(sections: dict[str, list[Row]]) -> list[Row]:
    rows = sections.get("Drives", []) + sections.get("Drive", [])
    return [row for row in rows if any(name == "ID" for name, _ in row) and any(name == "size" for name, _ in row)]


def _is_virtio(row: Row) -> bool:
    """Only virtual machines have disks with these names."""
    return any(name == "ID" and value.startswith(("/dev/vd", "/dev/xvd")) for name, value in row)


def _is_outside(row: Row) -> bool:
    return any(name == "type" and OUTSIDE.search(value) for name, value in row)


def _medium(fields: dict[str, str], warnings: list[ReportWarning]) -> StorageFact:
    path = fields.get("ID", "")
    return medium(
        kind=_kind(path, f"{fields.get('tech', '')} {fields.get('type', '')}", fields.get("rotation", "")),
        model=fields.get("model"),
        serial=fields.get("serial"),
        capacity=drive_capacity(fields.get("size")),
        maker=fields.get("vendor"),
        warnings=warnings,
    )


def _kind(path: str, technology: str, rotation: str) -> str | None:
    if "nvme" in path:
        return "nvme"
    if "mmcblk" in path:
        return "emmc"
    if re.search(r"\bhdd\b", technology, re.IGNORECASE) or whole_number(rotation.split(" ")[0]):
        return "hdd"
    return "ssd" if re.search(r"\bssd\b", technology, re.IGNORECASE) else None
