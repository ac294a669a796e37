import pytest

from devices.importers.facts import ReportWarning
from devices.importers.placeholders import clean, fact, is_placeholder, whole_number


@pytest.mark.parametrize(
    "text",
    [
        "To be filled by O.E.M.",
        "[No Information Found]",
        "To Be Filled By O.E.M",
        "to be filled  by o.e.m.",
        "System Serial Number",
        "System Product Name",
        "System manufacturer",
        "Default string",
        "0",
        "00000000",
        "0000000000",
        "None",
        "Not Specified",
        "not applicable",
        "N/A",
        "NA",
        "INVALID",
        "Invalid entry length (0). Fixed up to 0."[:7],
        "123456789",
        "0123456789",
        "FFFFFFFF",
        "xxxxxxxx",
        "................",
        "********",
        "?????",
        "[Empty]",
        "Unknown",
        "O.E.M.",
        "OEM",
        "Sku Number",
        "Chassis Serial Number",
        "BSN12345678901234567",
        "Type2 - Board Serial Number",
        "Unknown (69)",
        "SN 123456789ABC",
        "Eee0123456789",
        "EeePC-0123456789",
        "MB-1234567890",
        "(no ATA pass thru)",
        "Lenovo Product",
        "12345678901234567890",
        "AAAAAAAA",
        "no_serial",
        "PRODUCT_SERIAL",
        "Board_Serial_Number",
        "(null)",
        "Not Filled",
        " ",
    ],
)
def test_placeholders_of_firmware_are_known(text):
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "D8FTRY1",
        "13138/00064437",
        "PB357N0",
        "YA059622H",
        "CZC901381R",
        "All Series",
        "10",
        "11112222",
        "PF1ABCDE",
        "X1",
        "F5",
        "000123",
        "TM1613",
    ],
)
def test_real_serials_and_models_are_no_placeholders(text):
    assert not is_placeholder(text)


def test_a_placeholder_becomes_none_and_a_warning():
    warnings: list[ReportWarning] = []
    assert fact(" Default string ", "serial", warnings) is None
    assert fact("", "serial", warnings) is None
    assert fact(None, "serial", warnings) is None
    assert fact(" D8FTRY1\n", "serial", warnings) == "D8FTRY1"
    assert warnings == [ReportWarning("placeholder_serial", "Default string")]


def test_every_warning_has_a_sentence():
    assert (
        ReportWarning("placeholder_serial").message == "The serial number is a placeholder of the firmware, not a fact."
    )


def test_texts_lose_what_no_database_and_no_page_can_hold():
    assert clean("a\x00b\ud800c\u200b") == "a b c"
    assert clean("x" * 10_000) == "x" * 200
    assert clean(["x"]) is None
    assert clean(True) is None
    assert clean(10) == "10"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        ("5", 5),
        ("500,107,862,016", 500107862016),
        (5.0, 5),
        (0, None),
        (-5, None),
        ("", None),
        ("٣", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**30, None),
        ({}, None),
    ],
)
def test_whole_numbers(value, number):
    assert whole_number(value) == number
