import json

import pytest

from devices.importers.facts import HardwareReport, ReportWarning, StorageFact, UnreadableReport
from devices.importers.recognise import read

DISK = {
    "smartctl": {"version": [7, 3], "argv": ["smartctl", "-x", "--json", "/dev/sda"]},
    "device": {"name": "/dev/sda", "type": "sat", "protocol": "ATA"},
    "model_name": "ST250DM000-1BD141",
    "serial_number": "Z2AYPLNP",
    "user_capacity": {"bytes": 250059350016},
    "rotation_rate": 7200,
    "smart_status": {"passed": True},
}
FACT = StorageFact("hdd", "ST250DM000-1BD141", "Z2AYPLNP", 250059350016)


def report_of(values):
    return read(json.dumps(values).encode())


def codes(values):
    return [warning.code for warning in report_of(values).warnings]


def attribute(identity, raw, **more):
    return {"ata_smart_attributes": {"table": [{"id": identity, "raw": {"value": raw}, **more}]}}


def test_a_drive_alone_is_in_storage_and_nothing_is_said_of_a_machine():
    assert report_of(DISK) == HardwareReport(format="smartctl", storage=(FACT,))


def test_several_drives_in_an_array_or_one_after_another_are_read():
    other = {**DISK, "serial_number": "Z2AYPLNQ", "rotation_rate": 0}
    twice = json.dumps(DISK) + "\n" + json.dumps(other)
    kinds = [("hdd", "Z2AYPLNP"), ("ssd", "Z2AYPLNQ")]
    assert [(one.kind, one.serial) for one in report_of([DISK, other]).storage] == kinds
    assert [(one.kind, one.serial) for one in read(twice.encode()).storage] == kinds


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"rotation_rate": 5400}, "hdd"),
        ({"rotation_rate": 0}, "ssd"),
        ({"rotation_rate": None, "trim": {"supported": True}}, "ssd"),
        ({"rotation_rate": None}, "hdd"),
        ({"rotation_rate": None, "model_name": "HARMONY"}, None),
        ({"device": {"type": "nvme", "protocol": "NVMe"}}, "nvme"),
    ],
)
def test_the_kind_of_drive(change, kind):
    assert report_of({**DISK, **change}).storage[0].kind == kind


@pytest.mark.parametrize(
    "change",
    [
        {"user_capacity": {"bytes": {"n": 250059350016, "s": "250059350016"}}},
        {"user_capacity": None, "nvme_total_capacity": 250059350016},
        {"user_capacity": {}, "nvme_namespaces": [{"size": {"bytes": 250059350016}}]},
        {"user_capacity": {}, "nvme_namespaces": [{}, {"size": {"bytes": 9}}], "nvme_total_capacity": 250059350016},
    ],
)
def test_the_capacity_wherever_it_stands(change):
    assert report_of({**DISK, **change}).storage[0].bytes == 250059350016


@pytest.mark.parametrize(
    "change",
    [
        {"smart_status": {"passed": False}},
        {"nvme_smart_health_information_log": {"critical_warning": 4}},
        {"nvme_smart_health_information_log": {"media_errors": 7}},
        attribute(5, 12),
        attribute(197, 1),
        attribute(198, 1),
        attribute(10, 0, when_failed="now"),
        {"scsi_grown_defect_list": 31},
        {"scsi_error_counter_log": {"read": {"total_uncorrected_errors": 2}}},
    ],
)
def test_a_failing_drive_is_told_even_when_it_says_passed(change):
    assert codes({**DISK, **change}) == ["drive_failing"]


@pytest.mark.parametrize("change", [attribute(5, 0), attribute(9, 12000), {"ata_smart_attributes": {"table": None}}])
def test_a_healthy_drive_is_not_failing(change):
    assert codes({**DISK, **change}) == []


def test_a_scsi_drive_has_its_name_in_two_parts():
    drive = {**DISK, "model_name": None, "scsi_vendor": "SEAGATE", "scsi_product": "ST600MM0006"}
    assert report_of(drive).storage[0].model == "SEAGATE ST600MM0006"
    assert report_of(drive).storage[0].maker == "SEAGATE"


def test_a_drive_is_known_without_the_heading_of_smartctl():
    assert report_of({**DISK, "smartctl": None}).storage == (FACT,)


@pytest.mark.parametrize(
    "change", [{"device_type": {"scsi_value": 5, "name": "CD/DVD"}}, {"model_name": "SanDisk Cruzer Blade"}]
)
def test_a_stick_or_an_optical_drive_is_no_medium_of_a_machine(change):
    other = {**DISK, "serial_number": "4C530001", "device": {"name": "/dev/sdb", "type": "scsi", "protocol": "SCSI"}}
    report = report_of([DISK, {**other, **change}])
    assert (report.storage, report.warnings) == ((FACT,), ())


def test_a_drive_of_several_that_did_not_answer_is_told():
    silent = {"smartctl": {"exit_status": 2}, "device": {"name": "/dev/sdb", "type": "scsi", "protocol": "SCSI"}}
    assert report_of([DISK, silent]).warnings == (ReportWarning("drive_unread", "/dev/sdb"),)


def test_a_drive_that_could_not_be_opened_is_no_report():
    with pytest.raises(UnreadableReport) as problem:
        report_of({"smartctl": {"exit_status": 2, "messages": [{"string": "/dev/sdx: No such device"}]}})
    assert problem.value.code == "no_machine"
