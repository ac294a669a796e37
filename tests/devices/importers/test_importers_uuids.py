import pytest

from devices.importers.facts import ReportWarning
from devices.importers.uuids import machine_uuid, swapped


def test_a_uuid_is_told_in_lower_case_with_dashes():
    assert machine_uuid("{8CF7F9CC-5DFC-421F-A114-8A7101269CE5}", []) == "8cf7f9cc-5dfc-421f-a114-8a7101269ce5"
    assert machine_uuid("8CF7F9CC5DFC421FA1148A7101269CE5", []) == "8cf7f9cc-5dfc-421f-a114-8a7101269ce5"


def test_dells_is_swapped_whoever_printed_it_and_only_once():
    real = "4c4c4544-0038-4610-8054-c4c04f525931"
    assert machine_uuid("44454C4C-3800-1046-8054-C4C04F525931", []) == real
    assert machine_uuid(real, []) == real


def test_another_makers_stays_as_printed_and_can_be_swapped():
    printed = machine_uuid("AC7C4925-0A25-E211-A070-11F44E252800", [])
    assert printed == "ac7c4925-0a25-e211-a070-11f44e252800"
    assert swapped(printed) == "25497cac-250a-11e2-a070-11f44e252800"
    assert swapped(swapped(printed)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "Not Settable",
        "Not Present",
        "12345678-1234-1234-1234-123456681234",
        "01234567-89AB-CDEF-0123-456789ABCDEF",
        "00010002-0003-0004-0005-000600070008",
        "12345678-1234-5678-90AB-CDDEEFAABBCC",
    ],
)
def test_placeholders_are_none_with_a_warning(text):
    warnings: list[ReportWarning] = []
    assert machine_uuid(text, warnings) is None
    assert [warning.code for warning in warnings] == ["placeholder_uuid"]


def test_no_uuid_is_no_warning():
    warnings: list[ReportWarning] = []
    assert machine_uuid(None, warnings) is None
    assert machine_uuid("", warnings) is None
    assert warnings == []
