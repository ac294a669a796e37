import pytest

from devices.importers.facts import HardwareReport, UnreadableReport
from devices.importers.recognise import read

FULL = """# dmidecode 3.3
Getting SMBIOS data from sysfs.
SMBIOS 2.7 present.

Handle 0x0000, DMI type 0, 24 bytes
BIOS Information
\tVendor: LENOVO
\tVersion: N24ET70W

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20L5CTO1WW
\tVersion: ThinkPad T480
\tSerial Number: PF1ABCDE
\tUUID: 2e251460-e7c5-11e3-95d2-dac9f9821b00
\tSKU Number: LENOVO_MT_20L5_BU_Think_FM_ThinkPad T480
\tFamily: ThinkPad T480

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
\tManufacturer: LENOVO
\tProduct Name: 20L5CTO1WW
\tSerial Number: L1HF92R01AB
\tType: Motherboard

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: LENOVO
\tType: Notebook
\tSerial Number: PF1ABCDE

Handle 0x0004, DMI type 4, 48 bytes
Processor Information
\tSocket Designation: U3E1
\tType: Central Processor
\tFlags:
\t\tFPU (Floating-point unit on-chip)
\tVersion: Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz
\tStatus: Populated, Enabled
\tCore Count: 4
\tThread Count: 8

Handle 0x0005, DMI type 4, 48 bytes
Processor Information
\tSocket Designation: CPU 2
\tType: Central Processor
\tVersion: Not Specified
\tStatus: Unpopulated
\tCore Count: 4

Handle 0x0010, DMI type 17, 40 bytes
Memory Device
\tSize: 8 GB
\tForm Factor: SODIMM
\tLocator: ChannelA-DIMM0
\tType: DDR4

Handle 0x0011, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed
\tLocator: ChannelB-DIMM0

Handle 0x0012, DMI type 17, 40 bytes
Memory Device
\tSize: 16384 kB
\tForm Factor: Chip
\tLocator: SYSTEM ROM
\tType: Flash
"""


def test_a_machine_is_read():
    assert read(FULL.encode()) == HardwareReport(
        format="dmidecode",
        category="notebook",
        maker="LENOVO",
        model="ThinkPad T480",
        serial="PF1ABCDE",
        uuid="2e251460-e7c5-11e3-95d2-dac9f9821b00",
        board_serial="L1HF92R01AB",
        cpu="Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz",
        cores=4,
        ram_mib=8192,
    )


def test_the_quiet_form_without_handles_says_the_same():
    quiet = "\n".join(line for line in FULL.splitlines() if not line.startswith(("Handle", "#", "Getting", "SMBIOS")))
    assert read(quiet.encode()) == read(FULL.encode())


def test_one_type_alone_is_a_report():
    text = "System Information\n\tManufacturer: Dell Inc.\n\tProduct Name: Latitude E5530\n\tSerial Number: D8FTRY1\n"
    report = read(text.encode())
    assert (report.maker, report.model, report.serial, report.category) == (
        "Dell Inc.",
        "Latitude E5530",
        "D8FTRY1",
        "notebook",
    )


def test_two_sockets_add_up():
    second = FULL.replace("Status: Unpopulated", "Status: Populated, Enabled")
    assert read(second.encode()).cores == 8


def test_old_firmware_lists_memory_in_module_sockets():
    text = FULL[: FULL.index("Handle 0x0010")]
    text += "Handle 0x0010, DMI type 6, 12 bytes\nMemory Module Information\n\tInstalled Size: 512 MB (Single-bank)\n"
    assert read(text.encode()).ram_mib == 512


def test_placeholders_and_virtual_machines_are_told():
    text = FULL.replace("PF1ABCDE", "To Be Filled By O.E.M.").replace("Manufacturer: LENOVO", "Manufacturer: QEMU")
    report = read(text.encode())
    assert (report.serial, report.category) == (None, "virtual_machine")
    assert [warning.code for warning in report.warnings] == ["virtual_machine", "placeholder_serial"]


def test_the_firmware_can_say_itself_that_it_is_virtual():
    text = FULL.replace("\tVersion: N24ET70W", "\tCharacteristics:\n\t\tSystem is a virtual machine")
    assert read(text.encode()).category == "virtual_machine"


def test_a_call_without_rights_is_no_report():
    text = "# dmidecode 3.3\nScanning /dev/mem for entry point.\n/dev/mem: Permission denied\n"
    with pytest.raises(UnreadableReport) as problem:
        read(text.encode())
    assert problem.value.code == "no_machine"


def test_types_of_processor_and_memory_alone_are_a_report():
    text = FULL[FULL.index("Handle 0x0004") :] if "Handle 0x0004" in FULL else FULL
    parts = [part for part in text.split("\n\n") if "Processor Information" in part or "Memory Device" in part]
    report = read(("# dmidecode 3.3\n\n" + "\n\n".join(parts)).encode())
    assert (report.format, report.maker, report.cores, report.ram_mib) == ("dmidecode", None, 4, 8192)
    assert report.warnings == ()


def test_the_machine_of_a_hypervisor_is_no_processor():
    text = FULL.replace("Version: Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", "Version: pc-i440fx-2.1")
    assert (read(text.encode()).cpu, read(text.encode()).cores) == (None, 4)
