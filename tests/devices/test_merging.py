"""Several reports of one machine complete each other, field by field."""

from devices.importers.facts import HardwareReport, StorageFact
from devices.merging import Said, merge, pair, same_build

TOSHIBA = "TOSHIBA MQ01ABF050"


def said(source: int, tool: str, *disks: StorageFact, **facts) -> Said:
    return Said(source, tool, HardwareReport(format=tool, storage=disks, **facts))


def values(*reports: Said) -> dict:
    return {name: (choice.value, choice.source) for name, choice in merge(reports).facts.items()}


class TestFacts:
    def test_the_better_source_wins_whatever_came_first(self):
        lshw = said(1, "lshw", model="20L5CTO1WW", serial="PF0ABC12", ram_mib=8000)
        firmware = said(2, "dmidecode", model="ThinkPad T480", ram_mib=8192)
        wanted = {"model": ("ThinkPad T480", 2), "serial": ("PF0ABC12", 1), "ram_mib": (8192, 2)}
        assert values(lshw, firmware) == values(firmware, lshw) == wanted

    def test_of_equal_sources_the_later_file_wins(self):
        assert values(said(1, "lshw", cores=2), said(2, "lshw", cores=4)) == {"cores": (4, 2)}

    def test_a_tool_that_nobody_ranked_still_fills_what_is_unknown(self):
        assert values(said(1, "future", cpu="RISC-V"), said(2, "inxi", cores=4)) == {
            "cpu": ("RISC-V", 1),
            "cores": (4, 2),
        }

    def test_no_camera_is_a_fact_too(self):
        assert values(said(1, "inxi", webcam=True), said(2, "lshw", webcam=False)) == {"webcam": (False, 2)}


class TestDisks:
    def test_smartctl_completes_what_lshw_cut_to_16_characters(self):
        cut = StorageFact(kind="hdd", model="TOSHIBA MQ01ABF0", serial="TF755AWHKL0LHM", bytes=500107862016)
        full = StorageFact(kind="ssd", model=TOSHIBA, serial="TF755AWHKL0LHM", bytes=500107862016)
        (disk,) = merge([said(2, "smartctl", full), said(1, "lshw", cut)]).disks
        assert disk.fact() == full
        assert {name: disk.choice(name).source for name in ("kind", "model")} == {"kind": 2, "model": 2}

    def test_without_a_serial_number_model_and_size_tell(self):
        cut = StorageFact(model="TOSHIBA MQ01ABF0", bytes=500107862016)
        full = StorageFact(model=TOSHIBA, serial="TF755AWHKL0LHM", bytes=500107862016)
        (disk,) = merge([said(1, "lshw", cut), said(2, "smartctl", full)]).disks
        assert disk.fact().serial == "TF755AWHKL0LHM"

    def test_two_alike_in_one_report_stay_two(self):
        twin = StorageFact(model="SSD 256", bytes=256_000_000_000)
        assert len(merge([said(1, "lshw", twin, twin), said(2, "inxi", twin, twin)]).disks) == 2

    def test_other_serial_numbers_are_other_disks_however_alike(self):
        one, other = (StorageFact(model="SSD 256", serial=serial, bytes=256_000_000_000) for serial in ("A111", "B222"))
        assert len(merge([said(1, "lshw", one), said(2, "smartctl", other)]).disks) == 2

    def test_a_serial_number_cut_to_20_characters_is_the_same(self):
        long, cut = "S4EVNX0M123456789012345", "S4EVNX0M123456789012"
        assert (
            len(merge([said(1, "smartctl", StorageFact(serial=long)), said(2, "x", StorageFact(serial=cut))]).disks)
            == 1
        )

    def test_a_serial_match_goes_before_one_by_model_and_size(self):
        known = [StorageFact(model="SSD", bytes=10**9), StorageFact(model="SSD", serial="B222", bytes=10**9)]
        shown = [
            StorageFact(model="SSD", serial="B222", bytes=10**9),
            StorageFact(model="SSD", serial="A111", bytes=10**9),
        ]
        assert pair(shown, known) == [1, 0]

    def test_a_maker_in_front_of_the_model_is_no_difference(self):
        assert same_build(
            StorageFact(maker="Samsung", model="SSD 860 EVO", bytes=10**9),
            StorageFact(model="Samsung SSD 860 EVO", bytes=10**9),
        )

    def test_other_sizes_are_other_disks(self):
        assert not same_build(StorageFact(model="SSD", bytes=10**9), StorageFact(model="SSD", bytes=2 * 10**9))
