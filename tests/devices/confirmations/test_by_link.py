"""Donors without an account give what a tax paper needs by the donation's link."""

import pytest
from django.urls import reverse

from devices.models import StatedValue
from donations import state_links
from donations.models import Donor
from tests.devices.confirmations import gift_cast


@pytest.fixture
def gift(reference):
    gift = gift_cast.gift(kind="private", origin="not_stated", count=1)
    Donor.objects.update(street="", postcode="")
    return gift


@pytest.fixture
def path(gift):
    token = state_links.token_of(state_links.link_for(gift))
    return lambda name="": reverse(f"donation_state{name}", args=[token])


def test_origin_and_value_are_stated(client, gift, path):
    assert path("_values") in client.get(path()).content.decode()
    assert client.post(path("_origin"), {"origin": "private"}).url == path("_values")
    row = {"device": gift.devices.get().pk, "amount": "45,50", "purchase_year": "", "purchase_price": ""}
    sent = {"values-TOTAL_FORMS": "1", "values-INITIAL_FORMS": "1"}
    answer = client.post(path("_values"), sent | {f"values-0-{name}": value for name, value in row.items()})
    assert answer.url.startswith(path("_values"))
    stated = StatedValue.objects.get()
    assert (str(stated.total), stated.stated_by) == ("45.50", None)
    gift.refresh_from_db()
    assert gift.origin == "private"


def test_only_what_is_missing_of_the_address_is_asked_and_filled(client, gift, path):
    assert path("_address") in client.get(path()).content.decode()
    town = Donor.objects.get().city
    client.post(path("_address"), {"street": "Parkweg 9", "postcode": "4159", "city": "Halle"})
    assert Donor.objects.get().street == ""
    client.post(path("_address"), {"street": "Parkweg 9", "postcode": "04159", "city": "Halle"})
    donor = Donor.objects.get()
    assert (donor.street, donor.postcode, donor.city) == ("Parkweg 9", "04159", town)
    assert client.get(path("_address")).url == path()
    assert path("_address") not in client.get(path()).content.decode()


def test_public_bodies_are_asked_for_a_missing_address_alone(client, gift, path):
    Donor.objects.update(kind="public_body")
    page = client.get(path()).text
    assert path("_values") not in page
    assert path("_address") in page
    assert "Übergabebeleg" in page
    client.post(path("_address"), {"street": "Rathausplatz 1", "postcode": "04109"})
    assert Donor.objects.get().street == "Rathausplatz 1"
    assert path("_address") not in client.get(path()).text
