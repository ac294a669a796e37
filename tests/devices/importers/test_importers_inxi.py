import json

import pytest

from devices.importers.facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from devices.importers.recognise import read


def row(*fields):
    """One row; inxi numbers its fields and prints them in any order."""
    return dict(reversed([(f"{at:03}#0#2#{name}", value) for at, (name, value) in enumerate(fields)]))


def report_of(**sections):
    blocks = [{f"{at:03}#1#0#{name}": rows} for at, (name, rows) in enumerate(sections.items())]
    return read(json.dumps(blocks).encode())


MACHINE = row(
    ("Type", "Laptop"),
    ("System", "LENOVO"),
    ("product", "20L5CTO1WW"),
    ("v", "ThinkPad T480"),
    ("serial", "PF1ABCDE"),
    ("Chassis", ""),
    ("type", "10"),
    ("serial", "CHASSIS1"),
)
BOARD = row(
    ("Mobo", "LENOVO"), ("model", "20L5CTO1WW"), ("serial", "L1HF92R01AB"), ("UEFI", "LENOVO"), ("v", "N24ET70W")
)
CPU = row(("Info", ""), ("model", "Intel Core i5-8350U"), ("bits", 64))
TOPOLOGY = row(("Topology", ""), ("cpus", "1"), ("cores", "4"), ("tpc", "2"), ("threads", "8"))
SPEED = row(("Speed (MHz)", ""), ("avg", 2104), ("cores", ""), ("1", "2096"))
TOTALS = row(("Local Storage", ""), ("total", "265 GiB"))
DRIVE = row(
    ("ID-1", "/dev/nvme0n1"),
    ("vendor", "Samsung"),
    ("model", "MZVLB256HAHQ-000L7"),
    ("size", "238.47 GiB"),
    ("type", "SSD"),
    ("serial", "S41GNX0K801234"),
)
STICK = row(
    ("ID-2", "/dev/sda"), ("vendor", "Kingston"), ("model", "DataTraveler"), ("size", "28 GiB"), ("type", "USB")
)
MODULES = [
    row(("RAM", ""), ("total", "15.53 GiB"), ("used", "3 GiB (19%)")),
    row(("Array", ""), ("capacity", "64 GiB"), ("slots", "2")),
    row(("Device-1", "DIMM A"), ("type", "DDR4"), ("size", "8 GiB")),
    row(("Device-2", "DIMM B"), ("type", "DDR4"), ("size", "8 GiB")),
]
BATTERY = row(("ID-1", "BAT0"), ("charge", "20.1 Wh (48.7%)"), ("condition", "41.3/48.0 Wh (86.0%)"))


def test_a_machine_is_read_whatever_the_order_of_the_fields():
    report = report_of(
        Machine=[MACHINE, BOARD],
        Battery=[BATTERY],
        Memory=MODULES,
        CPU=[CPU, TOPOLOGY, SPEED],
        Drives=[TOTALS, DRIVE, STICK],
    )
    assert report == HardwareReport(
        format="inxi",
        category="notebook",
        maker="LENOVO",
        model="ThinkPad T480",
        serial="PF1ABCDE",
        board_serial="L1HF92R01AB",
        cpu="Intel Core i5-8350U",
        cores=4,
        ram_mib=16384,
        storage=(StorageFact("nvme", "MZVLB256HAHQ-000L7", "S41GNX0K801234", 256060514304, "Samsung"),),
        battery_health=0.8604,
    )


def test_without_modules_the_total_of_memory_counts():
    memory = row(("System RAM", ""), ("total", "8 GiB"), ("available", "7.63 GiB"))
    assert report_of(Machine=[MACHINE], Memory=[memory]).ram_mib == 8192
    assert report_of(Machine=[MACHINE], Info=[row(("Processes", 200), ("Memory", "7.63 GiB"))]).ram_mib == 7813


@pytest.mark.parametrize(
    ("info", "cores"),
    [
        ("dual core", 2),
        ("quad core", 4),
        ("Quad Core", 4),
        ("6-core", 6),
        ("2x 8-core", 16),
        ("10-core (2-mt/8-st)", 10),
        ("", None),
    ],
)
def test_older_versions_tell_the_cores_in_words(info, cores):
    assert report_of(Machine=[MACHINE], CPU=[row(("Info", info), ("model", "Intel Core i5-8350U"))]).cores == cores
    assert report_of(Machine=[MACHINE], CPU=[row(("Topology", info), ("model", "Intel Core i5-8350U"))]).cores == cores


def test_two_processors_add_up():
    assert report_of(Machine=[MACHINE], CPU=[CPU, row(("Topology", ""), ("cpus", "2"), ("cores", "8"))]).cores == 16


@pytest.mark.parametrize("withheld", ["<superuser required>", "<filter>", "N/A", "<superuser/root required>"])
def test_what_inxi_withholds_is_unknown(withheld):
    machine = row(
        ("Type", "Laptop"), ("System", "Dell"), ("product", "Latitude E7240"), ("v", "N/A"), ("serial", withheld)
    )
    report = report_of(Machine=[machine])
    assert (report.serial, report.warnings) == (None, (ReportWarning("machine_serial_missing"),))


def test_no_drive_inside_is_a_warning_only_where_drives_were_asked_for():
    assert [warning.code for warning in report_of(Machine=[MACHINE], Drives=[TOTALS, STICK]).warnings] == [
        "no_disk_seen"
    ]
    assert report_of(Machine=[MACHINE]).warnings == ()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ([("ID-1", "/dev/sda"), ("size", "465.76 GiB"), ("type", "HDD"), ("rotation", "7200 rpm")], "hdd"),
        ([("ID-1", "/dev/sda"), ("size", "465.76 GiB"), ("tech", "SSD")], "ssd"),
        ([("ID-1", "/dev/mmcblk0"), ("size", "29.12 GiB"), ("serial", "0x1a2b3c4d")], "emmc"),
        ([("ID-1", "/dev/sda"), ("size", "465.76 GiB"), ("model", "ST500DM002")], "hdd"),
        ([("ID-1", "/dev/sda"), ("size", "465.76 GiB")], None),
    ],
)
def test_the_kind_of_drive(fields, kind):
    assert [one.kind for one in report_of(Machine=[MACHINE], Drives=[row(*fields)]).storage] == [kind]


def test_removable_drives_are_not_the_machines():
    card = row(("ID-1", "/dev/mmcblk0"), ("size", "29.12 GiB"), ("type", "Removable"))
    assert report_of(Machine=[MACHINE], Drives=[card]).storage == ()


def test_two_batteries_count_together_and_a_mouse_has_none():
    second = row(("ID-2", "BAT1"), ("condition", "11.7/24.0 Wh (48.8%)"))
    mouse = row(("Device-1", "hidpp_battery_0"), ("condition", "1.0/2.0 Wh (50%)"))
    assert report_of(Machine=[MACHINE], Battery=[BATTERY, second, mouse]).battery_health == 0.7361


def test_a_virtual_machine_is_recognised():
    machine = row(
        ("Type", "Kvm"), ("System", "QEMU"), ("product", "Standard PC (i440FX + PIIX, 1996)"), ("serial", "N/A")
    )
    report = report_of(Machine=[machine])
    assert report.category == "virtual_machine"


def test_graphics_alone_are_no_report():
    with pytest.raises(UnreadableReport) as problem:
        report_of(Graphics=[row(("Device-1", "Intel HD"))])
    assert problem.value.code == "no_machine"


def test_the_short_form_names_the_processor_after_its_cores():
    report = report_of(Machine=[MACHINE], CPU=[row(("Info", "dual core Intel Core i7-4600U [MT MCP]"))])
    assert (report.cpu, report.cores) == ("Intel Core i7-4600U", 2)


def test_a_disk_of_a_hypervisor_makes_a_virtual_machine():
    disk = row(("ID-1", "/dev/vda"), ("model", "N/A"), ("size", "256 GiB"))
    report = report_of(Machine=[row(("Message", "No machine data"))], Drives=[TOTALS, disk])
    assert (report.category, report.storage[0].bytes) == ("virtual_machine", 2**38)
