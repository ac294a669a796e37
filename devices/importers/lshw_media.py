"""Which nodes of an lshw report are the machine's own media."""

import re
from typing import Any

from .drives import is_no_medium, medium, without_repeats
from .facts import ReportWarning, StorageFact
from .placeholders import clean, fact, whole_number

Node = dict[str, Any]
Found = tuple[Node, tuple[Node, ...]]
NVME_NAMESPACE = re.compile(r"(?:/dev/)?nvme\d+n\d+")
NVME_CONTROLLER = re.compile(r"(?:/dev/)?nvme\d+")
MMC_BLOCK = re.compile(r"(?:/dev/)?mmcblk\d+")
ELSEWHERE = re.compile(r"(?:/dev/)?(?:(?:sr|fd|st|nst|loop|zram|ng|hwmon|dm-|md)[\dn]*|mmcblk\d+\D\w*)")
MMC_CARDS = frozenset({"SD/MMC Device", "SD Card", "SDIO Device"})
ROTATION = re.compile(r"\d+rpm")


def media(everything: list[Found], warnings: list[ReportWarning]) -> tuple[StorageFact, ...]:
    """The internal media, without boot sticks, card readers, optical drives and management controllers' ones."""
    facts: list[StorageFact] = []
    for node, ancestors in everything:
        if not _is_external(node, ancestors) and not _inside_medium(ancestors):
            facts.extend(_medium_of(node, ancestors, warnings))
    has_nvme = any(found.kind == "nvme" for found in facts)
    if not has_nvme and any(_is_nvme_controller(node) for node, _ in everything):
        warnings.append(ReportWarning("nvme_hidden"))
    return without_repeats(facts)


def outside_names(everything: list[Found]) -> set[str]:
    """Serial numbers and paths of what is on USB or removable, to know it in other tools' reports."""
    outside: set[str] = set()
    for node, ancestors in everything:
        if node.get("class") in ("disk", "storage") and _is_external(node, ancestors):
            outside.update(name for key in ("serial", "logicalname") for name in _texts(node.get(key)))
    return outside


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for each in values if (text := fact(each))]


def _medium_of(node: Node, ancestors: tuple[Node, ...], warnings: list[ReportWarning]) -> list[StorageFact]:
    if _is_nvme_controller(node):
        return _nvme(node, warnings)
    if any(_is_nvme_controller(outer) or _is_mmc_card(outer) for outer in ancestors):
        return []
    if _is_mmc_card(node):
        return _mmc(node, warnings)
    return _disk(node, warnings) if node.get("class") == "disk" else []


def _nvme(controller: Node, warnings: list[ReportWarning]) -> list[StorageFact]:
    """Newer versions list the drive as a controller with its serial, and namespaces with the capacity."""
    spaces = [child for child in _children(controller) if _is_namespace(child)]
    named = NVME_CONTROLLER.fullmatch(_first_name(controller)) and clean(controller.get("serial"))
    if not spaces and not named:
        return []
    own = next((space for space in spaces if clean(space.get("serial"))), controller)
    model = own.get("product") if clean(own.get("product")) else controller.get("product")
    capacity = sum(whole_number(space.get("size")) or 0 for space in spaces)
    return [
        medium(
            kind="nvme",
            model=model,
            serial=own.get("serial"),
            capacity=capacity,
            maker=controller.get("vendor"),
            warnings=warnings,
        )
    ]


def _mmc(card: Node, warnings: list[ReportWarning]) -> list[StorageFact]:
    """Soldered eMMC; SD cards are in a reader and no medium of the machine."""
    words = f"{card.get('description')} {' '.join(_capabilities(card))}".casefold()
    blocks = [card, *_children(card)]
    sizes = [whole_number(block.get("size")) or 0 for block in blocks if MMC_BLOCK.fullmatch(_first_name(block))]
    if "sd card" in words or "sdio" in words or "removable" in words or not sizes:
        return []
    return [
        medium(
            kind="emmc",
            model=card.get("product"),
            serial=card.get("serial"),
            capacity=max(sizes),
            maker=card.get("vendor"),
            warnings=warnings,
        )
    ]


def _disk(disk: Node, warnings: list[ReportWarning]) -> list[StorageFact]:
    name = _first_name(disk)
    words = [clean(disk.get(key)) for key in ("description", "product", "vendor")]
    if (
        ELSEWHERE.fullmatch(name)
        or is_no_medium(*words)
        or str(disk.get("id")).startswith(("cdrom", "floppy", "medium"))
    ):
        return []
    if not (name or whole_number(disk.get("size")) or clean(disk.get("serial"))):
        return []
    rotates = any(ROTATION.fullmatch(capability) for capability in _capabilities(disk))
    kind = "nvme" if NVME_NAMESPACE.fullmatch(name) else "emmc" if MMC_BLOCK.fullmatch(name) else None
    return [
        medium(
            kind="hdd" if rotates else kind,
            model=disk.get("product"),
            serial=disk.get("serial"),
            capacity=disk.get("size") or _capacity_inside(disk),
            maker=disk.get("vendor"),
            warnings=warnings,
        )
    ]


def _capacity_inside(disk: Node) -> int:
    return max(
        (whole_number(child.get("size")) or 0 for child in _children(disk) if child.get("id") == "medium"),
        default=0,
    )


def _is_external(node: Node, ancestors: tuple[Node, ...]) -> bool:
    """On USB or FireWire, or removable: a boot stick, a card reader, somebody's own disk."""
    if "removable" in _capabilities(node) and node.get("class") == "disk":
        return True
    return any(_is_external_bus(each) for each in (*ancestors, node))


def _is_external_bus(node: Node) -> bool:
    configuration = node.get("configuration")
    driver = str(configuration.get("driver")) if isinstance(configuration, dict) else ""
    address = str(node.get("businfo"))
    return address.startswith(("usb@", "firewire@")) or driver in {
        "usb-storage",
        "uas",
        "ums-realtek",
        "firewire_ohci",
    }


def _inside_medium(ancestors: tuple[Node, ...]) -> bool:
    return any(outer.get("class") in ("disk", "volume") for outer in ancestors)


def _is_nvme_controller(node: Node) -> bool:
    if node.get("class") != "storage":
        return False
    configuration = node.get("configuration")
    driver = configuration.get("driver") if isinstance(configuration, dict) else None
    words = str(node.get("description")).casefold()
    return driver == "nvme" or "nvme" in words or "non-volatile memory" in words or "nvm_express" in _capabilities(node)


def _is_namespace(node: Node) -> bool:
    return node.get("class") == "disk" and bool(
        whole_number(node.get("size")) or NVME_NAMESPACE.fullmatch(_first_name(node))
    )


def _is_mmc_card(node: Node) -> bool:
    return str(node.get("description")) in MMC_CARDS or str(node.get("businfo")).startswith("mmc@")


def _first_name(node: Node) -> str:
    names = node.get("logicalname")
    if isinstance(names, list):
        names = names[0] if names else ""
    return clean(names) or ""


def _children(node: Node) -> list[Node]:
    inner = node.get("children")
    children = list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []
    return [child for child in children if isinstance(child, dict)]


def _capabilities(node: Node) -> list[str]:
    capabilities = node.get("capabilities")
    return [str(name) for name in capabilities] if isinstance(capabilities, dict | list) else []
