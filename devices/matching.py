"""Which device an original speaks of: by system serial number, else UUID, else the board's serial number or a known
disk. Placeholders never get here, as readers leave them out. What is not sure goes to a person (see `inbox`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Upper

from devices.enums import InboxReason, MatchHow, MediumStatus
from devices.importers.facts import ErasureReport, HardwareReport, HostFacts
from devices.importers.nwipe import serial_matches
from devices.importers.uuids import swapped
from devices.models import Device, StorageMedium
from devices.models.media import SERIAL_HEAD

# Of what is found, no more is read than is compared, told and shown.
COMPARED = ("number", "donation", "category", "status", "cycle", "maker", "model", "serial", "uuid", "board_serial")
AWAY = (MediumStatus.REMOVED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR, MediumStatus.LOST)


@dataclass(frozen=True)
class Finding:
    """The device of a report, or why a person has to say; then `candidates` are those that come into question. No
    disk of the report was known anywhere when it was `all_new`."""

    device: Device | None = None
    how: str = ""
    reason: str = ""
    candidates: tuple[Device, ...] = ()
    all_new: bool = False


@dataclass(frozen=True)
class _Known:
    """What we have with the numbers of a report."""

    by_serial: list[Device]
    by_uuid: list[Device]
    by_board: list[Device]
    media: list[StorageMedium]


def folded(text: str | None) -> str:
    """A serial number as it is compared: in capitals, without surplus spaces."""
    return " ".join((text or "").upper().split())


def find_device(report: HardwareReport, *, expected: Device | None = None) -> Finding:
    """The device that a hardware report speaks of. `expected` is the one for which it was uploaded: then only what
    contradicts it is looked for. Reads by index alone, whatever the number of devices."""
    known = _known(report)
    ways = (
        (MatchHow.SERIAL, known.by_serial),
        (MatchHow.UUID, known.by_uuid),
        (MatchHow.BOARD_SERIAL, known.by_board),
        (MatchHow.DISK, _devices_of(known.media)),
    )
    how, found = next((way for way in ways if way[1]), ("", []))
    if expected is not None:
        how, found = MatchHow.UPLOADED_THERE, [expected]
    if not found:
        return Finding(reason=InboxReason.UNMATCHED)
    if len(found) > 1:
        return Finding(reason=InboxReason.SEVERAL, candidates=tuple(found))
    return _checked(found[0], how, report, known)


def _known(report: HardwareReport) -> _Known:
    serial, board = folded(report.serial), folded(report.board_serial)
    uuids = {report.uuid, swapped(report.uuid)} if report.uuid else set()
    devices = _with_numbers(serial, uuids, board)
    return _Known(
        by_serial=[device for device in devices if serial and folded(device.serial) == serial],
        by_uuid=[device for device in devices if device.uuid in uuids],
        by_board=[device for device in devices if board and folded(device.board_serial) == board],
        media=_media_of(report),
    )


def _with_numbers(serial: str, uuids: set[str], board: str) -> list[Device]:
    asked = Q()
    if serial:
        asked |= Q(serial_folded=serial)
    if uuids:
        asked |= Q(uuid__in=uuids)
    if board:
        asked |= Q(board_folded=board)
    if not asked:
        return []
    devices = Device.objects.only(*COMPARED)
    devices = devices.alias(serial_folded=Upper("serial"), board_folded=Upper("board_serial"))
    # Sorted here: a database that is to sort may walk the table by its key instead of using the indexes.
    return sorted(devices.filter(asked).order_by(), key=lambda device: device.pk)


def _media_of(report: HardwareReport) -> list[StorageMedium]:
    return media_with(disk.serial for disk in report.storage)


def media_with(serials: Iterable[str | None]) -> list[StorageMedium]:
    """Known media with one of these serial numbers, loose ones too."""
    wanted = [serial for serial in serials if serial]
    if not wanted:
        return []
    # Most disks of a report are new: nothing but their serial numbers is read of the others.
    known = StorageMedium.objects.with_serials(wanted).order_by().values_list("pk", "serial")
    pks = [pk for pk, printed in known if any(_same(printed, serial) for serial in wanted)]
    if not pks:
        return []
    rows = StorageMedium.objects.filter(pk__in=pks).select_related("device__category", "device__donation")
    return list(rows.order_by("pk"))


def _same(one: str, other: str) -> bool:
    return serial_matches(one, other) or serial_matches(other, one)


def is_away(medium: StorageMedium) -> bool:
    """Whether it is not in its device any more, by our records: taken out, destroyed, given back or lost."""
    return medium.status in AWAY or medium.is_outside


def _devices_of(media: Sequence[StorageMedium]) -> list[Device]:
    """Whose these media are: those that they are in, else those that they were taken out of."""
    of_devices = [medium for medium in media if medium.device_id]
    inside = [medium for medium in of_devices if not is_away(medium)]
    return list({medium.device_id: medium.device for medium in inside or of_devices}.values())


def _checked(device: Device, how: str, report: HardwareReport, known: _Known) -> Finding:
    """The device, unless something contradicts it."""
    for reason, others in (
        _other_serial(device, report),
        _rivals(device, report, known),
        _other_model(device, how, report),
        _disks_elsewhere(device, known),
        _disk_away(device, how, known),
    ):
        if reason:
            candidates = {one.pk: one for one in (device, *others)}
            return Finding(device, how, reason, tuple(candidates.values()))
    return Finding(device, how, all_new=not known.media)


def _other_serial(device: Device, report: HardwareReport) -> tuple[str, list[Device]]:
    if not _differ(device.serial, report.serial):
        return "", []
    wanted = folded(report.serial)
    others = Device.objects.alias(serial_folded=Upper("serial")).filter(serial_folded=wanted)
    return InboxReason.OTHER_SERIAL, list(others.select_related("category", "donation"))


def _rivals(device: Device, report: HardwareReport, known: _Known) -> tuple[str, list[Device]]:
    """Another device with the same number. Makers print one UUID on many machines: a device with a serial number of its
    own that differs is evidently another machine."""
    others = [*known.by_serial, *known.by_uuid, *known.by_board]
    rivals = [one for one in others if one.pk != device.pk and not _differ(one.serial, report.serial)]
    return (InboxReason.SEVERAL, rivals) if rivals else ("", [])


def _other_model(device: Device, how: str, report: HardwareReport) -> tuple[str, list[Device]]:
    """Without an equal serial number somebody who uploaded a report for a device knows better than its typed model."""
    is_certain = how == MatchHow.UPLOADED_THERE and not device.serial
    if is_certain or not device.model or not report.model or akin(device.model, report.model):
        return "", []
    return InboxReason.OTHER_MODEL, []


def _disks_elsewhere(device: Device, known: _Known) -> tuple[str, list[Device]]:
    own = [medium for medium in known.media if medium.device_id == device.pk]
    elsewhere = [
        medium
        for medium in known.media
        if medium.device_id not in (None, device.pk) and not any(_same(one.serial, medium.serial) for one in own)
    ]
    return (InboxReason.DISK_ELSEWHERE, [medium.device for medium in elsewhere]) if elsewhere else ("", [])


def _disk_away(device: Device, how: str, known: _Known) -> tuple[str, list[Device]]:
    """A report of a drive alone, and the drive is not in its device any more: it may lie on any bench."""
    inside = [medium for medium in known.media if medium.device_id == device.pk and not is_away(medium)]
    return (InboxReason.DISK_AWAY, []) if how == MatchHow.DISK and not inside else ("", [])


def _differ(known: str, printed: str | None) -> bool:
    return bool(known and printed) and folded(known) != folded(printed)


def akin(one: str, other: str) -> bool:
    """Whether two model names may be of one machine: one of them only says more ("E5530" and "Latitude E5530")."""
    words = [set(_words(text)) for text in (one, other)]
    squeezed = ["".join(_words(text)) for text in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0] or squeezed[0] in squeezed[1] or squeezed[1] in squeezed[0]


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def devices_of_host(host: HostFacts | None) -> list[Device]:
    """The device on which a log says that it was written; it may be a wipe station that nobody entered as one."""
    if host is None:
        return []
    uuids = {host.uuid, swapped(host.uuid)} if host.uuid else set()
    return _with_numbers(folded(host.serial), uuids, "")


def keys_of(reading: HardwareReport | ErasureReport) -> set[str]:
    """The numbers in an original by which a device may become known later."""
    if isinstance(reading, ErasureReport):
        return {f"disk:{head(medium.serial)}" for medium in reading.media if medium.serial}
    keys = {f"disk:{head(disk.serial)}" for disk in reading.storage if disk.serial}
    keys |= {f"serial:{folded(reading.serial)}"} if reading.serial else set()
    keys |= {f"uuid:{uuid}" for uuid in (reading.uuid, swapped(reading.uuid))} if reading.uuid else set()
    keys |= {f"board:{folded(reading.board_serial)}"} if reading.board_serial else set()
    return {key[:120] for key in keys}


def keys_of_columns(devices: Iterable[Device]) -> set[str]:
    """The same numbers of devices, without those of their media."""
    keys: set[str] = set()
    for device in devices:
        keys |= {f"serial:{folded(device.serial)}"} if device.serial else set()
        keys |= {f"uuid:{device.uuid}"} if device.uuid else set()
        keys |= {f"board:{folded(device.board_serial)}"} if device.board_serial else set()
    return {key[:120] for key in keys}


def keys_of_devices(devices: Sequence[Device]) -> set[str]:
    """The same of devices and of the media in them, in one question."""
    media = StorageMedium.objects.filter(device__in=devices).order_by()
    disks = {f"disk:{head(serial)}" for serial in media.values_list("serial", flat=True) if serial}
    return keys_of_columns(devices) | {key[:120] for key in disks}


def keys_of_medium(medium: StorageMedium) -> set[str]:
    """The same for a medium in no device."""
    return {f"disk:{head(medium.serial)}"} if medium.serial else set()


def head(serial: str | None) -> str:
    """As many characters of a disk's serial number as every tool prints."""
    return folded(serial)[:SERIAL_HEAD]
