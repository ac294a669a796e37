import pytest

from accounts.pages.scanning import normalise_scan


@pytest.mark.parametrize(
    "typed",
    [
        "123",
        "000123",
        "h4f123",
        "h4f-123",
        "H4F-000123",
        "h4fß000123",
        "H4F/000123",
        " h4f 123\r\n",
        "h4f_123",
        "h4f-ooo123",
    ],
)
def test_whatever_a_scanner_types_the_device_number_comes_out_complete(typed):
    assert normalise_scan(typed)[0] == "H4F-000123"


@pytest.mark.parametrize("typed", ["S-2026-42", "sß2026ß00042", "s 2026 42", "S/2026/00042"])
def test_donation_numbers_come_out_complete(typed):
    assert normalise_scan(typed)[0] == "S-2026-00042"


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("d8ftry1", ["D8FTRY1", "D8FTRZ1"]),
        ("pfßz1", ["PFẞZ1", "PF-Z1", "PFẞY1", "PF-Y1"]),
        ("5CG8312XXX", ["5CG8312XXX"]),
        ("1234567", ["1234567"]),
        ("123", ["H4F-000123", "123"]),
    ],
)
def test_serials_are_kept_and_read_with_dash_and_with_y_and_z_swapped(typed, candidates):
    assert normalise_scan(typed) == candidates


@pytest.mark.parametrize("typed", ["", "   ", "\r\n", "\x00"])
def test_nothing_typed_stands_for_nothing(typed):
    assert normalise_scan(typed) == []
