"""Pages of accessories."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.pages.cards import CARDS
from custody.actor import Actor
from devices.accessories.giving import assign
from devices.models import AccessoryKind, AccessoryStock, Plug
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def signed_in(client, volunteer):
    client.force_login(volunteer)
    return client


@pytest.fixture
def notebook(reference):
    return cast.device(status="in_refurbishment")


def bag(*rows: tuple, **more) -> dict:
    """What the form of a bag sends: (count, kind, plug, watts)."""
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, "location": cast.location().pk, **more}
    for number, (count, kind, plug, watts) in enumerate(rows):
        data |= {
            f"rows-{number}-count": count,
            f"rows-{number}-kind": AccessoryKind.objects.get(code=kind).pk if kind else "",
            f"rows-{number}-plug": Plug.objects.get(code=plug).pk if plug else "",
            f"rows-{number}-watts": watts,
        }
    return data


def text(response) -> str:
    return response.content.decode()


def test_a_bag_is_taken_in_at_the_intake_and_stands_there(signed_in):
    donation = cast.donation(status="received")
    url = reverse("donation_accessories", args=[donation.number])
    sent = bag((5, "power_supply", "usb_c", 65), (3, "network_cable", "", ""), ("", "", "", ""))
    response = signed_in.post(url, sent, follow=True)
    assert response.redirect_chain[-1][0] == reverse("donation_intake", args=[donation.number])
    assert "8 Stück liegen bei Regal A-01." in text(response)
    html = text(signed_in.get(url))
    assert "Netzteil USB-C 65 W" in html and "Netzwerkkabel" in html


def test_nothing_typed_is_lost_when_a_row_is_wrong_or_one_more_is_asked_for(signed_in):
    url = reverse("accessory_take_in")
    html = text(signed_in.post(url, bag((7, "power_supply", "", ""))))
    assert "Bitte den Stecker wählen" in html and 'value="7"' in html
    html = text(signed_in.post(url, bag((7, "power_supply", "usb_c", 65), add_row="rows")))
    assert 'name="rows-1-count"' in html and 'value="7"' in html
    html = text(signed_in.post(url, bag(("", "", "", ""))))
    assert "mindestens eine Sorte" in html
    assert not AccessoryStock.objects.exists()


def test_the_list_costs_the_same_with_one_and_three_rows(signed_in):
    counts = []
    for watts in ((65,), (45, 90)):
        for value in watts:
            stock_cast.accessories(watts=value)
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(reverse("accessory_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_list_is_filtered_by_sort_and_what_is_left(signed_in):
    stock_cast.accessories(watts=45)
    stock_cast.accessories(watts=90, count=0)
    html = text(signed_in.get(reverse("accessory_list"), {"stock": "used_up"}))
    assert ">90<" in html and ">45<" not in html


@pytest.mark.parametrize(
    ("step", "sent", "said", "left"),
    [
        ("count", {"count": 8}, "Gezählt: 8 sind da, -2.", 8),
        ("throw-away", {"count": 2, "reason": "Kabel gebrochen"}, "2 Stück sind entsorgt.", 8),
        ("move", {"count": 4}, "4 Stück liegen jetzt bei Arbeitsplatz 1.", 6),
    ],
)
def test_a_count_is_changed_and_explained_on_its_page(signed_in, step, sent, said, left):
    row = stock_cast.accessories()
    place = cast.location("bench-1", name_de="Arbeitsplatz 1")
    response = signed_in.post(
        reverse("accessory_step", args=[row.pk, step]), {"location": place.pk, **sent}, follow=True
    )
    row.refresh_from_db()
    assert said in text(response)
    assert row.count == left


def test_a_shelf_is_counted_in_one_form_and_what_stays_empty_is_left_alone(signed_in):
    first, second, third = (stock_cast.accessories(watts=watts) for watts in (45, 65, 90))
    url = reverse("accessory_count", args=[first.location_id])
    html = text(signed_in.get(url))
    assert "Netzteil USB-C 90 W" in html and "erwartet: 10" in html
    sent = {f"count_{first.pk}": 8, f"count_{second.pk}": 10, f"count_{third.pk}": ""}
    html = text(signed_in.post(url, sent, follow=True))
    assert "2 Sorten sind gezählt. 1 war anders als erwartet." in html
    assert [row.movements.count() for row in (first, second, third)] == [1, 1, 0]
    assert "mindestens eine Sorte zählen" in text(signed_in.post(url, {}))


def test_more_than_there_are_is_refused_on_the_same_page(signed_in):
    row = stock_cast.accessories(count=1)
    url = reverse("accessory_step", args=[row.pk, "throw-away"])
    html = text(signed_in.post(url, {"count": 2, "reason": "kaputt"}))
    assert "nur noch 1 da" in html and "kaputt" in html


def test_a_power_supply_is_chosen_on_the_devices_page_and_taken_off_again(signed_in, notebook):
    row = stock_cast.accessories()
    page = reverse("device_detail", args=[notebook.number])
    assert "Noch kein Netzteil beigelegt" in text(signed_in.get(page))
    response = signed_in.post(reverse("device_accessories", args=[notebook.number]), {"stock": row.pk}, follow=True)
    html = text(response)
    assert "Netzteil USB-C 65 W beigelegt" in html and "Noch kein Netzteil beigelegt" not in html
    assignment = notebook.accessory_assignments.get()
    html = text(signed_in.post(reverse("accessory_take_off", args=[assignment.pk]), follow=True))
    assert "Netzteil USB-C 65 W ist wieder auf Lager: Regal A-01." in html
    again = reverse("accessory_give_again", args=[assignment.pk])
    assert again in html, "taking it off has its undo"
    assert "Netzteil USB-C 65 W beigelegt" in text(signed_in.post(again, follow=True))


def test_a_sort_that_was_used_up_meanwhile_says_so(signed_in, notebook):
    row = stock_cast.accessories(count=0)
    url = reverse("device_accessories", args=[notebook.number])
    assert "ist keines mehr da" in text(signed_in.post(url, {"stock": row.pk}, follow=True))
    assert "nichts mehr auf Lager" in text(signed_in.post(url, {"stock": "0"}, follow=True))


def test_without_power_the_start_page_counts_what_is_ready(volunteer):
    device, lacking = cast.device(status="ready"), cast.device(status="reserved")
    assign(device, stock_cast.accessories(), actor=Actor.person(volunteer))
    assert CARDS["without_power"].count(volunteer) == 1
    assert lacking.status == "reserved"
