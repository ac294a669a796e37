"""The traps of ``lshw -json``, each in a small text written for it."""

import json

import pytest

from devices.importers.facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from devices.importers.recognise import read

DISK = {
    "id": "disk",
    "class": "disk",
    "description": "ATA Disk",
    "product": "ST250DM000-1BD14",
    "vendor": "Seagate",
    "logicalname": "/dev/sda",
    "serial": "Z2AYPLNP",
    "size": 250059350016,
}
DISK_FACT = StorageFact("hdd", "ST250DM000-1BD14", "Z2AYPLNP", 250059350016, "Seagate")


def machine(*parts, **system):
    core = {"id": "core", "class": "bus", "description": "Motherboard", "children": list(parts)}
    node = {
        "id": "pc",
        "class": "system",
        "description": "Notebook",
        "vendor": "Dell Inc.",
        "product": "Latitude E5530",
        "serial": "D8FTRY1",
        "configuration": {"chassis": "notebook"},
        "children": [core],
    }
    return node | system


def report_of(*parts, **system) -> HardwareReport:
    return read(json.dumps(machine(*parts, **system)).encode())


def codes(report):
    return [warning.code for warning in report.warnings]


def scsi(*disks):
    return {"id": "scsi:0", "class": "storage", "logicalname": "scsi0", "children": list(disks)}


def usb(*disks):
    stick = {"id": "usb", "class": "storage", "businfo": "usb@4:3", "children": list(disks)}
    host = {"id": "usbhost", "class": "bus", "businfo": "usb@4", "children": [stick]}
    return {"id": "usb:0", "class": "bus", "businfo": "pci@0000:00:14.0", "children": [host]}


def test_object_array_and_loose_objects_say_the_same():
    one = machine(scsi(DISK))
    texts = [json.dumps(one), json.dumps([one]), json.dumps(one, indent=2) + ",\n"]
    assert {read(text.encode()) for text in texts} == {report_of(scsi(DISK))}


def test_objects_of_02_18_without_brackets_and_commas_are_read():
    memory = {"id": "memory", "class": "memory", "description": "System memory", "size": 2**31}
    text = json.dumps(machine(scsi(DISK)), indent=1) + "\n" + json.dumps(memory, indent=1) + "\n"
    report = read(text.encode())
    assert (report.serial, report.ram_mib, report.storage) == ("D8FTRY1", 2048, (DISK_FACT,))
    assert codes(report) == ["repaired"]


def test_disks_alone_are_a_report_without_a_machine():
    assert read(json.dumps([DISK]).encode()) == HardwareReport(format="lshw", storage=(DISK_FACT,))


def test_network_cards_alone_are_no_report():
    with pytest.raises(UnreadableReport) as problem:
        read(b'[{"id": "network", "class": "network"}]')
    assert problem.value.code == "no_machine"


def test_the_first_system_is_the_machine_not_the_devices_on_the_board():
    pnp = {"id": "pnp00:00", "class": "system", "product": "PnP device PNP0c01"}
    assert report_of(pnp).model == "Latitude E5530"


def test_a_boot_stick_is_not_the_machines_medium():
    stick = {**DISK, "product": "DataTraveler 3.0", "serial": "0B8E680065E9", "logicalname": "/dev/sdb"}
    assert report_of(scsi(DISK), usb(stick)).storage == (DISK_FACT,)


def test_a_stick_whose_bus_only_its_scsi_host_tells_is_not_the_machines_medium():
    host = {"id": "scsi:1", "class": "storage", "businfo": "usb@1:4", "children": [DISK]}
    driver = {"id": "scsi:2", "class": "storage", "configuration": {"driver": "usb-storage"}, "children": [DISK]}
    assert report_of(host, driver).storage == ()


def test_card_readers_optical_drives_and_removable_disks_are_not_media():
    reader = {**DISK, "product": "SD/MMC/MS/MSPRO", "vendor": "Generic-"}
    optical = {**DISK, "id": "cdrom", "description": "DVD-RAM writer", "logicalname": ["/dev/cdrom", "/dev/sr0"]}
    removable = {**DISK, "capabilities": {"removable": "support is removable"}}
    assert report_of(scsi(reader, optical, removable, DISK)).storage == (DISK_FACT,)


def test_a_medium_in_its_drive_is_not_counted_twice():
    inner = {**DISK, "id": "medium"}
    assert report_of(scsi({**DISK, "children": [inner]})).storage == (DISK_FACT,)


def test_a_broken_disk_without_capacity_is_still_a_medium():
    broken = {key: value for key, value in DISK.items() if key != "size"}
    assert report_of(scsi(broken)).storage == (StorageFact("hdd", "ST250DM000-1BD14", "Z2AYPLNP", None, "Seagate"),)


def test_rotation_makes_a_disk_of_unknown_model_a_hard_disk():
    disk = {**DISK, "product": "HARMONY 1", "capabilities": {"7200rpm": "7200 rotations per minute"}}
    assert report_of(scsi(disk)).storage[0].kind == "hdd"


def test_no_disk_seen_is_a_warning():
    assert codes(report_of()) == ["no_disk_seen"]


def test_old_versions_show_an_nvme_controller_without_its_medium():
    controller = {"id": "storage", "class": "storage", "description": "Non-Volatile memory controller"}
    assert codes(report_of(controller)) == ["nvme_hidden", "no_disk_seen"]
    assert codes(report_of(controller, scsi(DISK))) == ["nvme_hidden"]


def test_new_versions_show_nvme_as_controller_and_namespaces():
    controller = {
        "id": "nvme",
        "class": "storage",
        "description": "NVMe device",
        "product": "SAMSUNG MZVLB256HAHQ-000L7",
        "vendor": "Samsung Electronics Co Ltd",
        "logicalname": "/dev/nvme0",
        "serial": "S41GNX0K801234",
        "configuration": {"driver": "nvme"},
        "children": [
            {"id": "namespace:0", "class": "disk", "logicalname": "hwmon0"},
            {"id": "namespace:1", "class": "disk", "logicalname": "/dev/ng0n1"},
            {"id": "namespace:2", "class": "disk", "logicalname": "/dev/nvme0n1", "size": 256060514304},
        ],
    }
    assert report_of(controller).storage == (
        StorageFact("nvme", "SAMSUNG MZVLB256HAHQ-000L7", "S41GNX0K801234", 256060514304, "Samsung Electronics Co Ltd"),
    )
    assert codes(report_of(controller)) == []


def test_soldered_emmc_is_a_medium_and_an_sd_card_is_not():
    emmc = {
        "id": "device",
        "class": "generic",
        "description": "SD/MMC Device",
        "product": "DF4032",
        "vendor": "Unknown (69)",
        "serial": "448766742",
        "children": [
            {"id": "interface:0", "class": "generic", "logicalname": "/dev/mmcblk0rpmb"},
            {"id": "interface:1", "class": "generic", "logicalname": "/dev/mmcblk0", "size": 31268536320},
        ],
    }
    card = {**DISK, "description": "SD Card", "logicalname": "/dev/mmcblk1"}
    radio = {"id": "device", "class": "generic", "description": "SDIO Device"}
    hosts = [{"id": f"mmc{at}", "class": "bus", "children": [each]} for at, each in enumerate((emmc, card, radio))]
    assert report_of(*hosts).storage == (StorageFact("emmc", "DF4032", "448766742", 31268536320),)


def bank(number, size, description="DIMM DDR3", **more):
    return {"id": f"bank:{number}", "class": "memory", "description": description, "size": size, **more}


def test_banks_are_summed_when_system_memory_has_no_size():
    banks = [bank(0, 2**31), bank(1, 2**30), {"id": "bank:2", "class": "memory", "description": "DIMM [empty]"}]
    memory = {"id": "memory:0", "class": "memory", "description": "System Memory", "children": banks}
    chip = bank(0, 2**22, "Chip FLASH Non-volatile", slot="SYSTEM ROM")
    flash = {"id": "memory:1", "class": "memory", "description": "Flash Memory", "children": [chip]}
    bios = {"id": "firmware", "class": "memory", "description": "BIOS", "size": 131072}
    cache = {"id": "cache:0", "class": "memory", "description": "L2 cache", "size": 6291456}
    assert report_of(memory, flash, bios, cache).ram_mib == 3072


def test_a_bank_in_a_flash_array_is_no_memory_whatever_it_is_called():
    flash = {"id": "memory:1", "class": "memory", "description": "Flash Memory", "children": [bank(0, 2**22, "Chip")]}
    assert report_of(flash).ram_mib is None


def test_the_size_of_system_memory_wins_over_its_banks_and_two_arrays_add_up():
    memory = {"id": "memory", "class": "memory", "description": "System Memory", "size": 2**33}
    assert report_of({**memory, "children": [bank(0, 2**33)]}).ram_mib == 8192
    assert report_of({**memory, "id": "memory:0"}, {**memory, "id": "memory:1"}).ram_mib == 16384


def test_memory_controllers_on_the_pci_bus_are_no_memory():
    controller = {"id": "memory", "class": "memory", "businfo": "pci@0000:00:1f.2", "size": 16384}
    assert report_of(controller, bank(0, 2**30)).ram_mib == 1024


def cpu(number, **more):
    return {"id": f"cpu:{number}", "class": "processor", "businfo": f"cpu@{number}", "size": 3 * 10**9, **more}


REAL_CPU = {"product": "Intel(R) Core(TM) i5-4440 CPU @ 3.10GHz", "configuration": {"cores": "4", "threads": "8"}}


def test_cores_are_physical_and_phantom_processors_do_not_count():
    logical = {"id": "logicalcpu:0", "class": "processor", "capabilities": {"logical": "Logical CPU"}}
    real = cpu(0, slot="SOCKET 1150", **REAL_CPU)
    empty = {"id": "cpu:4", "class": "processor", "product": "[Empty]", "configuration": {"cores": "4"}}
    disabled = cpu(5, disabled=True, **REAL_CPU)
    twin = cpu(6, slot="SOCKET 1150", **REAL_CPU)
    report = report_of(cpu(1, version="6.12.3"), {**real, "children": [logical]}, empty, disabled, twin)
    assert (report.cpu, report.cores) == ("Intel(R) Core(TM) i5-4440 CPU @ 3.10GHz", 4)


def test_a_named_processor_without_a_clock_is_not_lost_beside_a_nameless_one():
    named = {"id": "cpu:0", "class": "processor", **REAL_CPU}
    report = report_of(named, cpu(1, version="6.12.3"))
    assert (report.cpu, report.cores) == ("Intel(R) Core(TM) i5-4440 CPU @ 3.10GHz", 4)


def test_two_real_sockets_add_up():
    assert report_of(cpu(0, slot="CPU1", **REAL_CPU), cpu(1, slot="CPU2", **REAL_CPU)).cores == 8


def test_a_lone_processor_needs_no_clock_and_may_hide_its_name_in_version():
    lone = {"id": "cpu", "class": "processor", "product": "CPU", "version": "AMD A4-1250 APU"}
    assert report_of({**lone, "product": ""}).cpu == "AMD A4-1250 APU"
    assert report_of({**lone, "product": "", "version": "6.12.3"}).cpu is None
    assert report_of({**lone, "product": "AMD A4"}).cores is None


def test_old_versions_print_the_uuid_in_upper_case():
    configuration = {"chassis": "desktop", "uuid": "AC7C4925-0A25-E211-A070-11F44E252800"}
    assert report_of(configuration=configuration).uuid == "ac7c4925-0a25-e211-a070-11f44e252800"


def test_new_versions_print_the_uuid_in_lower_case_as_linux_does():
    configuration = {"uuid": "2e251460-e7c5-11e3-95d2-dac9f9821b00"}
    report = report_of(configuration=configuration, capabilities={"smbios-2.8": "SMBIOS version 2.8"})
    assert report.uuid == "2e251460-e7c5-11e3-95d2-dac9f9821b00"


def test_placeholders_are_none_and_told():
    report = report_of(
        scsi(DISK),
        vendor="System manufacturer",
        product="System Product Name (SKU)",
        serial="System Serial Number",
        configuration={"sku": "SKU", "uuid": "00020003-0004-0005-0006-000700080009"},
    )
    assert (report.maker, report.model, report.serial, report.uuid) == (None, None, None, None)
    assert sorted(codes(report)) == ["placeholder_maker", "placeholder_model", "placeholder_serial", "placeholder_uuid"]


def test_a_missing_serial_is_told():
    node = machine(scsi(DISK))
    del node["serial"]
    assert codes(read(json.dumps(node).encode())) == ["machine_serial_missing"]


def test_a_virtual_machine_is_recognised_and_told():
    report = report_of(scsi(DISK), vendor="QEMU", product="Standard PC (Q35 + ICH9, 2009)")
    assert report.category == "virtual_machine"
    assert ReportWarning("virtual_machine") in report.warnings


def test_a_bare_description_says_the_category_where_the_chassis_is_missing():
    assert report_of(configuration={}, description="All In One").category == "all_in_one"
    assert report_of(configuration={}, description="Computer", product="X").category is None


def test_a_battery_tells_a_notebook_without_a_chassis():
    node = machine(configuration={}, description="Computer", product="X")
    node["children"].append({"id": "battery", "class": "power"})
    assert read(json.dumps(node).encode()).category == "notebook"


def test_the_boards_serial_is_kept_apart():
    node = machine()
    node["children"][0]["serial"] = "/D8FTRY1/CN1296139I001F/"
    assert read(json.dumps(node).encode()).board_serial == "/D8FTRY1/CN1296139I001F/"


def test_strange_values_in_familiar_places_are_no_facts():
    odd = {"id": 5, "class": "disk", "logicalname": {}, "size": "big", "configuration": [], "capabilities": 7}
    report = report_of(odd, {"id": None, "class": "memory", "size": -1}, "text", None, product=["x"], serial=True)
    assert (report.model, report.serial, report.ram_mib, report.storage) == (None, None, None, ())


def test_firmware_can_say_itself_that_it_is_virtual():
    firmware = {"id": "firmware", "class": "memory", "capabilities": {"virtualmachine": "This machine is virtual"}}
    assert report_of(firmware, vendor="Acme", product="Cloud 1").category == "virtual_machine"


@pytest.mark.parametrize(
    "sign",
    [
        {"id": "cpu", "class": "processor", "capabilities": {"fpu": True, "hypervisor": True}},
        {"id": "virtio1", "class": "disk", "businfo": "virtio@1", "logicalname": ["/dev/vda", "/"]},
        {"id": "firmware", "class": "memory", "capabilities": {"virtualmachine": "This machine is a virtual machine"}},
    ],
)
def test_a_machine_without_a_name_is_virtual_by_its_devices(sign):
    assert report_of(sign, vendor="", product="").category == "virtual_machine"


def test_a_list_of_disks_alone_leaves_out_what_is_only_a_part_of_one():
    parts = ["hwmon1", "/dev/ng0n1", "/dev/mmcblk0boot0", "/dev/mmcblk0rpmb", "/dev/sr0", "/dev/zram0"]
    disks = [{"id": "namespace", "class": "disk", "logicalname": name} for name in parts]
    whole = {"id": "namespace", "class": "disk", "logicalname": "/dev/nvme0n1", "size": 256060514304, "serial": "S41"}
    assert read(json.dumps([*disks, whole]).encode()).storage == (StorageFact("nvme", None, "S41", 256060514304),)
