"""What tools print of machines that tests make up."""

import json
from dataclasses import replace
from datetime import datetime

from custody.actor import Actor
from devices.evidence import take_unaddressed
from devices.file_results import FileResult
from devices.originals import Original, read_original
from documents import storage
from h4f.demo import machines, reports
from tests import cast


def machine(serial: str, disk: str, model: str = "Latitude E5530") -> machines.Machine:
    """A Dell notebook with one hard disk."""
    toshiba = replace(machines.TOSHIBA, serial=disk)
    return machines.Machine("notebook", "Dell", model, machines.I5_6300, 2, 8, disk=toshiba, serial=serial)


def lshw(serial: str, disk: str, model: str = "Latitude E5530") -> Original:
    printout = reports.hardware_report(machine(serial, disk, model))
    return read_original(printout.name, printout.read())


def nwipe(serial: str, disk: str, finished_at: datetime, *, succeeded: bool = True) -> Original:
    printout = reports.erasure_log(machine(serial, disk), finished_at, succeeded=succeeded)
    return read_original(f"{disk}-{printout.name}", printout.read())


def smartctl(disk: str, model: str = "TOSHIBA MQ01ABF050") -> Original:
    printed = {
        "smartctl": {"version": [7, 3]},
        "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
        "model_name": model,
        "serial_number": disk,
        "user_capacity": {"bytes": 500107862016},
        "rotation_rate": 5400,
    }
    return read_original(f"smartctl-{disk}.json", json.dumps(printed).encode())


def take(original: Original, by, now: datetime = cast.NOW) -> FileResult:
    """Taken as a file that names its device itself."""
    storage.put_once(original.content)
    return take_unaddressed(original, actor=Actor.person(by), now=now)


def station_log(disks: list[str], finished_at: datetime) -> Original:
    """One log of several disks, as nwipe appends to an existing file."""
    runs = [nwipe("STATION", disk, finished_at).content for disk in disks]
    return read_original("nwipe-station.log", b"\n".join(runs))
