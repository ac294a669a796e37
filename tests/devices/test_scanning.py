"""One resolver for every scan field: what scanners type, what it finds, and that it never reads a whole table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devices import scanning
from devices.models import Device
from devices.scanning import Found, register, resolve
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def laptop():
    return cast.device(number="H4F-000131", serial="5CG8312xyz", asset_tag="INV/0815")


@pytest.mark.parametrize(
    "typed",
    [
        "131",
        "h4fß000131",
        "H4F-000131",
        "]C1H4F-000131",
        "]Q3h4fß000131",
        "https://h4f.example.org/devices/H4F-000131/",
        "httpsÖ--h4f.example.org-devices-H4Fß000131-",
        "5cg8312xyz",
        "5CG8312XZY",
        "S5CG8312XYZ",
        "S/N: 5CG8312XYZ",
        "(21)5CG8312XYZ",
        "\x1d5CG8312XYZ",
        "inv-0815",
        "INVß0815",
    ],
)
def test_whatever_is_typed_or_scanned_the_device_is_found(laptop, volunteer, typed):
    if typed in ("inv-0815", "INVß0815"):
        Device.objects.filter(pk=laptop.pk).update(asset_tag="INV-0815")
    cast.device(serial="OTHER", asset_tag="")
    assert [device.number for device in resolve(typed, volunteer).devices] == ["H4F-000131"]


def test_the_serial_in_a_lenovo_code_is_found(volunteer):
    cast.device(number="H4F-000200", serial="PF12ABCD")
    assert resolve("1S20L5CTO1WWPF12ABCD", volunteer).devices[0].number == "H4F-000200"


def test_a_serial_that_begins_with_s_is_meant_before_the_one_behind_it(volunteer):
    cast.device(number="H4F-000201", serial="S123456")
    cast.device(number="H4F-000202", serial="123456X")
    assert [device.number for device in resolve("S123456", volunteer).devices] == ["H4F-000201"]


def test_digits_that_are_a_number_and_an_asset_tag_name_both(volunteer):
    cast.device(number="H4F-000131")
    cast.device(number="H4F-000132", asset_tag="131")
    assert {device.number for device in resolve("131", volunteer).devices} == {"H4F-000131", "H4F-000132"}


@pytest.mark.parametrize("typed", ["regal-a-01", "REGAL-A-01", "regalßaß01", "Regal A-01"])
def test_a_locations_label_is_found(volunteer, typed):
    shelf = cast.location("regal-a-01")
    found = resolve(typed, volunteer)
    assert (found.others, found.devices) == ([shelf], [])


def test_a_medium_leads_to_its_device_and_a_donation_to_its_intake(laptop, volunteer):
    disk = cast.medium(laptop, serial="WD-WX41A")
    assert [(thing.kind, thing.url) for thing in resolve("wdßwx41a", volunteer).found] == [
        ("medium", f"/devices/{laptop.number}/")
    ]
    assert resolve("WD-WX41A", volunteer).others == [disk]
    number = laptop.donation.number
    assert resolve(number.lower(), volunteer).found[0].url == f"/donations/{number}/intake/"


def test_a_receipts_code_leads_to_its_verification(volunteer):
    assert resolve("https://h4f.example.org/v/AbC-12_x/", volunteer).found[0].url == "/v/AbC-12_x/"


def test_nobody_finds_what_they_may_not_see(laptop, school_user):
    cast.location("regal-a-01")
    cast.medium(laptop, serial="WD-WX41A")
    for typed in ("131", "regal-a-01", "WD-WX41A", laptop.donation.number):
        assert resolve(typed, school_user).found == ()


@pytest.mark.parametrize("typed", ["", "   ", "H4F-999999", "\x00", "x" * 5000, "%", "' OR 1=1"])
def test_what_nobody_is_called_is_found_nowhere(laptop, volunteer, typed):
    assert resolve(typed, volunteer).found == ()


def test_other_things_register_their_own_finder(volunteer, monkeypatch):
    monkeypatch.setattr(scanning, "_FINDERS", dict(scanning._FINDERS))
    shelf = cast.location()
    register("pallet", lambda readings, user: [Found("pallet", shelf, "P-1")] if "P-1" in readings else [])
    assert [thing.kind for thing in resolve("pß1", volunteer).found] == ["pallet"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_no_look_up_reads_a_whole_table(laptop, volunteer):
    """The answer takes the same time however many devices there are."""
    with CaptureQueriesContext(connection) as asked:
        resolve("5CG8312XYZ", volunteer)
    selects = [query["sql"] for query in asked.captured_queries if 'FROM "devices_' in query["sql"]]
    assert len(selects) >= 5
    for sql in selects:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        assert plan and not [step for step in plan if step.startswith("SCAN")], (sql, plan)


def test_what_is_written_on_a_loose_medium_or_printed_on_it_leads_to_its_page(volunteer):
    loose = cast.loose_medium(serial="WX-LOOSE")
    page = f"/media/{loose.pk}/"
    found = [resolve(text, volunteer).found for text in (loose.mark, loose.mark.replace("-", "ß").lower(), "wxßloose")]
    assert [[(thing.kind, thing.url) for thing in things] for things in found] == [[("medium", page)]] * 3


def test_the_mark_of_a_medium_inside_a_device_leads_to_the_medium(laptop, volunteer):
    disk = cast.medium(laptop, serial="WD-WX41A")
    assert [thing.url for thing in resolve(disk.mark, volunteer).found] == [f"/media/{disk.pk}/"]
