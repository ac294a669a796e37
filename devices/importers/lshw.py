"""Reader of ``lshw -json``: an object, an array, or the objects without commas of version 02.18."""

import re
from collections.abc import Iterator
from typing import Any

from . import lshw_media, webcam
from .facts import HardwareReport, ReportWarning, UnreadableReport
from .machines import identity
from .placeholders import clean, fact, whole_number
from .uuids import machine_uuid

Node = dict[str, Any]
MEBIBYTE = 2**20
NO_RAM = re.compile(r"flash|\brom\b|bios|firmware|cache|eeprom|\bvram\b|video", re.IGNORECASE)


def looks_like(values: list[Any]) -> bool:
    """Whether these JSON values are lshw's: objects with an id and a class."""
    nodes = top_nodes(values)
    return bool(nodes) and all("id" in node and "class" in node for node in nodes)


def top_nodes(values: list[Any]) -> list[Node]:
    """The outermost objects of a report, from whichever of its three shapes."""
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict)]


def read(values: list[Any], *, repaired: bool = False) -> HardwareReport:
    """Read a report of lshw.

    Raises:
        UnreadableReport: neither a machine nor a drive in it.
    """
    nodes = top_nodes(values)
    everything = list(walk(nodes))
    machine = next((node for node, _ in everything if node.get("class") == "system"), None)
    warnings = [ReportWarning("repaired")] if repaired else []
    storage = lshw_media.media(everything, warnings)
    if machine is None:
        if not storage:
            raise UnreadableReport("no_machine")
        return HardwareReport(format="lshw", storage=storage, warnings=tuple(warnings))
    if not storage:
        warnings.append(ReportWarning("no_disk_seen"))
    facts = _machine_facts(machine, everything, warnings)
    cpu, cores = _processor(everything)
    return HardwareReport(
        format="lshw",
        cpu=cpu,
        cores=cores,
        ram_mib=_ram_mib(everything),
        storage=storage,
        webcam=webcam.in_lshw(node for node, _ in everything),
        warnings=tuple(warnings),
        **facts,
    )


def walk(nodes: list[Node]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Every node in the order of the report, each with its ancestors, outermost first."""
    waiting: list[tuple[Node, tuple[Node, ...]]] = [(node, ()) for node in reversed(nodes)]
    while waiting:
        node, ancestors = waiting.pop()
        yield node, ancestors
        inner = node.get("children")
        children = list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []
        path = (*ancestors, node)
        waiting.extend((child, path) for child in reversed(children) if isinstance(child, dict))


def settings(node: Node) -> Node:
    """The ``configuration`` of a node, always a dict."""
    configuration = node.get("configuration")
    return configuration if isinstance(configuration, dict) else {}


def _machine_facts(machine: Node, everything: list, warnings: list[ReportWarning]) -> dict[str, Any]:
    configuration = settings(machine)
    board = next((node for node, _ in everything if node.get("id") == "core"), {})
    facts = identity(
        maker=machine.get("vendor"),
        product=machine.get("product"),
        version=machine.get("version"),
        serial=machine.get("serial"),
        family=configuration.get("family"),
        sku=configuration.get("sku"),
        chassis=_chassis(machine),
        virtual=any(_says_it_is_virtual(node) for node, _ in everything),
        battery=_has_battery(everything),
        warnings=warnings,
    )
    uuid = machine_uuid(configuration.get("uuid"), warnings)
    return {**facts, "uuid": uuid, "board_serial": fact(board.get("serial"))}


def _says_it_is_virtual(node: Node) -> bool:
    """The firmware says so, the processor runs under a hypervisor, or the device is one that only QEMU has."""
    capabilities = node.get("capabilities")
    known = capabilities if isinstance(capabilities, dict) else {}
    return (
        (node.get("id") == "firmware" and "virtualmachine" in known)
        or (node.get("class") == "processor" and "hypervisor" in known)
        or str(node.get("businfo")).startswith("virtio@")
    )


def _chassis(machine: Node) -> str | None:
    return clean(settings(machine).get("chassis")) or clean(machine.get("description"))


def _has_battery(everything: list) -> bool:
    return any(node.get("class") == "power" and "battery" in str(node.get("id")).casefold() for node, _ in everything)


def _processor(everything: list) -> tuple[str | None, int | None]:
    """Name of the processor and physical cores of all of them.

    The list holds empty sockets (disabled, or without a clock while others have one) and, in old versions,
    each thread once more without a name or count of cores.
    """
    found = [node for node, _ in everything if node.get("class") == "processor" and _is_processor(node)]
    running = [node for node in found if whole_number(node.get("size"))]
    return (_name(running) or _name(found)), (_cores(running) or _cores(found))


def _name(processors: list[Node]) -> str | None:
    names = (fact(node.get("product")) or _name_in_version(node) for node in processors)
    return next((name for name in names if name), None)


def _cores(processors: list[Node]) -> int | None:
    """Cores of all sockets; a socket that is listed twice counts once."""
    cores: dict[str, int] = {}
    for index, node in enumerate(processors):
        count = whole_number(settings(node).get("cores"), 4096)
        if count:
            cores.setdefault(clean(node.get("slot")) or str(index), count)
    return sum(cores.values()) or None


def _is_processor(node: Node) -> bool:
    capabilities = node.get("capabilities")
    logical = isinstance(capabilities, dict) and "logical" in capabilities
    return not logical and node.get("disabled") is not True and str(node.get("id")).startswith("cpu")


def _name_in_version(node: Node) -> str | None:
    version = fact(node.get("version"))
    return version if version and re.search(r"[A-Za-z]{3}", version) else None


def _ram_mib(everything: list) -> int | None:
    """Installed memory in MiB: the size of System Memory, or the sum of its banks where it has none."""
    memory = [(node, ancestors) for node, ancestors in everything if _is_ram(node)]
    total = sum(whole_number(node.get("size")) or 0 for node, _ in memory if _is_array(node))
    if not total:
        total = sum(
            whole_number(node.get("size")) or 0
            for node, ancestors in memory
            if not _is_array(node) and not any(NO_RAM.search(_words(outer)) for outer in ancestors)
        )
    return round(total / MEBIBYTE) or None


def _is_ram(node: Node) -> bool:
    is_cache = str(node.get("id")).startswith(("cache", "firmware"))
    return node.get("class") == "memory" and not is_cache and not NO_RAM.search(_words(node))


def _is_array(node: Node) -> bool:
    """System Memory itself; banks have a bank's id, memory controllers on the PCI bus an address there."""
    name = str(node.get("id"))
    return re.fullmatch(r"memory(?::\d+)?", name) is not None and not str(node.get("businfo")).startswith("pci@")


def _words(node: Node) -> str:
    return " ".join(text for key in ("description", "slot") if (text := clean(node.get(key))))
