"""How much a visitor's browser may leave here: by text and by how often."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from devices.offering import views
from devices.offering.draft import Draft
from devices.offering.step_forms import DeliveryForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def _once(monkeypatch):
    monkeypatch.setattr(views, "TYPING", views.Limit("offers-typing", most=1, seconds=60))


@pytest.mark.parametrize(("step", "name"), [("data", "x"), ("delivery", "street"), ("donor", "name")])
def test_a_step_keeps_no_more_than_its_fields_hold(client, step, name):
    client.post(reverse("offer_keep", args=[step]), {name: "x" * 20_000})
    assert Draft(client.session).typed(step) is None


def test_the_longest_message_is_kept_in_any_writing(client):
    longest = "ж" * DeliveryForm().fields["message"].max_length
    client.post(reverse("offer_keep", args=["delivery"]), {"message": longest})
    assert Draft(client.session).typed("delivery")["message"] == longest


def test_only_so_many_offers_are_begun_from_one_machine_and_those_that_are_begun_go_on(client, send, monkeypatch):
    monkeypatch.setattr(views, "DRAFTS", views.Limit("offers-drafts", most=1, seconds=60))
    keeps = [client.post(reverse("offer_keep", args=["data"]), {"media_with_data": word}) for word in ("no", "yes")]
    assert [answer.status_code for answer in keeps] == [204, 204]
    client.cookies.clear()
    assert client.post(reverse("offer_keep", args=["data"]), {"media_with_data": "no"}).status_code == 429
    answer = send("donor", name="Kanzlei Ulme")
    assert answer.status_code == 429
    assert 'value="Kanzlei Ulme"' in answer.text
    assert Session.objects.count() == 1


@pytest.mark.usefixtures("_once")
class TestTooOften:
    def test_who_drops_the_cookie_fills_no_further_sessions(self, client):
        for expected in (204, 429):
            client.cookies.clear()
            assert client.post(reverse("offer_keep", args=["data"]), {"media_with_data": "no"}).status_code == expected
        assert Session.objects.count() == 1

    def test_a_step_says_so_and_keeps_what_was_typed_on_the_page(self, client, send):
        assert send("donor").status_code == 302
        answer = send("donor", name="Kanzlei Ulme")
        text = answer.content.decode()
        assert answer.status_code == 429
        assert "Von hier wurde in den letzten Minuten sehr viel gesendet. Bitte warten Sie zehn Minuten" in text
        assert 'value="Kanzlei Ulme"' in text
        assert Draft(client.session).typed("donor")["name"] == "Kanzlei Linde GmbH"

    def test_hints_are_left_out(self, client, donor_user):
        client.force_login(donor_user)
        row = {"row": "rows-0", "rows-0-category": "", "rows-0-count": "1"}
        answers = [client.post(reverse("offer_hints"), row).status_code for _change in range(2)]
        assert answers == [200, 429]
