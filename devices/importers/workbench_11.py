"""Reader of snapshots of eReuse Workbench 11: a device and its components, sizes in MB."""

import re
from dataclasses import replace
from typing import Any

from . import lshw, webcam
from .battery import health
from .capacity import drive_capacity_from_megabytes, memory_from_megabytes, quantity
from .drives import kind_from_model, medium, without_repeats
from .facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from .machines import category_from_chassis, identity
from .placeholders import clean, fact, whole_number
from .uuids import machine_uuid

Component = dict[str, Any]
IN_LSHW = ("category", "maker", "model", "serial", "uuid", "board_serial", "cpu", "cores", "ram_mib", "webcam")
STORAGE = {"HardDrive": "hdd", "SolidStateDrive": "ssd", "DataStorage": None}


def looks_like(snapshot: dict[str, Any]) -> bool:
    """Whether this is a snapshot of a device with components."""
    return isinstance(snapshot.get("device"), dict) and isinstance(snapshot.get("components"), list)


def read(snapshot: dict[str, Any]) -> HardwareReport:
    """Read a snapshot."""
    device = snapshot["device"]
    components = [component for component in snapshot["components"] if isinstance(component, dict)]
    warnings: list[ReportWarning] = []
    facts = identity(
        maker=device.get("manufacturer"),
        product=device.get("model"),
        version=device.get("version"),
        serial=device.get("serialNumber"),
        chassis=_chassis(device),
        warnings=warnings,
    )
    storage = _storage(components, warnings)
    if not storage:
        warnings.append(ReportWarning("no_disk_seen"))
    processors = _of_type(components, "Processor")
    boards = _of_type(components, "Motherboard")
    report = HardwareReport(
        format="workbench",
        uuid=machine_uuid(device.get("system_uuid") or device.get("systemUuid"), warnings),
        board_serial=fact(boards[0].get("serialNumber")) if boards else None,
        cpu=next((name for each in processors if (name := fact(each.get("model")))), None),
        cores=sum(_cores(each) for each in processors) or None,
        ram_mib=sum(memory_from_megabytes(each.get("size")) or 0 for each in _of_type(components, "RamModule")) or None,
        storage=storage,
        battery_health=health(_shares(_of_type(components, "Battery"))),
        webcam=webcam.in_components(components),
        warnings=tuple(warnings),
        **facts,
    )
    return _completed(report, snapshot.get("debug"))


def _completed(report: HardwareReport, debug: Any) -> HardwareReport:
    """The report with what is missing in it from the one of lshw that later versions add: the UUID is there alone."""
    printed = debug.get("lshw") if isinstance(debug, dict) else None
    if not isinstance(printed, dict) or not lshw.looks_like([printed]):
        return report
    try:
        whole = lshw.read([printed])
    except UnreadableReport:
        return report
    found = {name: getattr(whole, name) for name in IN_LSHW if getattr(report, name) is None}
    return replace(report, **found)


def _of_type(components: list[Component], *types: str) -> list[Component]:
    return [component for component in components if _type(component) in types]


def _type(component: Component) -> Any:
    """Versions before 11 name it ``@type``, and use ``type`` for the chassis of a computer."""
    return component.get("@type") or component.get("type")


def _cores(processor: Component) -> int:
    return whole_number(processor.get("cores") or processor.get("numberOfCores"), 4096) or 0


def _chassis(device: Component) -> str | None:
    """The chassis, or the device's type where it says nothing; names are written together (AllInOne)."""
    names = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", clean(device.get(key)) or "") for key in ("chassis", "type")]
    return next((name for name in names if category_from_chassis(name)), None)


def _storage(components: list[Component], warnings: list[ReportWarning]) -> tuple[StorageFact, ...]:
    found = []
    for drive in _of_type(components, *STORAGE):
        interface = str(drive.get("interface")).casefold()
        if interface == "usb":
            continue
        found.append(
            medium(
                kind=_kind(drive, interface),
                model=drive.get("model"),
                serial=drive.get("serialNumber"),
                capacity=drive_capacity_from_megabytes(drive.get("size")),
                maker=drive.get("manufacturer"),
                warnings=warnings,
            )
        )
    return without_repeats(found)


def _kind(drive: Component, interface: str) -> str | None:
    """Workbench calls every drive a hard drive that it cannot ask; a name that is an SSD's knows better."""
    named = kind_from_model(clean(drive.get("model")))
    if "nvme" in interface or named == "nvme":
        return "nvme"
    return "ssd" if named == "ssd" else STORAGE[_type(drive)]


def _shares(batteries: list[Component]) -> list[tuple[float, float]]:
    """What each battery holds today and was built for, both in mAh."""
    shares = []
    for battery in batteries:
        design = quantity(battery.get("size"))
        measured = [quantity(each.get("size")) for each in _actions(battery) if each.get("type") == "MeasureBattery"]
        if design and measured and measured[-1]:
            shares.append((measured[-1], design))
    return shares


def _actions(component: Component) -> list[Component]:
    lists = [component.get(key) for key in ("actions", "events")]
    return [each for actions in lists if isinstance(actions, list) for each in actions if isinstance(each, dict)]
