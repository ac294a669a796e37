"""Taking in, line by line."""

from datetime import date, timedelta

import pytest

from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.intake import (
    Outcome,
    mark_rest_not_received,
    receive_lines,
    receive_next,
    receive_surplus,
    take_back_intake,
)
from devices.models import Device
from devices.registration import OfferedRow, RegistrationRefused, register_donation
from donations.services import decline, withdraw
from tests import cast

VALUES = {"delivery": "drop_off", "media_with_data": "yes", "origin": "business"}


@pytest.fixture
def offer(coordinator, acting, now):
    def do(*rows):
        rows = rows or (OfferedRow(cast.category(), 3, "Dell", "Latitude E5530"),)
        return register_donation(donor=None, values=VALUES, rows=rows, actor=acting(coordinator), now=now)

    return do


@pytest.fixture
def take_in(volunteer, acting, now):
    def do(donation, *lines, **options):
        results = receive_lines(donation, lines, actor=acting(volunteer), now=now, **options)
        return [(result.typed, result.outcome, result.device.number if result.device else None) for result in results]

    return do


def statuses(donation):
    return list(donation.devices.order_by("pk").values_list("status", flat=True))


def test_a_device_is_found_by_number_serial_or_asset_tag_however_it_was_scanned(offer, take_in):
    category = cast.category()
    donation = offer(
        OfferedRow(category),
        OfferedRow(category, serial="5CG-7123yz"),
        OfferedRow(category, asset_tag="IT-0417"),
        OfferedRow(category),
    )
    assert take_in(donation, "h4fß000001", "5cgß7123zy", " it-0417 ", "4") == [
        ("h4fß000001", Outcome.RECEIVED, "H4F-000001"),
        ("5cgß7123zy", Outcome.RECEIVED, "H4F-000002"),
        ("it-0417", Outcome.RECEIVED, "H4F-000003"),
        ("4", Outcome.RECEIVED, "H4F-000004"),
    ]
    assert statuses(donation) == ["received"] * 4


def test_each_line_is_told_by_itself_and_wrong_ones_cost_the_others_nothing(offer, take_in):
    donation, other = offer(), offer()
    take_in(donation, "1")
    assert take_in(donation, "1", "2", "", "H4F-000002", "nonsense", "H4F-000004", "3") == [
        ("1", Outcome.ALREADY, "H4F-000001"),
        ("2", Outcome.RECEIVED, "H4F-000002"),
        ("H4F-000002", Outcome.DOUBLE, "H4F-000002"),
        ("nonsense", Outcome.UNKNOWN, None),
        ("H4F-000004", Outcome.ELSEWHERE, "H4F-000004"),
        ("3", Outcome.RECEIVED, "H4F-000003"),
    ]
    assert statuses(donation) == ["received"] * 3
    assert statuses(other) == ["registered"] * 3


def test_a_serial_of_another_donation_is_told_as_its_device(offer, take_in):
    donation, other = offer(), offer(OfferedRow(cast.category(), serial="PF2ABC"))
    assert take_in(donation, "pf2abc") == [("pf2abc", Outcome.ELSEWHERE, other.devices.get().number)]


def test_an_asset_tag_of_this_donation_wins_over_a_number_of_another_one(offer, take_in):
    offer()
    donation = offer(OfferedRow(cast.category(), asset_tag="2"))
    assert take_in(donation, "2") == [("2", Outcome.RECEIVED, "H4F-000004")]


def test_the_first_thing_brings_the_donation_in_on_that_day(offer, take_in, now):
    donation = offer()
    take_in(donation, "1")
    donation.refresh_from_db()
    assert (donation.status, donation.received_on) == ("received", date(2026, 11, 24))
    take_in(donation, "2")
    assert donation.events.filter(new_status="received").count() == 1


def test_what_was_put_somewhere_is_there(offer, take_in):
    donation, shelf = offer(), cast.location()
    take_in(donation, "1", location=shelf)
    assert donation.devices.get(number="H4F-000001").location == shelf
    assert donation.devices.get(number="H4F-000002").location is None


def test_nothing_at_all_changes_nothing(offer, take_in):
    donation = offer()
    assert take_in(donation, "", "  ") == []
    donation.refresh_from_db()
    assert donation.status == "announced"


def test_more_than_a_thousand_lines_are_refused(offer, take_in):
    with pytest.raises(TransitionRefused, match="höchstens 1000 Zeilen"):
        take_in(offer(), *(str(number) for number in range(1, 1002)))


def test_a_thing_without_a_number_takes_its_lines_next_one(offer, volunteer, acting, now):
    donation = offer(OfferedRow(cast.category("monitor"), 2), OfferedRow(cast.category(), 2))
    first = receive_next(donation, 2, actor=acting(volunteer), now=now)
    second = receive_next(donation, 2, actor=acting(volunteer), now=now)
    assert [first.number, second.number] == ["H4F-000003", "H4F-000004"]
    with pytest.raises(TransitionRefused, match="schon alles da"):
        receive_next(donation, 2, actor=acting(volunteer), now=now)
    assert statuses(donation) == ["registered", "registered", "received", "received"]


def test_surplus_gets_a_number_and_is_in_at_once(offer, take_in, volunteer, acting, now):
    donation = offer()
    row = OfferedRow(cast.category("monitor"), 2, "HP", "E231")
    devices = receive_surplus(donation, row, actor=acting(volunteer), location=cast.location(), now=now)
    assert [(d.number, d.status, d.is_surplus, d.line) for d in devices] == [
        ("H4F-000004", "received", True, 0),
        ("H4F-000005", "received", True, 0),
    ]
    assert list(devices[0].events.values_list("kind", "new_status")) == [
        ("registered", "registered"),
        ("status_changed", "received"),
    ]
    donation.refresh_from_db()
    assert donation.status == "received"


def test_surplus_that_was_announced_after_all_is_named(offer, volunteer, acting):
    donation = offer(OfferedRow(cast.category(), serial="AbC1"))
    with pytest.raises(TransitionRefused, match="H4F-000001"):
        receive_surplus(donation, OfferedRow(cast.category(), serial="aBc1"), actor=acting(volunteer))
    with pytest.raises(RegistrationRefused):
        receive_surplus(donation, OfferedRow(cast.category(), 501), actor=acting(volunteer))
    assert Device.objects.count() == 1


def test_the_rest_did_not_arrive_and_can_still_come(offer, take_in, volunteer, acting, now):
    donation = offer()
    take_in(donation, "1")
    assert mark_rest_not_received(donation, actor=acting(volunteer), now=now) == 2
    assert statuses(donation) == ["received", "not_received", "not_received"]
    assert take_in(donation, "3") == [("3", Outcome.RECEIVED, "H4F-000003")]
    assert statuses(donation) == ["received", "not_received", "received"]


def test_the_rest_is_not_marked_before_anything_came(offer, volunteer, acting):
    donation = offer()
    with pytest.raises(TransitionRefused, match="noch nichts angekommen"):
        mark_rest_not_received(donation, actor=acting(volunteer))
    assert statuses(donation) == ["registered"] * 3


def test_a_settled_donation_opens_again_when_something_comes_later(offer, take_in, coordinator, volunteer, acting, now):
    donation = offer()
    take_in(donation, "1")
    mark_rest_not_received(donation, actor=acting(volunteer), now=now)
    change_status(donation.devices.get(number="H4F-000001"), "rejected", actor=acting(coordinator))
    donation.refresh_from_db()
    assert donation.status == "settled"
    take_in(donation, "2")
    donation.refresh_from_db()
    assert donation.status == "received"


def test_a_line_is_taken_back_by_its_author_and_later_by_coordination(
    offer, take_in, volunteer, senior_volunteer, coordinator, acting
):
    donation = offer()
    take_in(donation, "1", "2")
    first, second = donation.devices.filter(status="received").order_by("pk")
    with pytest.raises(TransitionRefused):
        take_back_intake(first, actor=acting(senior_volunteer), reason="falsch", anyone=False)
    take_back_intake(first, actor=acting(volunteer), reason="falsch", anyone=False)
    take_back_intake(second, actor=acting(coordinator), reason="falsch", anyone=True)
    assert statuses(donation) == ["registered"] * 3
    assert first.events.last().kind == "corrected"
    assert take_in(donation, "1") == [("1", Outcome.RECEIVED, "H4F-000001")]


def test_a_line_cannot_be_taken_back_when_the_device_has_moved_on(offer, take_in, volunteer, acting):
    donation = offer()
    take_in(donation, "1")
    device = donation.devices.get(number="H4F-000001")
    Device.objects.filter(pk=device.pk).update(status="in_refurbishment")
    device.refresh_from_db()
    with pytest.raises(TransitionRefused, match="ist schon weiter"):
        take_back_intake(device, actor=acting(volunteer), reason="falsch", anyone=False)


@pytest.mark.parametrize(("end", "devices"), [(decline, "rejected"), (withdraw, "not_received")])
def test_nothing_is_taken_in_for_a_donation_that_ended_and_nobody_waits_for_its_devices(
    offer, take_in, coordinator, acting, end, devices
):
    donation = offer()
    end(donation, reason="kein Platz", actor=acting(coordinator))
    assert statuses(donation) == [devices] * 3
    with pytest.raises(TransitionRefused, match="abgelehnt oder zurückgezogen"):
        take_in(donation, "1")


def test_two_people_at_the_same_donation_take_turns(offer, volunteer, senior_volunteer, acting, now):
    """The second one reads what the first one stored: nothing is lost, nothing is done twice."""
    donation = offer()
    stale = type(donation).objects.get(pk=donation.pk)
    receive_lines(donation, ["1", "2"], actor=acting(volunteer), now=now)
    later = now + timedelta(minutes=1)
    results = receive_lines(stale, ["2", "3"], actor=acting(senior_volunteer), now=later)
    assert [result.outcome for result in results] == [Outcome.ALREADY, Outcome.RECEIVED]
    assert statuses(donation) == ["received"] * 3


def test_a_list_of_any_length_costs_the_same_number_of_queries(
    offer, volunteer, acting, now, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first, second = offer(OfferedRow(cast.category(), 1)), offer(OfferedRow(cast.category(), 30))
    with CaptureQueriesContext(connection) as one:
        receive_lines(first, ["1"], actor=acting(volunteer), now=now)
    numbers = list(second.devices.values_list("number", flat=True))
    with django_assert_num_queries(len(one)):
        receive_lines(second, numbers, actor=acting(volunteer), now=now)
