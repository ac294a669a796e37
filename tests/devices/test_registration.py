"""Registering a donation with its numbered devices."""

import pytest

from custody.models import Counter, Mail
from devices.models import Device
from devices.registration import OfferedRow, RegistrationRefused, check_row, check_rows, register_donation
from donations.models import Donation
from tests import cast

VALUES = {
    "delivery": "pick_up",
    "window": "werktags",
    "pick_up_address": "",
    "media_with_data": "yes",
    "origin": "business",
    "message": "",
}


@pytest.fixture
def giver(donor_user):
    return cast.donor(donor_user, street="Ring 1", postcode="04109", name="Müller & Söhne")


@pytest.fixture
def register(giver, donor_user, acting, now):
    def do(*rows, **values):
        return register_donation(donor=giver, values={**VALUES, **values}, rows=rows, actor=acting(donor_user), now=now)

    return do


def test_a_count_of_twenty_makes_twenty_numbered_devices_of_one_line(register):
    donation = register(
        OfferedRow(cast.category(), 20, "Dell", "Latitude E5530"), OfferedRow(cast.category("monitor"), 2)
    )
    devices = list(donation.devices.order_by("pk"))
    assert donation.number == "S-2026-00001"
    assert [device.number for device in devices] == [f"H4F-{number:06d}" for number in range(1, 23)]
    assert [device.line for device in devices] == [1] * 20 + [2] * 2
    assert {device.status for device in devices} == {"registered"}
    assert {(device.maker, device.model) for device in devices[:20]} == {("Dell", "Latitude E5530")}


def test_the_donation_is_offered_at_once_and_its_history_says_so(register, donor_user, now):
    donation = register(OfferedRow(cast.category()))
    assert donation.status == "announced"
    assert donation.entered_by == donor_user
    events = list(donation.events.values_list("kind", "old_status", "new_status", "happened_at"))
    assert events == [("registered", "", "draft", now), ("status_changed", "draft", "announced", now)]
    event = donation.devices.get().events.get()
    assert (event.kind, event.new_status, event.data, event.actor) == (
        "registered",
        "registered",
        {"line": 1},
        donor_user,
    )


def test_numbers_go_on_where_the_last_donation_ended(register):
    register(OfferedRow(cast.category(), 3))
    second = register(OfferedRow(cast.category(), 2))
    assert second.number == "S-2026-00002"
    assert list(second.devices.order_by("pk").values_list("number", flat=True)) == ["H4F-000004", "H4F-000005"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Bitte nennen Sie mindestens ein Gerät."),
        ([{"count": 0}], "Eine Zeile fasst 1 bis 500 Geräte."),
        ([{"count": 501}], "Eine Zeile fasst 1 bis 500 Geräte."),
        (
            [{"count": 500}, {"count": 500}, {"count": 1}],
            "Eine Spende fasst bis zu 1000 Geräte. Bitte teilen Sie sie in mehrere auf.",
        ),
        (
            [{"count": 2, "serial": "ABC"}],
            "Eine Seriennummer oder Inventarnummer gehört zu einem Gerät. "
            "Bitte geben Sie jedem dieser Geräte eine eigene Zeile.",
        ),
        ([{"serial": "abc"}, {"serial": "ABC"}], "„ABC“ steht in zwei Zeilen."),
        ([{"asset_tag": "IT-1"}, {"asset_tag": "IT-1"}], "„IT-1“ steht in zwei Zeilen."),
    ],
)
def test_what_cannot_be_registered_is_refused_and_uses_no_number(register, rows, sentence):
    category = cast.category()
    with pytest.raises(RegistrationRefused) as refused:
        register(*(OfferedRow(category, **row) for row in rows))
    assert str(refused.value) == sentence
    assert (Donation.objects.count(), Device.objects.count(), Counter.objects.count()) == (0, 0, 0)


def test_a_thousand_devices_in_two_rows_are_allowed(db):
    rows = [OfferedRow(cast.category(), 500), OfferedRow(cast.category(), 500)]
    check_rows(rows)
    for row in rows:
        check_row(row)


def test_the_donors_people_get_the_number_by_mail(register, donor_user):
    donation = register(OfferedRow(cast.category()))
    mail = Mail.objects.get()
    assert mail.recipient == donor_user.email
    assert mail.subject == "Ihre Spende S-2026-00001"
    assert f"/donations/{donation.number}/" in mail.body


def test_a_pick_up_without_address_is_at_the_donors_own(register):
    assert register(OfferedRow(cast.category())).pick_up_address == "Ring 1, 04109 Leipzig"


def test_goods_that_are_brought_have_no_pick_up_address(register):
    donation = register(OfferedRow(cast.category()), delivery="drop_off", pick_up_address="Ring 1")
    assert donation.pick_up_address == ""


@pytest.mark.parametrize(("media", "agreement"), [("yes", "open"), ("unknown", "open"), ("no", "not_needed")])
def test_an_agreement_is_open_unless_there_is_no_data(register, media, agreement):
    assert register(OfferedRow(cast.category()), media_with_data=media).data_agreement == agreement


def test_donation_and_devices_are_found_with_umlauts_in_any_spelling(register):
    donation = register(OfferedRow(cast.category(), maker="Büro", serial="S1"))
    assert "mueller & soehne" in donation.search_text
    assert "muller & sohne" in donation.search_text
    device = donation.devices.get()
    assert "buero" in device.search_text
    assert "h4f-000001" in device.search_text
    assert "mueller" not in device.search_text


def test_a_donation_left_at_the_door_has_no_donor_and_mails_nobody(coordinator, acting, now):
    donation = register_donation(
        donor=None, values=VALUES, rows=[OfferedRow(cast.category())], actor=acting(coordinator), now=now
    )
    assert donation.donor is None
    assert not Mail.objects.exists()
