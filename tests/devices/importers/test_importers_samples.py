"""Every fact of every sample, as a careful person reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from devices.importers.facts import (
    ErasureReport,
    HardwareReport,
    MediumErasure,
    ReportWarning,
    StorageFact,
    UnreadableReport,
)
from devices.importers.recognise import read

BERLIN = ZoneInfo("Europe/Berlin")
HARDWARE = {
    "lshw/e5530.json": HardwareReport(
        format="lshw",
        category="notebook",
        maker="Dell Inc.",
        model="Latitude E5530 non-vPro",
        serial="D8FTRY1",
        uuid="4c4c4544-0038-4610-8054-c4c04f525931",
        board_serial="/D8FTRY1/CN1296139I001F/",
        cpu="Intel(R) Core(TM) i5-3340M CPU @ 2.70GHz",
        cores=2,
        ram_mib=8192,
        webcam=True,
        storage=(StorageFact("hdd", "HGST HTS725050A7", "TF755AWHKL0LHM", 500107862016),),
    ),
    "lshw/7900.json": HardwareReport(
        format="lshw",
        category="desktop",
        maker="Hewlett-Packard",
        model="HP Compaq dc7900 Small Form Factor",
        serial="CZC901381R",
        uuid="716a9027-4fdd-dd11-bbda-7d495e310023",
        board_serial="CZC901381R",
        cpu="Intel(R) Core(TM)2 Duo CPU     E8400  @ 3.00GHz",
        cores=2,
        ram_mib=2048,
        webcam=False,
        storage=(
            StorageFact("hdd", "ST3160815AS", "6RX7AWEZ", 160041885696, "Seagate"),
            StorageFact("hdd", "WDC WD3200AAJS-0", "WD-WCARW0244414", 320072933376, "Western Digital"),
            StorageFact("hdd", "WDC WD5000AAKX-6", "WD-WCC2ETY84203", 500107862016, "Western Digital"),
        ),
    ),
    "lshw/lenovo-thinkcentre-edge.json": HardwareReport(
        format="lshw",
        category="desktop",
        maker="LENOVO",
        model="ThinkCentre Edge72",
        serial="PB357N0",
        uuid="ac7c4925-0a25-e211-a070-11f44e252800",
        cpu="Intel(R) Pentium(R) CPU G645 @ 2.90GHz",
        cores=2,
        ram_mib=2048,
        webcam=False,
        storage=(StorageFact("hdd", "ST250DM000-1BD14", "Z2AYPLNP", 250059350016, "Seagate"),),
    ),
    "lshw/all-series.json": HardwareReport(
        format="lshw",
        category="desktop",
        maker="ASUS",
        model="All Series",
        uuid="303be2e2-e281-5dc8-8e55-40167e64117f",
        board_serial="140322933901299",
        cpu="Intel(R) Core(TM) i5-4440 CPU @ 3.10GHz",
        cores=4,
        ram_mib=4096,
        webcam=False,
        storage=(StorageFact("hdd", "WDC WD5000AAKX-0", "WD-WMC2E8912230", 500107862016, "Western Digital"),),
        warnings=(ReportWarning("placeholder_serial", "System Serial Number"),),
    ),
    "lshw/TM1613.json": HardwareReport(
        format="lshw",
        category="notebook",
        maker="Timi",
        model="TM1613",
        serial="13138/00064437",
        uuid="daf57708-09a3-e611-d9a6-c2000a30ba7d",
        board_serial="MMG5S000000226B1P02YK",
        cpu="Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz",
        cores=2,
        ram_mib=8192,
        webcam=True,
        warnings=(ReportWarning("nvme_hidden"), ReportWarning("no_disk_seen")),
    ),
    "lshw/optiplex-gx520.json": HardwareReport(
        format="lshw",
        category="desktop",
        maker="Dell Inc.",
        model="OptiPlex GX520",
        serial="6G0772J",
        uuid="4c4c4544-0047-3010-8037-b6c04f37324a",
        board_serial="..CN1374063201S5.",
        cpu="Intel(R) Pentium(R) 4 CPU 3.00GHz",
        ram_mib=1024,
        webcam=False,
        storage=(StorageFact("hdd", "ST3808110AS", "5LR30DTZ", 80000000000, "Seagate"),),
    ),
    "lshw/toshiba.json": HardwareReport(
        format="lshw",
        category="notebook",
        maker="TOSHIBA",
        model="PORTEGE R700",
        serial="YA059622H",
        uuid="247cc400-eb7d-11df-8011-b05991059622",
        cpu="Intel(R) Core(TM) i5 CPU       M 560  @ 2.67GHz",
        ram_mib=2048,
        webcam=True,
        storage=(StorageFact("hdd", "Hitachi HTS54505", "101022PBN40317KS46YE", 500107862016, "Hitachi"),),
    ),
    "lshw/virtualbox-client.json": HardwareReport(
        format="lshw",
        category="virtual_machine",
        maker="innotek GmbH",
        model="VirtualBox",
        uuid="8cf7f9cc-5dfc-421f-a114-8a7101269ce5",
        cpu="Intel(R) Core(TM) i7-2620M CPU @ 2.70GHz",
        ram_mib=498,
        webcam=False,
        storage=(StorageFact(None, "VBOX HARDDISK", "VBd9783eb3-8ef7f22a", 80589934592),),
        warnings=(ReportWarning("virtual_machine"), ReportWarning("placeholder_serial", "0")),
    ),
    "smartctl/smart-ata-full.json": HardwareReport(
        format="smartctl",
        storage=(StorageFact("ssd", "Samsung SSD 860 EVO 500GB", "S3YZNB0KB00864E", 500107862016),),
    ),
    "smartctl/smart-nvme-failed.json": HardwareReport(
        format="smartctl",
        storage=(StorageFact("nvme", "Samsung SSD 970 EVO 500GB", "S466NX0M776250H", 500107862016),),
        warnings=(ReportWarning("drive_failing", "S466NX0M776250H"),),
    ),
    "workbench/latitude-e7240.json": HardwareReport(
        format="workbench",
        category="notebook",
        maker="Dell Inc.",
        model="Latitude E7240",
        serial="5CQ6VY1",
        uuid="4c4c4544-0043-5110-8036-b5c04f565931",
        board_serial="/5CQ6VY1/CN129633B700A6/",
        cpu="Intel(R) Core(TM) i7-4600U CPU @ 2.10GHz",
        cores=2,
        ram_mib=16384,
        webcam=True,
        storage=(
            StorageFact("ssd", "LITEONIT LMT-256M6M mSATA 256GB", "TW0XXM305508539G1361", 256060514304, "LITE-ON IT"),
            StorageFact("ssd", "Samsung SSD 850 EVO mSATA 500GB", "S33HNX0J203755R", 500107862016, "Samsung"),
        ),
    ),
    "workbench/thinkcentre-m73.json": HardwareReport(
        format="workbench",
        category="desktop",
        maker="LENOVO",
        model="ThinkCentre M73",
        serial="MJ00YQXU",
        uuid="2e251460-e7c5-11e3-95d2-dac9f9821b00",
        cpu="Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz",
        cores=2,
        ram_mib=4096,
        webcam=False,
        storage=(StorageFact("hdd", "WDC WD5000AAKX-08U6AA0", "WD-WCC2E7NV4C7U", 500107862016, "Western Digital"),),
    ),
}


@pytest.mark.parametrize("name", sorted(HARDWARE))
def test_a_machine_is_read_as_a_careful_person_reads_it(sample, name):
    assert read(sample(name)) == HARDWARE[name]


def erased(path, model, size, method, started, finished, **others):
    return MediumErasure(
        device_path=path,
        model=model,
        bytes=size,
        bus="VIRT" if model == LOOP else "ATA",
        method=method,
        rounds=1,
        verification="last",
        status="Erased",
        erased=True,
        started_at=datetime(2026, 11, 23, 3, *started, tzinfo=BERLIN),
        finished_at=datetime(2026, 11, 23, 3, *finished, tzinfo=BERLIN),
        **others,
    )


LOOP, PRNG, AT_ONCE = "Loopback device", "PRNG Stream", ((35, 34), (35, 34))
NO_SERIAL = {"reasons": ("serial_missing",)}
ERASURES = {
    "nwipe/nwipe-0.42-latitude-e5530.log": ErasureReport(
        tool="nwipe",
        version="0.42",
        media=(
            erased(
                *("/dev/sda", "HGST HTS725050A7", 500107862016, PRNG, *AT_ONCE), serial="TF755AWHKL0LHM", percent=100.0
            ),
        ),
    ),
    "nwipe/nwipe-0.42-two-loop-devices.log": ErasureReport(
        tool="nwipe",
        version="0.42",
        media=(
            erased("/dev/loop0", LOOP, 67108864, PRNG, *AT_ONCE, percent=100.0, **NO_SERIAL),
            erased("/dev/loop1", LOOP, 100663296, PRNG, *AT_ONCE, percent=100.0, **NO_SERIAL),
        ),
    ),
    "nwipe/nwipe-0.34-one-loop-device.log": ErasureReport(
        tool="nwipe",
        version="0.33",
        media=(erased("/dev/loop0", LOOP, 67108864, "Fill With Zeros", (33, 46), (33, 47), **NO_SERIAL),),
    ),
}


@pytest.mark.parametrize("name", sorted(ERASURES))
def test_an_erasure_is_read_as_a_careful_person_reads_it(sample, name):
    assert read(sample(name)) == ERASURES[name]


def test_the_notebooks_disk_is_settled_by_its_log_and_a_disk_without_a_serial_is_not(sample):
    accepted = {name: [medium.accepted for medium in read(sample(name)).media] for name in sorted(ERASURES)}
    assert list(accepted.values()) == [[False], [True], [False, False]]


def test_the_certificate_is_an_attachment_not_a_log(sample):
    with pytest.raises(UnreadableReport) as problem:
        read(sample("nwipe/nwipe-0.42-certificate.pdf"))
    assert problem.value.code == "pdf"
