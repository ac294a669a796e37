"""Reader of what ``dmidecode`` prints (all of it, some types, or ``-q``)."""

import re
from collections.abc import Iterable
from itertools import islice

from .capacity import binary_size, mebibytes
from .facts import HardwareReport, ReportWarning, UnreadableReport
from .machines import identity
from .placeholders import fact, whole_number
from .uuids import machine_uuid

Section = dict[str, str]
# The structures read here; a large server has about 200 of them.
MOST_SECTIONS = 10_000
HANDLE = re.compile(r"^[ \t]*Handle 0x[0-9A-Fa-f]{1,8}\b.*$", re.MULTILINE)
TITLES = (
    "System Information",
    "Base Board Information",
    "Chassis Information",
    "Processor Information",
    "Memory Device",
    "Memory Module Information",
    "BIOS Information",
)
TITLE_LINE = re.compile(rf"^[ \t]*(?:{'|'.join(TITLES)})[ \t\r]*$", re.MULTILINE)
# QEMU names its machine where the processor's name belongs: pc-i440fx-2.1, RHEL 7.6.0 PC (Q35 + ICH9, 2009).
MACHINE_OF_HYPERVISOR = re.compile(r"pc-|rhel[ -]\d|virt-|standard pc", re.IGNORECASE)
NO_RAM = re.compile(r"flash|\brom\b|eprom|\bvram\b|video|cache|system rom|bios", re.IGNORECASE)


def looks_like(text: str) -> bool:
    """Whether this is a text of dmidecode."""
    if re.search(r"^[ \t]*# dmidecode \d", text, re.MULTILINE):
        return True
    return TITLE_LINE.search(text) is not None and re.search(r"^[ \t]+[A-Z][\w ]+: ", text, re.MULTILINE) is not None


def read(text: str) -> HardwareReport:
    """Read a text of dmidecode, of all types or only some. It shows no media, so none are missed.

    Raises:
        UnreadableReport: no machine and nothing of one in it.
    """
    sections = list(islice(_sections(text), MOST_SECTIONS + 1))
    if len(sections) > MOST_SECTIONS:
        raise UnreadableReport("too_complex")
    system = _first(sections, "System Information")
    board = _main_board(sections)
    chassis = _first(sections, "Chassis Information")
    cpu, cores = _processor(sections)
    ram = _ram_mib(sections)
    if not system and not board and not chassis:
        if cpu is None and ram is None:
            raise UnreadableReport("no_machine")
        return HardwareReport(format="dmidecode", cpu=cpu, cores=cores, ram_mib=ram)
    warnings: list[ReportWarning] = []
    facts = identity(
        maker=system.get("Manufacturer"),
        product=system.get("Product Name"),
        version=system.get("Version"),
        serial=system.get("Serial Number"),
        family=system.get("Family"),
        sku=system.get("SKU Number"),
        chassis=chassis.get("Type"),
        virtual="System is a virtual machine" in text,
        warnings=warnings,
    )
    return HardwareReport(
        format="dmidecode",
        uuid=machine_uuid(system.get("UUID"), warnings),
        board_serial=fact(board.get("Serial Number")),
        cpu=cpu,
        cores=cores,
        ram_mib=ram,
        warnings=tuple(warnings),
        **facts,
    )


def _sections(text: str) -> Iterable[tuple[str, Section]]:
    """Each structure as its title and its ``Key: Value`` lines (the first of a key counts)."""
    title, values = "", {}
    for line in text.splitlines():
        bare = line.strip()
        if not title and bare not in TITLES:
            # Most of the text is of structures that nobody asks for.
            continue
        if bare in TITLES or not bare or HANDLE.match(line):
            if title and (values or bare):
                yield title, values
                title, values = "", {}
            title = bare if bare in TITLES else title
        elif title:
            key, _, value = bare.partition(":")
            values.setdefault(key.strip(), value.strip())
    if title:
        yield title, values


def _all(sections: list[tuple[str, Section]], title: str) -> list[Section]:
    return [values for name, values in sections if name == title]


def _first(sections: list[tuple[str, Section]], title: str) -> Section:
    return next(iter(_all(sections, title)), {})


def _main_board(sections: list[tuple[str, Section]]) -> Section:
    boards = _all(sections, "Base Board Information")
    return next((board for board in boards if board.get("Type") == "Motherboard"), boards[0] if boards else {})


def _processor(sections: list[tuple[str, Section]]) -> tuple[str | None, int | None]:
    sockets = [socket for socket in _all(sections, "Processor Information") if _is_populated(socket)]
    versions = [name for socket in sockets if (name := fact(socket.get("Version")))]
    names = [name for name in versions if not MACHINE_OF_HYPERVISOR.match(name)]
    cores = sum(whole_number(socket.get("Core Count"), 4096) or 0 for socket in sockets)
    return (names[0] if names else None), (cores or None)


def _is_populated(socket: Section) -> bool:
    status = socket.get("Status", "").casefold()
    kind = socket.get("Type", "Central Processor")
    return not status.startswith("unpopulated") and "disabled" not in status and kind == "Central Processor"


def _ram_mib(sections: list[tuple[str, Section]]) -> int | None:
    """Installed memory in MiB: modules, or on old firmware module sockets; flash chips are not memory."""
    modules = [module for module in _all(sections, "Memory Device") if not _is_flash(module)]
    total = sum(binary_size(module.get("Size")) or 0 for module in modules)
    if not total:
        sockets = _all(sections, "Memory Module Information")
        total = sum(binary_size(socket.get("Installed Size")) or 0 for socket in sockets)
    return mebibytes(total)


def _is_flash(module: Section) -> bool:
    return any(NO_RAM.search(module.get(key, "")) for key in ("Type", "Locator", "Bank Locator"))
