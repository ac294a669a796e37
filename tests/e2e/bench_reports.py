"""What the workshop's tools print of the devices of one donation: made up here, in the form of the real tools."""

import gzip
import io
import json
import random
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PIL import Image

from h4f.demo.machines import I3_8100, I5_6300, I5_7200, I5_7500, INTEL, NVME, SAMSUNG, TOSHIBA, Disk, Machine
from h4f.demo.reports import hardware_report
from tests.devices.snapshot_example import snapshot

BERLIN = ZoneInfo("Europe/Berlin")


def _machine(category: str, maker: str, model: str, serial: str, disk: Disk, cpu: str = I5_6300) -> Machine:
    return Machine(category, maker, model, cpu, 2, 8, disk=replace(disk, serial=f"{serial}D1"), serial=serial)


LATITUDE = _machine("notebook", "Dell", "Latitude E7470", "WX74701", SAMSUNG)
LATITUDE_2 = _machine("notebook", "Dell", "Latitude E7470", "WX74702", SAMSUNG)
THINKPAD = _machine("notebook", "Lenovo", "ThinkPad T470", "WXPF0T47", NVME, I5_7200)
ELITEBOOK = _machine("notebook", "HP", "EliteBook 840 G3", "WX5CG84033", INTEL)
LIFEBOOK = _machine("notebook", "Fujitsu", "LIFEBOOK E746", "WXDSE74666", SAMSUNG)
OLD_LATITUDE = _machine("notebook", "Dell", "Latitude E7240", "WX72401", replace(SAMSUNG, size=500107862016))
ESPRIMO = _machine("desktop", "Fujitsu", "ESPRIMO P757", "WXYLP75777", TOSHIBA, I5_7500)
PRODESK = _machine("desktop", "HP", "ProDesk 400 G4", "WXCZC40044", TOSHIBA, I5_7500)
THINKCENTRE = _machine("desktop", "Lenovo", "ThinkCentre M720q", "WXMJ0M72", NVME, I3_8100)
BY_WORKBENCH = _machine("notebook", "Dell", "Latitude E7250", "WX72501", replace(SAMSUNG, size=500107862016))
# In the order of the donor's list. The ThinkCentre is announced by its asset tag alone.
MACHINES = (
    LATITUDE,
    LATITUDE_2,
    THINKPAD,
    ELITEBOOK,
    LIFEBOOK,
    OLD_LATITUDE,
    ESPRIMO,
    PRODESK,
    THINKCENTRE,
    BY_WORKBENCH,
)
ASSET_TAG = "SL-0042"
# The report with the ProDesk's serial number is of another model: its mainboard was exchanged, or somebody mistyped.
OTHER_MODEL = replace(PRODESK, model="EliteDesk 800 G3")
# The second Latitude after somebody put another disk into it.
SWAPPED = replace(LATITUDE_2, disk=replace(INTEL, serial="WXSWAPPED1"))


def lshw(machine: Machine) -> bytes:
    """`lshw -json`."""
    return hardware_report(machine).content


def smartctl(disk: Disk) -> bytes:
    """`smartctl -j -x /dev/sda`."""
    printed = {
        "smartctl": {"version": [7, 3], "argv": ["smartctl", "-j", "-x", "/dev/sda"]},
        "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
        "model_name": disk.model,
        "serial_number": disk.serial,
        "user_capacity": {"bytes": disk.size},
        "rotation_rate": 5400 if disk.kind == "hdd" else 0,
        "smart_status": {"passed": True},
    }
    return json.dumps(printed).encode()


def dmidecode(machine: Machine, maker: str) -> bytes:
    """`dmidecode`, the parts that say what machine it is."""
    lines = [
        "# dmidecode 3.4",
        "Getting SMBIOS data from sysfs.",
        "SMBIOS 2.7 present.",
        "",
        "Handle 0x0001, DMI type 1, 27 bytes",
        "System Information",
        f"\tManufacturer: {maker}",
        f"\tProduct Name: {machine.model}",
        f"\tSerial Number: {machine.serial}",
        "",
        "Handle 0x0003, DMI type 3, 22 bytes",
        "Chassis Information",
        "\tType: Notebook",
        "",
        "Handle 0x0010, DMI type 17, 40 bytes",
        "Memory Device",
        f"\tSize: {machine.ram} GB",
        "\tForm Factor: SODIMM",
        "",
    ]
    return "\n".join(lines).encode()


def inxi(machine: Machine) -> bytes:
    """`inxi --output json`, of which Windows made UTF-16 on its way through a mail."""
    system = [
        ("Type", "Laptop"),
        ("System", "LENOVO"),
        ("product", "20HES0AB00"),
        ("v", machine.model),
        ("serial", machine.serial),
    ]
    drive = [
        ("ID-1", "/dev/nvme0n1"),
        ("vendor", "Samsung"),
        ("model", "MZVLW256HEHP-000L7"),
        ("size", "238.47 GiB"),
        ("type", "SSD"),
        ("serial", machine.disk.serial),
    ]
    sections = {
        "Machine": system,
        "CPU": [("Info", "dual core"), ("model", "Intel Core i5-7200U")],
        "Drives": drive,
    }
    blocks = [{f"{at:03}#1#0#{name}": [_row(fields)]} for at, (name, fields) in enumerate(sections.items())]
    return json.dumps(blocks).encode("utf-16")


def _row(fields: list[tuple[str, str]]) -> dict[str, str]:
    return {f"{at:03}#0#2#{name}": value for at, (name, value) in enumerate(fields)}


def workbench(machine: Machine) -> dict:
    """A snapshot as workbench-script makes it."""
    return snapshot(serial=machine.serial, disk=machine.disk.serial, product=machine.model)


def nwipe(disks: list[Disk], finished_at: datetime, *, failed: Disk | None = None) -> bytes:
    """nwipe's log of several media at once, by the clock of the station; one may have stopped with write errors."""
    at = finished_at.astimezone(BERLIN)
    named = [(f"sd{letter}", disk) for letter, disk in zip("bcdefghij", disks, strict=False)]
    lines = [_line(at - timedelta(minutes=40), "info", "nwipe 0.42")]
    for name, disk in named:
        found = f"Found /dev/{name}, ATA     , {disk.model},  {disk.size // 10**9} GB, S/N={disk.serial}"
        lines.append(_line(at - timedelta(minutes=40), "notice", found))
    options = ("  prng         = SplitMix64", "  method       = PRNG Stream", "  rounds       = 1")
    lines += [_line(at, "notice", text) for text in (*options, "  verify       = 1 (last pass)")]
    for name, disk in named:
        lines.append(_line(at, "notice", f"/dev/{name}: Device geometry is as follows..."))
        lines.append(_line(at, "notice", f"  Total device bytes   = {disk.size}"))
    for name, disk in named:
        lines += _run(name, disk, at, is_failed=disk is failed)
    return "\n".join([*lines, *_tables(named, at, failed), ""]).encode()


def _line(at: datetime, level: str, text: str) -> str:
    return f"[{at:%Y/%m/%d %H:%M:%S}] {level:>7}: {text}"


def _run(name: str, disk: Disk, at: datetime, *, is_failed: bool) -> list[str]:
    path = f"/dev/{name}"
    begun = [
        _line(at - timedelta(minutes=40), "notice", f"Invoking method 'PRNG Stream' on {path}"),
        _line(at - timedelta(minutes=40), "notice", f"Starting pass 1/1, round 1/1, on {path}"),
    ]
    if is_failed:
        trouble = _line(at, "error", f"Write error on {path}: Input/output error")
        return [*begun, trouble, _line(at, "fatal", f"[FAILURE] {path}")]
    done = (
        f"{disk.size} bytes written to {path}",
        f"Finished final round 1 of 1 on {path}",
        f"Blanking device {path}",
        f"[SUCCESS] Verified that {path} is empty.",
        f"[SUCCESS] Blanked device {path}",
    )
    return [*begun, *(_line(at, "notice", text) for text in done)]


def _tables(named: list[tuple[str, Disk]], at: datetime, failed: Disk | None) -> list[str]:
    errors, erased, status = [], [], []
    for name, disk in named:
        is_failed = disk is failed
        written = disk.size // 3 if is_failed else disk.size
        word = "-FAILED-" if is_failed else "Erased"
        errors.append(f"{name:>10} | {12 if is_failed else 0:11} | {0:20} | {0:20}")
        erased.append(f"{name:>10} | {written:17} | {disk.size:17} | {100 * written / disk.size:16.2f}%")
        status.append(f"{name:>10} | {word} |  406 MB/s | 00:40:00 | {disk.model[:17]}/{disk.serial}")
    return [
        "",
        "******************************** Error Summary *********************************",
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
        *errors,
        "******************************* Erasure Summary ********************************",
        "!   Device |      Bytes Erased |      Bytes Total | Percentage Erased",
        *erased,
        "********************************* Drive Status *********************************",
        "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
        *status,
        f"[{at:%Y/%m/%d %H:%M:%S}] Total Throughput  887 MB/s, PRNG Stream, 1R+B+VL",
    ]


def photo(color: str) -> bytes:
    """A picture as a telephone takes it."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(picture, "JPEG")
    return picture.getvalue()


def pile(finished_at: datetime) -> dict[str, bytes]:
    """Everything that lay on the stick after a morning, by file name: reports, logs, a photo and rubbish. The disk of
    the ESPRIMO could not be written."""
    erased = [LATITUDE, LATITUDE_2, THINKPAD, ELITEBOOK, LIFEBOOK, OLD_LATITUDE, ESPRIMO, PRODESK]
    return {
        "lshw-1.json": lshw(LATITUDE),
        "lshw-2.json.gz": gzip.compress(lshw(LATITUDE_2)),
        "inxi-3.json": inxi(THINKPAD),
        "lshw-4.json": lshw(ELITEBOOK),
        "dmidecode-4.txt": dmidecode(ELITEBOOK, "HP"),
        "smartctl-4.json": smartctl(ELITEBOOK.disk),
        "lshw-5.json": lshw(LIFEBOOK),
        "snapshot-6.json": json.dumps(workbench(OLD_LATITUDE)).encode(),
        "lshw-7.json": lshw(ESPRIMO),
        "lshw-8.json": lshw(OTHER_MODEL),
        "lshw-9.json": lshw(THINKCENTRE),
        "nochmal-lshw-1.json": lshw(LATITUDE),
        "nwipe-station-1.log": nwipe([machine.disk for machine in erased], finished_at, failed=ESPRIMO.disk),
        "nwipe-9.log": nwipe([THINKCENTRE.disk], finished_at),
        "IMG_0042.jpg": photo("teal"),
        "kaputt.bin": random.Random(3).randbytes(4000),
    }
