"""Confirming an offer by the link in the mail, and what is forgotten without."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.models import Mail
from devices.models import Category, Offer
from devices.offering import offers
from devices.tasks import forget_offers
from donations import state_links
from donations.models import Donation, Donor
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    return cast.offer()


def link(offer: Offer) -> str:
    return reverse("offer_confirm", args=[offers.token_of(offer)])


def test_opening_the_link_changes_nothing_and_shows_the_offer(client, offer):
    for _scanner in range(2):
        text = client.get(link(offer)).content.decode()
    assert "Frida Muster" in text
    assert not Donation.objects.exists()


def test_the_button_makes_a_donation_with_numbers_and_empties_the_offer(client, offer):
    answer = client.post(link(offer))
    donation = Donation.objects.get()
    assert (donation.status, donation.source, donation.devices.count()) == ("announced", "form", 2)
    assert (donation.donor.name, donation.donor.email, donation.donor.language) == (
        "Frida Muster",
        "frida@muster.example",
        "de",
    )
    assert donation.events.get(new_status="announced").via == "link"
    offer.refresh_from_db()
    assert (offer.email, offer.content, offer.donation) == ("", {}, donation)
    assert answer.url.startswith("/donations/state/")
    assert donation.number in client.get(answer.url).content.decode()


def test_the_donor_gets_the_number_with_a_link_that_needs_no_account(client, offer):
    state = client.post(link(offer)).url
    assert state in Mail.objects.get(kind="donation_announced").body


def test_a_second_click_leads_to_the_same_donation(client, offer):
    first = client.post(link(offer)).url
    assert client.post(link(offer)).url == client.get(link(offer)).url == first
    assert Donation.objects.count() == 1


class TestAfterAllLinksEnded:
    @pytest.fixture
    def donation(self, client, offer, coordinator):
        client.post(link(offer), follow=True)
        donation = Donation.objects.get()
        state_links.revoke_all(donation, actor=Actor.person(coordinator))
        return donation

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_mail_with_the_confirmation_opens_nothing_any_more(self, client, offer, donation, method):
        answer = getattr(client, method)(link(offer))
        assert answer.status_code == 410
        assert donation.number not in answer.content.decode()
        assert state_links.standing(donation) == 0

    def test_its_page_mails_a_new_one_to_the_donor(self, client, offer, donation):
        renew = re.search(r'action="(/donations/state/[^"]+)"', client.get(link(offer)).content.decode()).group(1)
        assert client.post(renew).status_code == 200
        assert Mail.objects.get(kind="state_links").recipient == "frida@muster.example"
        assert client.get(link(offer)).url == state_links.path_of(donation.state_links.latest("pk"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_offer_of_a_kind_that_is_gone_is_to_be_sent_again(client, offer, method):
    Category.objects.all().delete()
    answer = getattr(client, method)(link(offer))
    assert answer.status_code == 410
    assert "Was Sie anbieten wollten, führen wir nicht mehr alles. Bitte senden Sie" in answer.content.decode()
    assert not Donation.objects.exists()


def test_a_refusal_leaves_what_was_offered_on_the_page(client, offer):
    offer.content["rows"] = [offer.content["rows"][0] | {"count": 1, "serial": "PF1"}] * 2
    offer.save()
    text = client.post(link(offer)).content.decode()
    assert "steht in zwei Zeilen" in text
    assert "Frida Muster" in text


def test_facts_of_rows_survive_until_the_donation(client, offer):
    client.post(link(offer))
    line = Donation.objects.get().offered_lines.get()
    assert (line.category.code, line.count, line.description, line.year) == ("notebook", 2, "Dell", 2020)


class TestWhoGaveBefore:
    @pytest.fixture
    def known(self):
        return cast.donor(name="Muster & Co", email="Frida@muster.example", phone="0341 1")

    def test_a_known_donor_is_offered_to_the_holder_of_the_link_alone(self, client, offer, known):
        assert "Muster &amp; Co" in client.get(link(offer)).content.decode()
        assert client.post(link(offer)).context["form"].errors["donor"] == ["Bitte wählen Sie, wer spendet."]
        client.post(link(offer), {"donor": str(known.pk)})
        assert Donation.objects.get().donor == known

    def test_what_was_typed_otherwise_is_noted_for_coordination(self, client, offer, known):
        client.post(link(offer), {"donor": str(known.pk)})
        line = Donation.objects.get().events.get(kind="offered_with")
        assert (line.note.text, line.data.keys()) == ("Frida Muster", {"note_digest"})

    def test_somebody_else_with_the_same_address_is_a_new_donor(self, client, offer, known):
        client.post(link(offer), {"donor": "new"})
        assert Donation.objects.get().donor.name == "Frida Muster"

    def test_no_other_donor_can_be_chosen(self, client, offer, known):
        foreign = cast.donor(name="Fremd", email="fremd@example.org")
        assert "donor" in client.post(link(offer), {"donor": str(foreign.pk)}).context["form"].errors
        assert not Donation.objects.exists()

    def test_who_follows_a_donor_is_known_by_the_own_address_too(self, offer, donor_user):
        donor = cast.donor(donor_user)
        Offer.objects.filter(pk=offer.pk).update(email=donor_user.email)
        offer.refresh_from_db()
        assert offers.known_donors(offer) == [donor]

    def test_a_donor_that_was_merged_is_known_as_the_one_that_stands_for_it(self, offer, known):
        head = cast.donor(name="Muster & Cie", email="frida@muster.example")
        Donor.objects.filter(pk=known.pk).update(merged_into=head)
        assert offers.known_donors(offer) == [head]


class TestLinksThatOpenNothing:
    @pytest.mark.parametrize("token", ["1", "1:abc:def", "x" * 200])
    def test_a_made_up_one(self, client, offer, token):
        answer = client.post(reverse("offer_confirm", args=[token]))
        assert answer.status_code == 410
        assert not Donation.objects.exists()

    def test_one_that_is_too_old(self, client, offer, monkeypatch):
        address = link(offer)
        later = timezone.now() + offers.TERM + timedelta(minutes=1)
        monkeypatch.setattr(signing.time, "time", later.timestamp)
        assert client.post(address).status_code == 410

    def test_one_of_something_else_that_we_signed(self, client, offer):
        other = signing.TimestampSigner(salt="something.else").sign(str(offer.pk))
        assert client.get(reverse("offer_confirm", args=[other])).status_code == 410


def test_unconfirmed_offers_are_forgotten_with_their_mails(client, offer):
    kept = cast.offer(created_at=timezone.now())
    for one in (offer, kept):
        Mail.objects.create(key=f"offer:{one.pk}:confirm", recipient=one.email, subject="…", body="…")
    Offer.objects.filter(pk=offer.pk).update(created_at=timezone.now() - offers.TERM - timedelta(minutes=1))
    forget_offers()
    assert list(Offer.objects.all()) == [kept]
    assert Mail.objects.get().key == f"offer:{kept.pk}:confirm"
    assert not Donor.objects.exists()
