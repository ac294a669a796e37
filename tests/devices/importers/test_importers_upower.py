import pytest

from devices.importers.battery import health
from devices.importers.facts import HardwareReport, UnreadableReport
from devices.importers.recognise import read

BATTERY = """Device: /org/freedesktop/UPower/devices/battery_BAT0
  native-path:          BAT0
  vendor:               SMP
  serial:               4512
  power supply:         yes
  has history:          yes
  battery
    state:               discharging
    energy:              20.1 Wh
    energy-full:         41.3 Wh
    energy-full-design:  48 Wh
    percentage:          48%
    capacity:            86.0417%
"""
MAINS = """Device: /org/freedesktop/UPower/devices/line_power_AC
  native-path:  AC
  power supply:  yes
  online:  yes

"""
MOUSE = BATTERY.replace("BAT0", "hidpp_battery_0").replace("power supply:         yes", "power supply:         no")


def test_the_health_of_a_battery_is_what_it_holds_of_what_it_was_built_for():
    assert read(BATTERY.encode()) == HardwareReport(format="upower", battery_health=0.8604)


def test_mains_and_mice_are_no_batteries_of_the_machine():
    assert read((MAINS + BATTERY + "\n" + MOUSE).encode()).battery_health == 0.8604


def test_one_device_without_its_heading_and_with_decimal_commas_is_read():
    text = BATTERY.split("\n", 1)[1].replace("41.3", "41,3")
    assert read(text.encode()).battery_health == 0.8604


def test_the_printed_share_counts_where_the_energy_is_missing():
    text = "\n".join(line for line in BATTERY.splitlines() if "energy" not in line)
    assert read(text.encode()).battery_health == 0.8604


def test_a_prompt_of_the_terminal_stands_before_it():
    assert read(("[anna@werkstatt ~]$ upower -d\n" + BATTERY).encode()).battery_health == 0.8604


def test_two_batteries_count_together():
    second = BATTERY.replace("BAT0", "BAT1").replace("41.3", "11.7").replace("48 Wh", "24 Wh")
    assert read((BATTERY + "\n" + second).encode()).battery_health == 0.7361


def test_an_empty_slot_and_an_emergency_supply_are_no_batteries_of_the_machine():
    empty = BATTERY.replace("BAT0", "BAT1").replace("state:  ", "present: no\n    state:").replace("41.3", "0")
    dead = BATTERY.replace("BAT0", "BAT1").replace("41.3", "0")
    supply = BATTERY.replace("battery_BAT0", "ups_hiddev0").replace("  battery\n", "  ups\n").replace("41.3", "12")
    for other in (empty, dead, supply):
        assert read((BATTERY + "\n" + other).encode()).battery_health == 0.8604


def test_a_device_without_the_line_about_power_supply_is_read():
    assert read(BATTERY.replace("  power supply:         yes\n", "").encode()).battery_health == 0.8604


def test_no_share_is_known_where_the_firmware_does_not_know_the_design():
    with pytest.raises(UnreadableReport):
        read(BATTERY.replace("41.3", "8").replace("48 Wh", "0 Wh").replace("86.0417%", "100%").encode())


def test_the_sum_that_upower_displays_is_no_battery_more():
    display = BATTERY.replace("battery_BAT0", "DisplayDevice").replace("BAT0", "").replace("41.3", "11.7")
    assert read((MAINS + BATTERY + "\n" + display).encode()).battery_health == 0.8604


def test_devices_asked_for_one_by_one_are_told_apart():
    def asked(name):
        return f"$ upower -i /org/freedesktop/UPower/devices/{name}\n"

    alone = BATTERY.split("\n", 1)[1]
    second = alone.replace("BAT0", "BAT1").replace("41.3", "11.7").replace("48 Wh", "24 Wh")
    display = alone.split("\n", 1)[1].replace("41.3", "1")
    text = asked("battery_BAT0") + alone + asked("battery_BAT1") + second + asked("DisplayDevice") + display
    assert read(text.encode()).battery_health == 0.7361
    assert read((alone + second).encode()).battery_health == 0.7361


def test_a_machine_without_a_battery_is_no_report():
    with pytest.raises(UnreadableReport) as problem:
        read((MAINS + MOUSE).encode())
    assert problem.value.code == "no_machine"


def test_health_is_between_nothing_and_all():
    assert health([(52.0, 48.0)]) == 1.0
    assert health([(0.0, 48.0)]) == 0.0
    assert health([(10.0, 0.0)]) is None
    assert health([]) is None
