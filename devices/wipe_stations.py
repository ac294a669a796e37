"""Wipe stations: our own machines that erase other machines' media. A report made on one speaks only of those."""

from typing import Protocol

from devices.importers.facts import StorageFact
from devices.importers.nwipe import serial_matches
from devices.models import WipeStation


class NamesAMachine(Protocol):
    """A hardware report, or the host that an erasure log names."""

    serial: str | None
    uuid: str | None


class ListsMedia(Protocol):
    """A hardware report."""

    storage: tuple[StorageFact, ...]


def wipe_station_of(report: NamesAMachine | None) -> WipeStation | None:
    """The wipe station on which a report was made, by the serial number or the UUID that it prints; readers leave
    placeholders out of both. None for every other machine."""
    if report is None or not (report.serial or report.uuid):
        return None
    serial, uuid = (report.serial or "").strip().casefold(), (report.uuid or "").casefold()
    for station in WipeStation.objects.in_use():
        if (serial and station.serial.casefold() == serial) or (uuid and station.uuid.casefold() == uuid):
            return station
    return None


def attached_media(station: WipeStation, report: ListsMedia) -> tuple[StorageFact, ...]:
    """The media of a report that were put into the station: all but those built into it."""
    own = station.own_disks.split("\n")
    return tuple(
        disk for disk in report.storage if not any(serial_matches(built_in.strip(), disk.serial) for built_in in own)
    )
