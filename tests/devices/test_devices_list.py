"""The list of devices, the board, scanning, the tiles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.pages.cards import CARDS, cards_for
from accounts.pages.search import search
from custody.actor import Actor
from devices import stages
from devices.search import refresh_search_text
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def shown(client, user, **query) -> str:
    client.force_login(user)
    response = client.get(reverse("device_list"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_one_and_three_rows_cost_the_same(client, coordinator):
    client.force_login(coordinator)
    counts = []
    for add in (1, 2):
        for _device in range(add):
            cast.device(location=cast.location())
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("device_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


class TestFilters:
    def test_by_status(self, client, volunteer):
        here, gone = cast.device(), cast.device(status="recycled")
        html = shown(client, volunteer, status="received")
        assert here.number in html and gone.number not in html

    def test_by_what_it_waits_for(self, client, senior_volunteer):
        held, dirty, plain = cast.device(), cast.device(), cast.device()
        cast.medium(dirty)
        stages.put_on_hold(held, kind="part", reason="Netzteil", actor=Actor.person(senior_volunteer))
        html = shown(client, senior_volunteer, waiting="on_hold")
        assert held.number in html and dirty.number not in html and plain.number not in html
        html = shown(client, senior_volunteer, waiting="open_media")
        assert dirty.number in html and held.number not in html

    def test_by_location_grade_category_and_donation(self, client, volunteer):
        wanted = cast.device(location=cast.location(), cosmetic_grade="B")
        other = cast.device(category=cast.category("monitor"))
        query = {
            "location": cast.location().pk,
            "grade": "B",
            "category": wanted.category_id,
            "donation": wanted.donation.number,
        }
        html = shown(client, volunteer, **query)
        assert wanted.number in html and other.number not in html

    def test_nothing_stands_on_a_shelf_that_left_it(self, client, volunteer):
        shelf = cast.location("shelf-x", name_de="Regal X-09")
        here, gone = (cast.device(location=shelf, status=status) for status in ("ready", "handed_over"))
        html = shown(client, volunteer, location=shelf.pk)
        assert here.number in html and gone.number not in html
        # The filter's choice names the shelf in any case.
        listed = [shown(client, volunteer, q=device.number).count("Regal X-09") for device in (here, gone)]
        assert listed == [2, 1]

    def test_the_search_knows_umlauts_and_numbers(self, client, volunteer):
        device = cast.device(maker="Größer & Söhne", model="X1")
        refresh_search_text([device])
        for text in ("groesser", "SÖHNE", device.number.lower()):
            assert device.number in shown(client, volunteer, q=text)


def test_the_donor_is_only_in_coordinations_export(client, coordinator, volunteer):
    cast.device(donation=cast.donation(status="received", donor=cast.donor(name="Geheime Spenden GmbH")))
    assert "Geheime" not in exported(client, volunteer)
    assert "Geheime" in exported(client, coordinator)


def exported(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse("device_list"), {"export": "csv"})
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("name", ["device_list", "workshop_board", "scan"])
@pytest.mark.parametrize("role", ["donor_user", "school_user", "administrator"])
def test_others_may_not_open_the_workshop(client, request, name, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse(name)).status_code == 403


class TestScanning:
    def scan(self, client, user, text):
        client.force_login(user)
        return client.get(reverse("scan"), {"q": text})

    @pytest.mark.parametrize("how", ["{number}", "{lower}", "{digits}", "serial-7", "IT-0441ß"])
    def test_one_hit_is_opened(self, client, volunteer, how):
        device = cast.device(serial="SERIAL-7", asset_tag="it-0441-")
        digits = device.number.removeprefix("H4F-")
        text = how.format(number=device.number, lower=device.number.lower(), digits=digits)
        response = self.scan(client, volunteer, text)
        assert response.status_code == 302
        assert response.url == reverse("device_detail", args=[device.number])

    def test_several_hits_are_listed(self, client, volunteer):
        twins = [cast.device(serial="TWIN"), cast.device(serial="TWIN")]
        html = self.scan(client, volunteer, "twin").content.decode()
        assert all(device.number in html for device in twins)

    def test_an_unknown_one_says_so_and_keeps_what_was_read(self, client, volunteer):
        html = self.scan(client, volunteer, "h4fß9oo123").content.decode()
        assert "H4F-900123" in html and "h4fß9oo123" in html

    def test_the_field_is_ready_for_a_scanner(self, client, volunteer):
        html = self.scan(client, volunteer, "").content.decode()
        assert "data-scan" in html and "autofocus" in html


def test_the_board_counts_and_shows_the_oldest_first(client, volunteer):
    for _device in range(8):
        cast.device()
    client.force_login(volunteer)
    html = client.get(reverse("workshop_board")).content.decode()
    assert "Alle 8" in html


def test_tiles_count_what_their_lists_show(client, coordinator):
    device = cast.device()
    cast.medium(device)
    client.force_login(coordinator)
    for card in cards_for(coordinator):
        if card.code in ("open_media", "received_waiting"):
            assert card.count(coordinator) == 1
            assert device.number in client.get(card.url()).content.decode()
    assert {"open_media", "awaiting_quality_control", "in_refurbishment", "on_hold"} <= CARDS.keys()


def test_the_search_finds_devices_for_those_who_have_their_page(volunteer, donor_user):
    device = cast.device(serial="D8FTRY1")
    refresh_search_text([device])
    hits = {source.code: found for source, found in search(volunteer, "d8ftry1")}
    assert [(hit.url, hit.exact) for hit in hits["devices"]] == [(f"/devices/{device.number}/", True)]
    assert "devices" not in {source.code for source, _found in search(donor_user, "d8ftry1")}
