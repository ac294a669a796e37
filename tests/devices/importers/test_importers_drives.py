import pytest

from devices.importers.drives import is_no_medium, kind_from_model, medium, without_repeats
from devices.importers.facts import ReportWarning, StorageFact


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("HGST HTS725050A7", "hdd"),
        ("WDC WD5000AAKX-0", "hdd"),
        ("ST250DM000-1BD14", "hdd"),
        ("ST3808110AS", "hdd"),
        ("Hitachi HTS54505", "hdd"),
        ("TOSHIBA MQ01ABD1", "hdd"),
        ("TOSHIBA MK5065GS", "hdd"),
        ("SAMSUNG HD161HJ", "hdd"),
        ("SAMSUNG HM500JI", "hdd"),
        ("FUJITSU MHZ2160B", "hdd"),
        ("Samsung SSD 850", "ssd"),
        ("SAMSUNG MZ7LN256", "ssd"),
        ("KINGSTON SA400S3", "ssd"),
        ("KINGSTON SV300S3", "ssd"),
        ("CT240BX500SSD1", "ssd"),
        ("INTEL SSDSC2BF18", "ssd"),
        ("SanDisk SD8SBAT1", "ssd"),
        ("WDC WDS240G2G0A-", "ssd"),
        ("LITEONIT LMT-256", "ssd"),
        ("TOSHIBA THNSNK25", "ssd"),
        ("MTFDDAK256TBN-1A", "ssd"),
        ("KXG50ZNV256G NVMe TOSHIBA 256GB", "nvme"),
        *(
            (name, "hdd")
            for name in ["ST340014A", "ST373453LC", "WUH721816AL", "EG0300FBDBR", "AL15SEB24EQY", "HUC101830CSS200"]
        ),
        *(
            (name, "ssd")
            for name in ["Micron_1100_MTFD", "Crucial_CT525MX3", "HUSMM1640ASS204", "C400-MTFDDAK256M", "VK0240GEYJR"]
        ),
        *((name, "nvme") for name in ["MZVLB512HAJQ-000L7", "SSDPEKNW512G8", "CT500P1SSD8", "KBG30ZMV256G"]),
        ("WD Blue SA510 2.", "ssd"),
        ("WD Red SA500 2.5 2TB", "ssd"),
        ("Samsung SSD 970 EVO", "nvme"),
        ("Kingston DataTraveler 3.0", None),
        ("VBOX HARDDISK", None),
        ("", None),
        (None, None),
    ],
)
def test_a_model_gives_its_kind_away(model, kind):
    assert kind_from_model(model) == kind


@pytest.mark.parametrize(
    "words",
    [
        "DataTraveler 3.0",
        "Flash Disk",
        "SD/MMC/MS/MSPRO",
        "Multi-Card",
        "DVD-RAM writer",
        "DVD+-RW UJ8E1",
        "CD-ROM",
        "BD-RE",
        "Virtual CDROM",
        "iDRAC",
    ],
)
def test_readers_optical_drives_and_virtual_media_are_no_media(words):
    assert is_no_medium(None, words)


def test_ordinary_disks_are_media():
    assert not is_no_medium("ATA Disk", "ST250DM000-1BD14", "Seagate")


def test_a_missing_and_a_placeholder_serial_are_told_apart():
    warnings: list[ReportWarning] = []
    common = {"kind": None, "capacity": 80000000000, "maker": "ATA", "warnings": warnings}
    assert medium(model="ST3808110AS", serial="", **common) == StorageFact("hdd", "ST3808110AS", None, 80000000000)
    assert medium(model="ST3808110AS", serial="0000000000", **common).serial is None
    assert [warning.code for warning in warnings] == ["disk_serial_missing", "placeholder_disk_serial"]


@pytest.mark.parametrize("model", ["PERC 6/i", "DELLBOSS VD"])
def test_a_raid_volume_is_told(model):
    warnings: list[ReportWarning] = []
    medium(kind=None, model=model, serial="00a1", capacity=5, warnings=warnings)
    assert warnings == [ReportWarning("raid_volume", model)]


def test_one_medium_seen_twice_is_one_but_two_without_serials_are_two():
    one, twin, other = StorageFact(serial="A", bytes=5), StorageFact(serial="A", bytes=5), StorageFact(bytes=5)
    assert without_repeats([one, twin, other, other]) == (one, other, other)
