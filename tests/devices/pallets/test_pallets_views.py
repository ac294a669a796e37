"""Pages of pallets, and the pile that is scanned onto one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from custody.actor import Actor
from devices.models import PalletLine, RecyclingGoods
from devices.pallets.collecting import Collection, collect
from devices.pallets.filling import put_device
from devices.pallets.pile import TO_PALLET
from devices.piles import work
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def signed_in(client, senior_volunteer):
    client.force_login(senior_volunteer)
    return client


@pytest.fixture
def pallet():
    return stock_cast.pallet()


@pytest.fixture
def page(pallet):
    return reverse("pallet_detail", args=[pallet.number])


def text(response) -> str:
    return response.content.decode()


def test_a_pallet_is_begun_and_filled_by_scanning(signed_in):
    response = signed_in.post(reverse("pallet_open"), {}, follow=True)
    url, device = response.redirect_chain[-1][0], cast.device(status="recycled", serial="D8FTRY1")
    assert "ist begonnen" in text(response)
    html = text(signed_in.post(url, {"code": "d8ftry1"}, follow=True))
    assert f"{device.number} Dell Latitude E5530 steht auf der Palette." in html
    disk = cast.loose_medium(status="destroyed", serial="Z3T0XY99")
    assert "Z3T0XY99 steht auf der Palette." in text(signed_in.post(url, {"code": "Z3T0XY99"}, follow=True))
    assert disk.pallet_line.pallet == device.pallet_line.pallet


def test_only_whoever_may_decide_recycles_with_the_scan(client, volunteer, senior_volunteer, pallet, page):
    device, sent = cast.device_without_media(status="in_refurbishment"), {"reason": "broken"}
    client.force_login(volunteer)
    html = text(client.post(page, {"code": device.number, **sent}, follow=True))
    assert "gibt es erst zum Recycling" in html
    client.force_login(senior_volunteer)
    client.post(page, {"code": device.number, **sent})
    device.refresh_from_db()
    assert (device.status, device.pallet_line.pallet) == ("recycled", pallet)
    assert device.events.first().note.text == "kaputt, Reparatur lohnt nicht"


def test_an_unknown_thing_and_an_unsettled_one_stay_off(signed_in, pallet, page):
    device = cast.device(status="in_refurbishment")
    cast.medium(device, serial="TF655")
    for code, said in (("Karton", "weder als Gerät"), ("tf655", "nur gelöschte"), (device.number, "noch zu löschen")):
        assert said in text(signed_in.post(page, {"code": code, "reason": "broken"}, follow=True))
    assert not pallet.lines.exists()


def test_goods_are_weighed_in(signed_in, pallet, page):
    cables = RecyclingGoods.objects.get(code="cables")
    url = reverse("pallet_goods", args=[pallet.number])
    assert "12,5 kg" in text(signed_in.post(url, {"goods": cables.pk, "kg": "12.5"}, follow=True)).replace(
        "12,50", "12,5"
    )
    assert "Bitte das Gewicht in kg eintragen" in text(signed_in.post(url, {"goods": cables.pk}))


def test_off_the_pallet_a_device_stays_recycled_and_the_page_says_so(signed_in, pallet, senior_volunteer):
    device = cast.device(status="recycled")
    line = put_device(pallet, device, actor=Actor.person(senior_volunteer))
    html = text(signed_in.post(reverse("pallet_line_remove", args=[line.pk]), follow=True))
    assert f"{device.number} ist von der Palette und weiter „recycelt“" in html


def test_collected_it_is_frozen_printed_and_exported(signed_in, pallet, page, senior_volunteer):
    device = cast.device(status="recycled", serial="=1+1", asset_tag="IT-04417")
    cast.medium(device, status="erased", serial="TF655")
    put_device(pallet, device, actor=Actor.person(senior_volunteer))
    url = reverse("pallet_collect", args=[pallet.number])
    sent = {"taker": "Wertstoffe Leipzig GmbH", "collected_on": "2026-11-20", "weight_kg": "212.5"}
    assert "Bitte bestätigen" in text(signed_in.post(url, sent))
    html = text(signed_in.post(url, {**sent, "sure": "on"}, follow=True))
    pallet.refresh_from_db()
    assert pallet.frozen_sha256 in html and "fehlt noch" in html
    html = text(signed_in.get(reverse("pallet_print", args=[pallet.number])))
    for said in ("Wertstoffe Leipzig GmbH", "20.11.2026", "IT-04417", "TF655", "gelöscht (Clear)"):
        assert said in html
    rows = text(signed_in.get(reverse("pallet_csv", args=[pallet.number]))).splitlines()
    assert len(rows) == 2 and ",'=1+1,IT-04417," in rows[1]
    html = text(
        signed_in.post(reverse("pallet_certificate", args=[pallet.number]), {"number": "EN-2026-71"}, follow=True)
    )
    assert "EN-2026-71" in html


def test_a_list_changed_behind_the_programs_back_shows(signed_in, pallet, page, senior_volunteer):
    put_device(pallet, cast.device(status="recycled"), actor=Actor.person(senior_volunteer))
    collect(pallet, Collection("Firma", cast.NOW.date()), actor=Actor.person(senior_volunteer), now=cast.NOW)
    pallet.refresh_from_db()
    type(pallet).objects.filter(pk=pallet.pk).update(frozen=pallet.frozen.replace("Latitude", "Precision"))
    assert "am Programm vorbei geändert" in text(signed_in.get(page))


def test_the_list_of_pallets_and_a_pallets_page_cost_the_same_with_one_and_three_rows(
    signed_in, pallet, page, senior_volunteer
):
    for url in (reverse("pallet_list"), page):
        counts = []
        for add in (1, 2):
            for _time in range(add):
                device = cast.device(status="recycled")
                cast.medium(device, status="erased")
                put_device(pallet, device, actor=Actor.person(senior_volunteer))
                stock_cast.pallet()
            with CaptureQueriesContext(connection) as captured:
                signed_in.get(url)
            counts.append(len(captured))
        assert counts[0] == counts[1], url


class TestPile:
    @pytest.fixture
    def actor(self, senior_volunteer):
        return Actor.person(senior_volunteer)

    def test_one_scan_recycles_and_puts_on_and_its_undo_takes_both_back(self, actor, pallet):
        device = cast.device_without_media(status="received")
        pile = work.start(TO_PALLET, {"pallet": pallet, "reason": "too_old"}, actor=actor)
        line = work.scan(pile, device.number, actor=actor)
        device.refresh_from_db()
        assert (line.outcome, device.status, pallet.lines.count()) == ("ok", "recycled", 1)
        assert work.scan(pile, device.number, actor=actor).outcome == "already"
        work.undo(line, actor=actor)
        device.refresh_from_db()
        assert (device.status, pallet.lines.count()) == ("received", 0)

    def test_who_may_not_decide_puts_on_only_what_is_recycled(self, volunteer, pallet):
        actor = Actor.person(volunteer)
        pile = work.start(TO_PALLET, {"pallet": pallet, "reason": "too_old"}, actor=actor)
        kept, gone = cast.device(status="received"), cast.device(status="recycled")
        assert work.scan(pile, kept.number, actor=actor).outcome == "refused"
        line = work.scan(pile, gone.number, actor=actor)
        work.undo(line, actor=actor)
        gone.refresh_from_db()
        assert (gone.status, PalletLine.objects.count()) == ("recycled", 0)

    def test_another_pallets_number_goes_on_with_that_one(self, actor, pallet):
        other, device = stock_cast.pallet(), cast.device(status="recycled")
        pile = work.start(TO_PALLET, {"pallet": pallet}, actor=actor)
        assert work.scan(pile, other.number, actor=actor).outcome == "target"
        work.scan(pile, device.number, actor=actor)
        assert device.pallet_line.pallet == other
