import json

import pytest

from devices.importers.facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from devices.importers.recognise import read

DMIDECODE = """# dmidecode 3.4
SMBIOS 2.7 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Dell Inc.
\tProduct Name: Latitude E7240
\tSerial Number: 5CQ6VY1
\tUUID: 4c4c4544-0043-5110-8036-b5c04f565931

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tType: Laptop
"""
SMART = {
    "smartctl": {"argv": ["smartctl", "-x", "/dev/sda"]},
    "device": {"name": "/dev/sda", "type": "sat"},
    "model_name": "Samsung SSD 850 EVO mSATA 500GB",
    "serial_number": "S33HNX0J203755R",
    "user_capacity": {"bytes": 500107862016},
    "rotation_rate": 0,
}
STICK = {**SMART, "device": {"name": "/dev/sdb", "type": "sat"}, "serial_number": "0B8E680065E9"}
INXI = [
    {"000#1#0#Machine": [{"000#0#1#Type": "Laptop", "001#1#1#System": "Dell", "002#1#2#product": "Latitude E7240"}]},
    {
        "001#1#0#Drives": [
            {"001#1#1#ID": "/dev/sda", "002#0#2#size": "465.76 GiB", "003#0#2#serial": "S33HNX0J203755R"},
            {"001#1#1#ID": "/dev/sdb", "002#0#2#size": "7.33 GiB", "003#0#2#type": "USB"},
        ]
    },
    {"002#1#0#Battery": [{"001#1#1#ID-1": "BAT0", "002#0#2#condition": "41.3/48.0 Wh (86.0%)"}]},
]
SSD = StorageFact("ssd", "Samsung SSD 850 EVO mSATA 500GB", "S33HNX0J203755R", 500107862016)
FACTS = HardwareReport(
    format="workbench",
    category="notebook",
    maker="Dell Inc.",
    model="Latitude E7240",
    serial="5CQ6VY1",
    uuid="4c4c4544-0043-5110-8036-b5c04f565931",
    storage=(SSD,),
    battery_health=0.8604,
)
SNAPSHOT = {"type": "Snapshot", "uuid": "41858da1-5a7c-47a5-b5d2-f1a666a99ed5", "software": "workbench-script"}


def report_of(values):
    return read(json.dumps(values).encode())


def test_the_current_form_holds_json_in_strings():
    data = {"dmidecode": DMIDECODE, "smartctl": json.dumps([SMART, STICK]), "inxi": json.dumps(INXI)}
    assert report_of({**SNAPSHOT, "data": data}) == FACTS


def test_a_credential_holds_operations_and_outputs():
    evidence = [
        {"operation": "dmidecode", "output": DMIDECODE},
        {"operation": "smartctl", "output": [SMART, STICK]},
        {"operation": "inxi", "output": json.dumps(INXI)},
    ]
    credential = {
        "@context": [],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "x"},
        "evidence": evidence,
    }
    assert report_of(credential) == FACTS


def test_a_credential_can_hold_the_whole_snapshot():
    data = {"dmidecode": DMIDECODE, "smartctl": [SMART], "inxi": INXI}
    assert report_of({"credentialSubject": {**SNAPSHOT, "data": data}}) == FACTS


def lshw_machine(*disks):
    scsi = {"id": "scsi:0", "class": "storage", "children": list(disks)}
    stick = {"id": "disk", "class": "disk", "logicalname": "/dev/sdb", "size": 7866580992, "serial": "0B8E680065E9"}
    usb = {"id": "usb", "class": "storage", "businfo": "usb@4:3", "children": [stick]}
    core = {"id": "core", "class": "bus", "children": [scsi, usb]}
    return {
        "id": "workbench",
        "class": "system",
        "vendor": "Dell Inc.",
        "product": "Latitude E7240",
        "serial": "5CQ6VY1",
        "configuration": {"chassis": "laptop"},
        "children": [core],
    }


CUT = {
    "id": "disk",
    "class": "disk",
    "product": "Samsung SSD 850",
    "vendor": "Samsung",
    "serial": "S33HNX0J203755R",
    "size": 500107862016,
    "logicalname": "/dev/sda",
}


def test_the_legacy_form_joins_lshw_and_smartctl_by_serial():
    report = report_of(
        {**SNAPSHOT, "data": {"lshw": lshw_machine(CUT), "smart": [SMART, STICK], "hwinfo": "", "lspci": ""}}
    )
    known = StorageFact("ssd", "Samsung SSD 850 EVO mSATA 500GB", "S33HNX0J203755R", 500107862016, "Samsung")
    assert (report.storage, report.warnings) == ((known,), ())


def test_the_legacy_form_may_hold_its_parts_as_strings():
    data = {"lshw": json.dumps(lshw_machine(CUT)), "smart": [json.dumps(SMART)]}
    assert [one.serial for one in report_of({**SNAPSHOT, "data": data}).storage] == ["S33HNX0J203755R"]


def test_a_medium_that_only_one_tool_shows_is_kept():
    nvme = {**SMART, "device": {"type": "nvme"}, "serial_number": "S41GNX0K801234", "model_name": "PM981"}
    report = report_of({**SNAPSHOT, "data": {"lshw": lshw_machine(CUT), "smart": [nvme]}})
    assert [(one.kind, one.serial) for one in report.storage] == [
        ("nvme", "S41GNX0K801234"),
        ("ssd", "S33HNX0J203755R"),
    ]


def test_what_another_part_answers_is_no_warning():
    report = report_of({**SNAPSHOT, "data": {"lshw": lshw_machine(), "smart": [SMART]}})
    assert report.warnings == ()
    assert report_of({**SNAPSHOT, "data": {"lshw": lshw_machine()}}).warnings == (ReportWarning("no_disk_seen"),)


def test_a_damaged_part_is_told_and_the_rest_is_read():
    data = {"dmidecode": DMIDECODE, "smartctl": "[{", "inxi": json.dumps(INXI)}
    report = report_of({**SNAPSHOT, "data": data})
    assert (report.serial, len(report.storage)) == ("5CQ6VY1", 1)
    assert report.warnings == (ReportWarning("part_unreadable", "smartctl"),)


def test_a_drive_that_smartctl_could_not_read_is_told_but_not_a_virtual_one():
    unread = {"smartctl": {"argv": ["smartctl", "-x", "/dev/sdc"]}}
    volume = {"smartctl": {"argv": ["smartctl", "-x", "/dev/zd0"]}}
    report = report_of({**SNAPSHOT, "data": {"dmidecode": DMIDECODE, "smartctl": [SMART, unread, volume]}})
    assert report.warnings == (ReportWarning("drive_unread", "/dev/sdc"),)


WORKBENCH_11 = {
    **SNAPSHOT,
    "software": "Workbench",
    "version": "11.0b9",
    "device": {
        "type": "Laptop",
        "chassis": "Netbook",
        "manufacturer": "TOSHIBA",
        "model": "PORTEGE R700",
        "serialNumber": "YA059622H",
    },
    "components": [
        {"type": "Processor", "model": "Intel Core i5 CPU M 560 @ 2.67GHz", "cores": 2, "threads": 4},
        {"type": "RamModule", "size": 2048},
        {"type": "RamModule", "size": 2048},
        {"type": "HardDrive", "model": "HTS54505", "manufacturer": "Hitachi", "serialNumber": "10102", "size": 476940},
        {"type": "SolidStateDrive", "model": "850 EVO", "serialNumber": "S33HN", "size": 250059, "interface": "ATA"},
        {"type": "HardDrive", "model": "Stick", "serialNumber": "1", "size": 8000, "interface": "USB"},
        {"type": "Motherboard", "serialNumber": "MB123"},
        {"type": "Battery", "size": 4000, "actions": [{"type": "MeasureBattery", "size": 3000}]},
        None,
    ],
}


def test_workbench_11_has_components_and_sizes_in_mb():
    assert report_of(WORKBENCH_11) == HardwareReport(
        format="workbench",
        category="notebook",
        maker="TOSHIBA",
        model="PORTEGE R700",
        serial="YA059622H",
        board_serial="MB123",
        cpu="Intel Core i5 CPU M 560 @ 2.67GHz",
        cores=2,
        ram_mib=4096,
        storage=(
            StorageFact("hdd", "HTS54505", "10102", 500107862016, "Hitachi"),
            StorageFact("ssd", "850 EVO", "S33HN", 250059350016),
        ),
        battery_health=0.75,
    )


def test_workbench_11_prints_sizes_with_their_units_in_later_versions():
    components = [
        {"type": "RamModule", "size": "1024.0 mebibyte"},
        {"type": "HardDrive", "model": "WDC WD1600BEVT-2", "serialNumber": "WD-WX1", "size": "160042.0 MB"},
        {
            "type": "Battery",
            "size": "2200 hour * milliampere",
            "actions": [{"type": "MeasureBattery", "size": "662.0 hour * milliampere"}],
        },
    ]
    report = report_of({**WORKBENCH_11, "components": components})
    assert (report.ram_mib, report.battery_health) == (1024, 0.3009)
    assert report.storage == (StorageFact("hdd", "WDC WD1600BEVT-2", "WD-WX1", 160041885696),)


def test_a_drive_that_workbench_calls_a_hard_drive_is_an_ssd_by_its_name():
    components = [{"type": "HardDrive", "model": "KINGSTON SA400S3", "serialNumber": "50026B77", "size": 114473}]
    assert report_of({**WORKBENCH_11, "components": components}).storage[0].kind == "ssd"


def test_the_last_versions_of_workbench_11_add_what_lshw_printed():
    printed = lshw_machine(CUT) | {"configuration": {"uuid": "20E64ED7-CCDD-E511-A05F-FAE7FD131D00"}, "serial": "OTHER"}
    report = report_of({**WORKBENCH_11, "debug": {"lshw": printed, "hwinfo": "..."}})
    assert (report.uuid, report.serial) == ("20e64ed7-ccdd-e511-a05f-fae7fd131d00", "YA059622H")
    assert [drive.serial for drive in report.storage] == ["10102", "S33HN"]
    for odd in ("text", {"lshw": {}}, {"lshw": []}, {"lshw": {"id": "a", "class": "b"}}):
        assert report_of({**WORKBENCH_11, "debug": odd}) == report_of(WORKBENCH_11)


def test_versions_before_11_name_types_with_an_at_sign():
    snapshot = {
        "@type": "devices:Snapshot",
        "device": {"@type": "Computer", "type": "Microtower", "model": "dc7900", "serialNumber": "CZC901381R"},
        "components": [
            {"@type": "Processor", "model": "Intel Core2 Duo CPU E8400", "numberOfCores": 2},
            {"@type": "RamModule", "size": 1024.0},
            {"@type": "HardDrive", "model": "ST3160815AS", "serialNumber": "6RX7AWEZ", "size": 152627},
            {"@type": "SoundCard", "model": "USB WebCam"},
        ],
    }
    report = report_of(snapshot)
    assert (report.category, report.serial, report.cores, report.ram_mib) == ("desktop", "CZC901381R", 2, 1024)
    assert report.storage == (StorageFact("hdd", "ST3160815AS", "6RX7AWEZ", 160041885696),)
    assert report.webcam is True


@pytest.mark.parametrize(
    ("chassis", "kind", "category"),
    [
        ("AllInOne", "Desktop", "all_in_one"),
        ("Unknown", "Server", "server"),
        (None, "Tablet", "tablet"),
        ("Microtower", "Computer", "desktop"),
    ],
)
def test_workbench_11_writes_the_chassis_together(chassis, kind, category):
    device = {**WORKBENCH_11["device"], "model": "X", "chassis": chassis, "type": kind}
    assert report_of({**WORKBENCH_11, "device": device}).category == category


def test_workbench_11_without_drives_is_a_warning_never_proof():
    assert report_of({**WORKBENCH_11, "components": []}).warnings == (ReportWarning("no_disk_seen"),)


def test_a_snapshot_of_nothing_is_no_report():
    with pytest.raises(UnreadableReport) as problem:
        report_of({**SNAPSHOT, "data": {"dmidecode": "permission denied", "inxi": "[]"}})
    assert problem.value.code == "no_machine"
