"""What a hardware report says goes into its device: empty facts are filled and media become known; where somebody
typed something else before, a person decides."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import MediumKind, MediumStatus
from devices.importers.facts import HardwareReport, StorageFact
from devices.importers.nwipe import serial_matches
from devices.media import add_medium, locked, medium_inside_again
from devices.models import Device, Evidence, StorageMedium
from devices.search import refresh_search_text

FACTS_READ = "facts_read"
GONE = (MediumStatus.REMOVED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR)
FIELDS = ("maker", "model", "serial", "uuid", "board_serial", "cpu", "cores", "ram_mib", "battery_health")


@dataclass(frozen=True)
class Difference:
    """A fact that the device has otherwise than the report: `name` is the column."""

    name: str
    known: Any
    printed: Any


@dataclass
class Applied:
    """What a report did: names of the facts it filled, media that became known or are inside again, what differs, and
    the device that has the same serial number already."""

    filled: list[str] = field(default_factory=list)
    media: list[StorageMedium] = field(default_factory=list)
    reopened: list[StorageMedium] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    same_serial: Device | None = None
    waits_for_a_person: bool = False


@transaction.atomic
def apply_report(
    device: Device,
    report: HardwareReport,
    evidence: Evidence,
    *,
    actor: Actor,
    take_over: bool = False,
    now: datetime | None = None,
) -> Applied:
    """Fills the device from a report. With another serial number than the device's, or one that another device has, the
    report may be of another machine: nothing is applied until a person takes it over.

    Raises TransitionRefused for a device that is not in the workshop, or a new medium in one that is promised.
    """
    now = now or timezone.now()
    device = locked(device)
    if not device.is_in_workshop:
        raise TransitionRefused(_("The device is not in the workshop: reports about it are not taken now."))
    printed = _printed(device, report)
    applied = Applied(differences=_differences(device, printed), same_serial=_same_serial(device, report))
    other_serial = any(difference.name == "serial" for difference in applied.differences)
    if (other_serial or applied.same_serial) and not take_over:
        applied.waits_for_a_person = True
        return applied
    _fill(device, printed, applied, take_over)
    for disk, gone in _not_inside(device, report.storage):
        if gone is None:
            applied.media.append(add_medium(device, _columns(disk), actor=actor, now=now))
        else:
            medium_inside_again(gone, actor=actor, now=now)
            applied.reopened.append(gone)
    data = {"evidence": evidence.pk, "fields": applied.filled, "media": [medium.pk for medium in applied.media]}
    record(device, FACTS_READ, actor=actor, data=data, happened_at=now)
    return applied


def differences(device: Device, report: HardwareReport) -> list[Difference]:
    """What the report says otherwise than the device's facts."""
    return _differences(device, _printed(device, report))


def _printed(device: Device, report: HardwareReport) -> dict[str, Any]:
    """The report's facts as the device's columns hold them; unknown ones are left out."""
    found = {}
    for name in FIELDS:
        value = getattr(report, name)
        if value is None:
            continue
        if name == "battery_health":
            value = Decimal(str(round(value, 3)))
        elif isinstance(value, str):
            value = value[: device._meta.get_field(name).max_length]
        found[name] = value
    return found


def _differences(device: Device, printed: dict[str, Any]) -> list[Difference]:
    return [
        Difference(name, getattr(device, name), value)
        for name, value in printed.items()
        if getattr(device, name) not in (None, "") and not _agree(getattr(device, name), value)
    ]


def _agree(known: Any, printed: Any) -> bool:
    """Equal but for capitals, or said more briefly by the person ("Dell" for "Dell Inc.")."""
    if not isinstance(known, str):
        return known == printed
    return f"{printed} ".casefold().startswith(f"{known.strip()} ".casefold())


def _same_serial(device: Device, report: HardwareReport) -> Device | None:
    if not report.serial or device.serial.casefold() == report.serial.casefold():
        return None
    return Device.objects.filter(serial__iexact=report.serial).exclude(pk=device.pk).first()


def _fill(device: Device, printed: dict[str, Any], applied: Applied, take_over: bool) -> None:
    differing = {difference.name for difference in applied.differences}
    wanted = {
        name: value
        for name, value in printed.items()
        if getattr(device, name) in (None, "") or (take_over and name in differing)
    }
    if not wanted:
        return
    Device.objects.filter(pk=device.pk).update(**wanted)
    applied.filled = sorted(wanted)
    refresh_search_text([device])


def _not_inside(device: Device, disks: tuple[StorageFact, ...]) -> list[tuple[StorageFact, StorageMedium | None]]:
    """Disks of the report that are not among the media inside, each with the medium that was taken out, destroyed or
    given back and is inside again after all. Without a serial number a disk is known by its model and size, once."""
    known = list(device.media.exclude(status=MediumStatus.LOST))
    inside = [medium for medium in known if medium.status not in GONE]
    gone = [medium for medium in known if medium.status in GONE]
    found = []
    for disk in disks:
        if not _taken(inside, disk):
            found.append((disk, _taken(gone, disk)))
    return found


def _taken(media: list[StorageMedium], disk: StorageFact) -> StorageMedium | None:
    """The medium that this disk is; one recognised by model and size only leaves the list, as there may be two."""
    medium = next((medium for medium in media if _same_medium(medium, disk)), None)
    if medium is not None and not (disk.serial and medium.serial):
        media.remove(medium)
    return medium


def _same_medium(medium: StorageMedium, disk: StorageFact) -> bool:
    if disk.serial and medium.serial:
        return serial_matches(medium.serial, disk.serial) or serial_matches(disk.serial, medium.serial)
    return (medium.model, medium.size_bytes) == ((disk.model or "")[:120], disk.bytes)


def _columns(disk: StorageFact) -> dict[str, Any]:
    return {
        "kind": disk.kind or MediumKind.UNKNOWN,
        "maker": (disk.maker or "")[:80],
        "model": (disk.model or "")[:120],
        "serial": (disk.serial or "")[:80],
        "size_bytes": disk.bytes,
    }
