"""How facts are said to people."""

import pytest

from devices.naming import short_cpu
from devices.report_texts import field_label, field_list


@pytest.mark.parametrize(
    ("firmware", "people"),
    [
        ("Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Intel Core i5-6300U"),
        ("Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", "Intel Xeon E5-2620 v4"),
        ("AMD Ryzen 5 PRO 4650U with Radeon Graphics", "AMD Ryzen 5 PRO 4650U with Radeon Graphics"),
        ("", ""),
    ],
)
def test_a_processor_is_said_without_marks_and_clock(firmware, people):
    assert short_cpu(firmware) == people


def test_facts_are_listed_in_the_order_people_ask_for_them():
    stored = ["board_serial", "cores", "cpu", "model", "ram_mib", "serial", "uuid"]
    assert field_list(stored) == (
        "Modell, Seriennummer, Prozessor, Kerne, Arbeitsspeicher, Seriennummer der Hauptplatine, UUID"
    )


@pytest.mark.parametrize("name", ["ram_mib", "battery_health"])
def test_a_fact_without_a_number_has_no_unit(name):
    assert "MiB" not in field_label(name) and "0 bis 1" not in field_label(name)
