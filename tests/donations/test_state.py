"""Following a donation by a signed link."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from custody.models import Mail
from donations import state_links
from donations.models import Appointment, StateLink
from donations.views import state as views
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_here_before():
    cache.clear()


@pytest.fixture
def donation():
    donor = cast.donor(name="Kanzlei Linde", street="Ring 1", phone="0341 77", email="it@linde.example")
    donation = cast.donation(donor=donor, received_on=None, message="Klingel 3")
    cast.device(donation=donation, status="registered", line=1, serial="PF1", asset_tag="IT-7")
    return donation


@pytest.fixture
def link(donation):
    return state_links.link_for(donation)


def path(link: StateLink, name: str = "donation_state") -> str:
    return reverse(name, args=[state_links.token_of(link)])


def test_it_shows_number_status_and_devices_and_nothing_about_the_donor(client, link, donation):
    answer = client.get(path(link))
    text = answer.content.decode()
    for shown in (donation.number, "angeboten", "PF1", "IT-7"):
        assert shown in text
    for hidden in ("Linde", "Ring 1", "0341 77", "Klingel 3", "linde.example"):
        assert hidden not in text
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "fügen Sie sie dieser Spende als Datei hinzu" in text


def test_the_address_holds_a_key_and_a_signature(link):
    key, _colon, signature = state_links.token_of(link).partition(":")
    assert (key, len(signature)) == (str(link.pk), 43)


def test_the_page_costs_the_same_for_one_device_and_for_three(client, link, donation, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(path(link))
    for _more in range(2):
        cast.device(donation=donation, status="registered", line=1)
    with django_assert_num_queries(len(one)):
        client.get(path(link))


class TestEnding:
    @pytest.mark.parametrize("ended", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
    def test_an_ended_link_opens_nothing_and_offers_a_new_one(self, client, link, donation, ended):
        StateLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=200), **ended)
        answer = client.get(path(link))
        assert answer.status_code == 410
        assert donation.number not in answer.content.decode()
        client.post(path(link, "donation_state_renew"))
        mail = Mail.objects.get()
        assert (mail.recipient, mail.kind) == ("it@linde.example", "state_links")
        assert path(donation.state_links.latest("pk")) in mail.body

    @pytest.mark.parametrize(
        "token", ["7", "7:forged", Signer(salt="other").sign("7")], ids=["bare", "forged", "of another kind"]
    )
    def test_a_made_up_one_is_not_told_from_one_that_is_gone(self, client, token):
        assert client.get(reverse("donation_state", args=[token])).status_code == 410
        assert client.post(reverse("donation_state_renew", args=[token])).status_code == 200
        assert not Mail.objects.exists()

    def test_coordination_ends_all_links(self, client, link, donation, coordinator):
        client.force_login(coordinator)
        assert "1 Link öffnet diese Spende" in client.get(reverse("donation_detail", args=[donation.number])).text
        client.post(reverse("donation_links_revoke", args=[donation.number]))
        assert client.get(path(link)).status_code == 410
        assert donation.events.get(kind="links_revoked").data == {"links": 1}

    def test_a_mail_reuses_a_link_that_lasts_and_replaces_one_that_does_not(self, link, donation):
        assert state_links.link_for(donation) == link
        assert state_links.link_for(donation, now=timezone.now() + timedelta(days=100)) != link


class TestAskingForLinks:
    URL = "/donations/state/"

    def test_the_answer_is_the_same_whether_an_address_is_known_or_not(self, client, donation):
        known, unknown = (
            re.sub('"[^"]{64}"', "", client.post(self.URL, {"email": f"{who}@linde.example"}).text.replace("'", '"'))
            for who in ("IT", "nobody")
        )
        assert "Bitte sehen Sie in Ihr Postfach" in known
        assert known == unknown
        assert Mail.objects.get().recipient == "it@linde.example"

    def test_asking_too_often_is_answered_with_a_sentence(self, client, donation, monkeypatch):
        monkeypatch.setattr(views, "PER_MACHINE", views.Limit("test", most=1, seconds=60))
        client.post(self.URL, {"email": "it@linde.example"})
        answer = client.post(self.URL, {"email": "it@linde.example"})
        assert answer.status_code == 429
        assert "Das war oft" in answer.text
        assert Mail.objects.count() == 1

    def test_an_address_without_its_end_stays_typed(self, client):
        answer = client.post(self.URL, {"email": "it@"})
        assert 'value="it@"' in answer.text


class TestActing:
    def test_the_donor_withdraws_by_link(self, client, link, donation):
        assert client.post(path(link, "donation_state_withdraw"), {"reason": ""}).status_code == 200
        assert client.post(path(link, "donation_state_withdraw"), {"reason": "verkauft"}).url == path(link)
        donation.refresh_from_db()
        line = donation.events.latest("sequence")
        assert (donation.status, line.via, line.actor) == ("cancelled", "link", None)

    def test_a_time_can_be_chosen_only_once_the_offer_is_accepted(self, client, link, donation):
        assert client.get(path(link, "donation_state_slot")).url == path(link)

    def test_the_times_to_choose_from_stand_on_a_page_without_ways_for_the_signed_in(self, client, link, donation):
        Appointment.objects.create(donation=donation, accepted_at=timezone.now())
        text = client.get(path(link, "donation_state_slot")).text
        assert "Wann möchten Sie Ihre Geräte bringen?" in text
        assert f'href="{reverse("donation_list")}"' not in text

    def test_an_account_with_the_same_confirmed_address_takes_the_donation_over(
        self, client, link, donation, donor_user
    ):
        adopt = path(link, "donation_state_adopt")
        client.force_login(donor_user)
        assert client.post(adopt).url == path(link)
        assert not donation.donor.members.exists()
        donor_user.emailaddress_set.create(email="it@linde.example", verified=True)
        assert client.post(adopt).url == reverse("donation_detail", args=[donation.number])
        assert donation.donor.members.get().user == donor_user
