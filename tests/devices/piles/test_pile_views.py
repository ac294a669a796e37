"""Piles in the browser: with a script and without, one scan after the other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from custody.actor import Actor
from devices.labelling.reserved import reserve
from devices.models import Pile
from devices.piles import work
from devices.piles.registry import kind_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    return cast.location("regal-a-01")


@pytest.fixture
def client(client, volunteer):
    client.force_login(volunteer)
    return client


@pytest.fixture
def pile(shelf, volunteer):
    return work.start(kind_of("move"), {"location": shelf}, actor=Actor.person(volunteer))


def page(pile) -> str:
    return reverse("pile", args=[pile.pk])


def test_a_pile_begins_with_its_location_and_is_found_again(client, shelf):
    response = client.post(reverse("pile_start", args=["move"]), {"location": shelf.pk}, follow=True)
    assert "Regal A-01" in response.content.decode()
    row = Pile.objects.get()
    assert page(row) in client.get(reverse("scan")).content.decode()
    assert page(row) in client.get(reverse("pile_list")).content.decode()


def test_without_a_script_each_scan_is_a_page_with_its_line_and_the_way_back(client, pile, shelf):
    device = cast.device(number="H4F-000131")
    html = client.post(page(pile), {"code": "131"}, follow=True).content.decode()
    assert "H4F-000131: nach Regal A-01 · Dell Latitude E5530" in html
    undo = reverse("pile_line_undo", args=[pile.lines.get().pk])
    assert undo in html
    html = client.post(undo, follow=True).content.decode()
    device.refresh_from_db()
    assert "zurückgenommen" in html and undo not in html and device.location is None


def test_a_script_gets_the_lines_alone_and_what_to_sound(client, pile):
    device = cast.device()
    html = client.post(page(pile), {"code": device.number}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="pile-status"' in html and 'data-sound="ok"' in html and "<html" not in html
    html = client.post(page(pile), {"code": "nix"}, headers={"HX-Request": "true"}).content.decode()
    assert 'data-sound="bad"' in html and "unbekannt, gelesen: nix" in html


def test_a_blank_label_leads_to_the_page_that_asks_where_it_belongs(client, pile, volunteer):
    label = reserve(1, actor=Actor.person(volunteer))[0].number
    html = client.post(page(pile), {"code": label}, follow=True).content.decode()
    assert "leeres Etikett" in html and reverse("label_detail", args=[label]) in html


def test_nothing_typed_is_lost_on_an_error(client, pile):
    html = client.post(page(pile), {"code": "131", "happened_at": "2099-01-01T10:00"}).content.decode()
    assert 'value="131"' in html and "liegt in der Zukunft" in html and "<title>Fehler: " in html
    refused = client.post(page(pile), {"code": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "Bitte scannen oder tippen Sie" in refused.content.decode()
    assert not pile.lines.exists()


def test_a_real_time_stays_for_the_next_scans(client, pile):
    client.post(page(pile), {"code": "nix", "happened_at": "2026-11-20T10:00"})
    pile.refresh_from_db()
    assert pile.happened_at == pile.lines.get().happened_at
    assert 'value="2026-11-20T10:00"' in client.get(page(pile)).content.decode()


def test_a_stocktaking_shows_what_is_missing_and_how_to_report_it(client, shelf, senior_volunteer, volunteer):
    absent, surplus = cast.device(location=shelf), cast.device()
    row = work.start(kind_of("stocktaking"), {"location": shelf}, actor=Actor.person(volunteer))
    said = client.post(page(row), {"code": surplus.number}, headers={"HX-Request": "true"}).content.decode()
    assert "h4f-odd" in said and "überzählig, hatte keinen Lagerort" in said and "h4f-ok" not in said
    assert "Es fehlen (1)" in client.get(page(row)).content.decode()
    finish = reverse("pile_finish", args=[row.pk])
    assert "keep_surplus" in client.get(finish).content.decode()
    result = client.post(finish, {"keep_surplus": "on"}, follow=True).content.decode()
    lost = reverse("device_step", args=[absent.number, "lost"])
    assert absent.number in result and lost not in result
    client.force_login(senior_volunteer)
    assert lost in client.get(page(row)).content.decode()
    client.post(reverse("pile_reopen", args=[row.pk]))
    assert "Hinzufügen" in client.get(page(row)).content.decode()


def test_kinds_that_nobody_registered_are_not_found(client):
    assert client.get(reverse("pile_start", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize("kind", ["move", "stocktaking"])
def test_the_page_costs_the_same_with_one_line_and_with_three(client, shelf, volunteer, kind):
    row = work.start(kind_of(kind), {"location": shelf}, actor=Actor.person(volunteer))
    counted = []
    for scans in (1, 2):
        for _scan in range(scans):
            cast.device(location=shelf)
            client.post(page(row), {"code": cast.device(location=cast.location("annahme")).number})
        with CaptureQueriesContext(connection) as asked:
            client.get(page(row))
        counted.append(len(asked))
    assert counted[0] == counted[1]


class TestScanPage:
    def test_only_pages_that_scan_may_use_the_camera_and_run_its_decoder(self, client, pile):
        intake = reverse("donation_intake", args=[cast.donation().number])
        for address in (reverse("scan"), page(pile), intake):
            response = client.get(address)
            assert "script-src 'self' 'wasm-unsafe-eval'" in response["Content-Security-Policy"]
            assert response["Permissions-Policy"].startswith("camera=(self)")
        other = client.get(reverse("device_list"))
        assert "wasm" not in other["Content-Security-Policy"]
        assert other["Permissions-Policy"].startswith("camera=()")

    def test_one_thing_is_opened_several_are_listed_and_nothing_is_said(self, client, shelf):
        device = cast.device(number="H4F-000131")
        cast.device(number="H4F-000132", asset_tag="131")
        assert client.get(reverse("scan"), {"q": "h4f131"})["Location"] == f"/devices/{device.number}/"
        assert client.get(reverse("scan"), {"q": shelf.code})["Location"].endswith(f"location={shelf.pk}")
        both = client.get(reverse("scan"), {"q": "131"}).content.decode()
        assert "H4F-000131" in both and "H4F-000132" in both
        assert "unbekannt, gelesen: nix" in client.get(reverse("scan"), {"q": "nix"}).content.decode()

    def test_from_the_bar_what_is_no_number_is_searched_for(self, client):
        response = client.get(reverse("scan"), {"q": "Latitude", "everywhere": "1"})
        assert response["Location"] == reverse("search") + "?q=Latitude"

    def test_the_bar_has_a_scan_field_on_every_page_of_the_workshop(self, client, school_user):
        assert "data-find" in client.get(reverse("device_list")).content.decode()
        client.force_login(school_user)
        html = client.get(reverse("start")).content.decode()
        assert "data-find" not in html and "scan.js" not in html
