"""Reader of ``smartctl -j`` and ``-x --json``: drives alone, one object or an array of them."""

from typing import Any

from .capacity import GIGABYTE
from .drives import is_no_medium, kind_from_model, medium, without_repeats
from .facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from .placeholders import clean, whole_number

Drive = dict[str, Any]
# Raw values above zero of these mean lost or unstable sectors: reallocated, pending, uncorrectable.
DEFECT_ATTRIBUTES = frozenset({5, 197, 198})
PROTOCOLS = frozenset({"ATA", "SCSI", "NVME"})
# Kinds of SCSI device that are disks: direct access, reduced block commands, host-managed zones.
SCSI_DISKS = frozenset({0, 14, 20})


def looks_like(values: list[Any]) -> bool:
    """Whether these JSON values are smartctl's."""
    drives = drives_in(values)
    return bool(drives) and all(isinstance(drive.get("smartctl"), dict) or _is_cut_down(drive) for drive in drives)


def drives_in(values: list[Any]) -> list[Drive]:
    """The objects of one or several runs of smartctl."""
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict)]


def read(values: list[Any]) -> HardwareReport:
    """Read drives: they are in ``storage``, nothing is known about the machine.

    Raises:
        UnreadableReport: smartctl could read none of the drives.
    """
    warnings: list[ReportWarning] = []
    drives = drives_in(values)
    storage = media(drives, warnings)
    if not storage:
        raise UnreadableReport("no_machine")
    warnings.extend(ReportWarning("drive_unread", path_of(drive) or "") for drive in drives if not _has_identity(drive))
    return HardwareReport(format="smartctl", storage=storage, warnings=tuple(warnings))


def media(drives: list[Drive], warnings: list[ReportWarning]) -> tuple[StorageFact, ...]:
    """Each drive that smartctl could read, with what it tells about defects in ``warnings``."""
    found: list[StorageFact] = []
    for drive in drives:
        name = _name(drive)
        if not _has_identity(drive) or _is_no_disk(drive, name):
            continue
        if is_failing(drive):
            warnings.append(ReportWarning("drive_failing", clean(drive.get("serial_number")) or ""))
        found.append(
            medium(
                kind=_kind(drive, name),
                model=name,
                serial=drive.get("serial_number"),
                capacity=_capacity(drive),
                maker=drive.get("vendor") or drive.get("scsi_vendor"),
                warnings=warnings,
            )
        )
    return without_repeats(found)


def is_failing(drive: Drive) -> bool:
    """Whether a drive reports defects, also one whose overall result still says passed."""
    health = _inner(drive, "nvme_smart_health_information_log")
    if _inner(drive, "smart_status").get("passed") is False:
        return True
    if whole_number(health.get("critical_warning")) or whole_number(health.get("media_errors"), 2**127):
        return True
    if whole_number(drive.get("scsi_grown_defect_list")) or _has_uncorrected_errors(drive):
        return True
    table = _inner(drive, "ata_smart_attributes").get("table")
    return any(_is_defect(row) for row in table if isinstance(row, dict)) if isinstance(table, list) else False


def path_of(drive: Drive) -> str | None:
    """Where the drive was, like ``/dev/sda``."""
    return clean(_inner(drive, "device").get("name"))


def is_on_usb(drive: Drive) -> bool:
    """Whether smartctl went through a USB bridge to reach this drive."""
    device = _inner(drive, "device")
    return "usb" in f"{device.get('type')} {device.get('info_name')}".casefold()


def _is_cut_down(drive: Drive) -> bool:
    """Whether this is smartctl's without its own heading, as programs pass it on."""
    protocol = _inner(drive, "device").get("protocol")
    return str(protocol).upper() in PROTOCOLS and _has_identity(drive)


def _has_identity(drive: Drive) -> bool:
    return bool(_name(drive) or clean(drive.get("serial_number")))


def _is_no_disk(drive: Drive, name: str | None) -> bool:
    """Whether smartctl looked at a stick, an optical drive or the like: all of them speak SCSI."""
    if _inner(drive, "device").get("protocol") != "SCSI":
        return False
    kind = _inner(drive, "device_type").get("scsi_value")
    return is_no_medium(name) or (isinstance(kind, int) and kind not in SCSI_DISKS)


def _has_uncorrected_errors(drive: Drive) -> bool:
    """Whether a SCSI drive could not read or write something, even with its error correction."""
    log = _inner(drive, "scsi_error_counter_log")
    return any(whole_number(_inner(log, way).get("total_uncorrected_errors")) for way in ("read", "write", "verify"))


def _is_defect(row: Drive) -> bool:
    if row.get("when_failed") == "now":
        return True
    identity = row.get("id")
    raw = _inner(row, "raw").get("value")
    return isinstance(identity, int) and identity in DEFECT_ATTRIBUTES and whole_number(raw) is not None


def _kind(drive: Drive, name: str | None) -> str | None:
    device = _inner(drive, "device")
    if "nvme" in f"{device.get('protocol')} {device.get('type')}".casefold():
        return "nvme"
    rotation = drive.get("rotation_rate")
    if isinstance(rotation, int) and not isinstance(rotation, bool):
        return "hdd" if rotation > 0 else "ssd"
    if "solid state" in str(rotation).casefold() or _inner(drive, "trim").get("supported") is True:
        return "ssd"
    return kind_from_model(name)


def _capacity(drive: Drive) -> int | None:
    """Capacity in bytes. Early versions print a number as ``{"n": …, "s": …}``."""
    user = _inner(drive, "user_capacity")
    namespaces = drive.get("nvme_namespaces")
    spaces = [space for space in namespaces if isinstance(space, dict)] if isinstance(namespaces, list) else []
    of_space = [_inner(space, "size").get("bytes") for space in spaces[:1]]
    whole = [drive.get("nvme_total_capacity")]
    # One of several namespaces is not the whole medium.
    candidates = [user.get("bytes"), *(whole + of_space if len(spaces) > 1 else of_space + whole)]
    for candidate in candidates:
        size = whole_number(candidate.get("n") if isinstance(candidate, dict) else candidate)
        if size and size < 10**9 * GIGABYTE:
            return size
    return None


def _name(drive: Drive) -> str | None:
    return clean(drive.get("model_name")) or clean(drive.get("scsi_model_name")) or _scsi_name(drive)


def _scsi_name(drive: Drive) -> str | None:
    parts = [clean(drive.get(key)) for key in ("scsi_vendor", "scsi_product")]
    if not any(parts):
        parts = [clean(drive.get(key)) for key in ("vendor", "product")]
    return " ".join(part for part in parts if part) or None


def _inner(values: Drive, key: str) -> Drive:
    inner = values.get(key)
    return inner if isinstance(inner, dict) else {}
