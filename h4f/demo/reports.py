"""What the workshop's tools would print for a machine: `lshw -json` and the log of nwipe, short but in their form."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from h4f.demo.machines import Disk, Machine

MAKERS = {"Dell": "Dell Inc.", "Lenovo": "LENOVO", "HP": "HP", "Fujitsu": "FUJITSU"}
CHASSIS = {"notebook": "notebook", "desktop": "desktop", "all_in_one": "all-in-one"}
GIB = 2**30
MACHINES_SPACE = UUID("6f1d1e0a-54c8-4e07-9d0e-3b8d5a1f2c44")


@dataclass
class Printout:
    """A file as a browser would send it."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def read(self) -> bytes:
        """The whole file."""
        return self.content


def hardware_report(machine: Machine) -> Printout:
    """`lshw -json` of a machine, with its boot stick in it as always."""
    readable_in_version = machine.maker == "Lenovo"
    root: dict[str, Any] = {
        "id": "wipe-station",
        "class": "system",
        "claimed": True,
        "description": machine.category.replace("_", "-").title(),
        "product": "20HES0AB00" if readable_in_version else machine.model,
        "vendor": MAKERS[machine.maker],
        "version": machine.model if readable_in_version else "01",
        "serial": machine.serial,
        "width": 64,
        "configuration": {
            "boot": "normal",
            "chassis": CHASSIS[machine.category],
            "uuid": str(uuid5(MACHINES_SPACE, machine.serial)),
        },
        "children": [_board(machine), *_battery(machine)],
    }
    content = json.dumps(root, indent=2, ensure_ascii=False).encode()
    return Printout(f"lshw-{machine.serial}.json", content)


def _board(machine: Machine) -> dict[str, Any]:
    return {
        "id": "core",
        "class": "bus",
        "description": "Motherboard",
        "vendor": MAKERS[machine.maker],
        "children": [
            {"id": "firmware", "class": "memory", "description": "BIOS", "size": 65536},
            {
                "id": "cpu",
                "class": "processor",
                "description": "CPU",
                "product": machine.cpu,
                "vendor": "Intel Corp.",
                "size": 2400000000,
                "configuration": {"cores": str(machine.cores), "threads": str(2 * machine.cores)},
            },
            {"id": "memory", "class": "memory", "description": "System Memory", "size": machine.ram * GIB},
            {"id": "pci", "class": "bridge", "businfo": "pci@0000:00:00.0", "children": [_disk(machine.disk), STICK]},
        ],
    }


STICK = {
    "id": "usb",
    "class": "bus",
    "businfo": "usb@1:2",
    "children": [
        {
            "id": "disk",
            "class": "disk",
            "product": "DataTraveler 3.0",
            "vendor": "Kingston",
            "serial": "08606E69C773BE80",
            "businfo": "scsi@6:0.0.0",
            "logicalname": "/dev/sdb",
            "size": 7866580992,
            "capabilities": {"removable": "support is removable"},
        }
    ],
}


def _disk(disk: Disk) -> dict[str, Any]:
    """SATA disks stand under their controller, an NVMe one is its own controller with a namespace."""
    if disk.kind == "nvme":
        space = {"id": "namespace", "class": "disk", "logicalname": "/dev/nvme0n1", "size": disk.size}
        return {
            "id": "nvme",
            "class": "storage",
            "description": "NVMe device",
            "product": disk.model,
            "serial": disk.serial,
            "logicalname": "/dev/nvme0",
            "businfo": "pci@0000:3c:00.0",
            "configuration": {"driver": "nvme"},
            "children": [space],
        }
    return {
        "id": "disk",
        "class": "disk",
        "description": "ATA Disk",
        "product": disk.model,
        "serial": disk.serial,
        "businfo": "scsi@0:0.0.0",
        "logicalname": "/dev/sda",
        "size": disk.size,
        "capabilities": {"5400rpm": "5400 rotations per minute"} if disk.kind == "hdd" else {},
    }


def _battery(machine: Machine) -> list[dict[str, Any]]:
    if machine.category != "notebook":
        return []
    return [{"id": "battery", "class": "power", "description": "Lithium Ion Battery", "vendor": "LGC"}]


def erasure_log(machine: Machine, finished_at: datetime, *, succeeded: bool = True) -> Printout:
    """nwipe's log of one medium; one that did not succeed stopped with write errors."""
    disk = machine.disk
    path = "/dev/nvme0n1" if disk.kind == "nvme" else "/dev/sda"
    took = timedelta(minutes=disk.size // 5_000_000_000)
    started_at = finished_at - took
    lines = [
        _line(started_at, "info", "nwipe 0.42"),
        _line(started_at, "info", "Linux version 6.12.48-amd64 (debian-kernel@lists.debian.org)"),
        _line(
            started_at,
            "notice",
            f"Found {path}, {'NVME' if disk.kind == 'nvme' else 'ATA'}     , {disk.model},"
            f"  {disk.size // 10**9} GB, S/N={disk.serial[:20]}",
        ),
        _line(started_at, "notice", "  method       = PRNG Stream"),
        _line(started_at, "notice", "  rounds       = 1"),
        _line(started_at, "notice", "  verify       = 1 (last pass)"),
        _line(started_at, "notice", f"{path}: Device geometry is as follows..."),
        _line(started_at, "notice", f"  Total device bytes   = {disk.size}"),
        _line(started_at, "notice", f"Invoking method 'PRNG Stream' on {path}"),
        _line(started_at, "notice", f"Starting pass 1/1, round 1/1, on {path}"),
        *(_done(disk, path, finished_at) if succeeded else _failed(path, finished_at)),
        *_tables(disk, path, took, finished_at, succeeded),
    ]
    return Printout(f"nwipe-{machine.serial}.log", ("\n".join(lines) + "\n").encode())


def _line(moment: datetime, level: str, text: str) -> str:
    return f"[{timezone.localtime(moment):%Y/%m/%d %H:%M:%S}] {level:>7}: {text}"


def _done(disk: Disk, path: str, at: datetime) -> list[str]:
    return [
        _line(at, "notice", f"{disk.size} bytes written to {path}"),
        _line(at, "notice", f"Finished final round 1 of 1 on {path}"),
        _line(at, "notice", f"Blanking device {path}"),
        _line(at, "notice", f"[SUCCESS] Verified that {path} is empty."),
        _line(at, "notice", f"[SUCCESS] Blanked device {path}"),
    ]


def _failed(path: str, at: datetime) -> list[str]:
    return [_line(at, "error", f"Write error on {path}: Input/output error"), _line(at, "fatal", f"[FAILURE] {path}")]


def _tables(disk: Disk, path: str, took: timedelta, at: datetime, succeeded: bool) -> list[str]:
    name, errors = path.removeprefix("/dev/"), 0 if succeeded else 12
    erased = disk.size if succeeded else disk.size // 3
    hours, minutes = divmod(int(took.total_seconds()) // 60, 60)
    speed = erased // max(1, int(took.total_seconds())) // 10**6
    return [
        "",
        "******************************** Error Summary *********************************",
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
        f"{name:>10} | {errors:11} | {0:20} | {0:20}",
        "******************************* Erasure Summary ********************************",
        "!   Device |      Bytes Erased |      Bytes Total | Percentage Erased",
        f"{name:>10} | {erased:20} | {disk.size:20} | {100 * erased / disk.size:17.2f}%",
        "********************************* Drive Status *********************************",
        "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
        f"{name:>10} | {'Erased' if succeeded else '-FAILED-'} | {speed:4} MB/s | {hours:02}:{minutes:02}:00 |"
        f" {disk.model[:17]}/{disk.serial[:20]}",
        f"[{timezone.localtime(at):%Y/%m/%d %H:%M:%S}] Total Throughput  {speed} MB/s, PRNG Stream, 1R+B+VL",
        "********************************************************************************",
    ]
