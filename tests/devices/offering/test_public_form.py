"""The public form: nothing typed is lost, every mistake has its sentence, nothing is a donation yet."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from custody.models import Mail
from devices.models import AcceptanceRule, Offer
from devices.offering import views
from devices.offering.draft import MOST_CHARACTERS
from devices.offering.row_forms import announced_rows
from donations.models import Donation, Donor
from tests import cast
from tests.devices.offering.conftest import rows

pytestmark = pytest.mark.django_db


def step(code: str) -> str:
    return reverse("offer_step", args=[code])


def page(client, code: str) -> str:
    return client.get(step(code)).content.decode()


class TestTheSteps:
    def test_one_leads_to_the_next(self, send):
        onward = [send(code).url for code in ("devices", "data", "delivery", "donor", "check")]
        assert onward == [step("data"), step("delivery"), step("donor"), step("check"), reverse("offer_sent")]

    def test_looking_at_the_form_leaves_no_cookie_but_the_one_of_forms(self, client, send):
        client.get(step("devices"))
        assert set(client.cookies) <= {settings.CSRF_COOKIE_NAME}
        send("devices")
        assert set(client.cookies) == {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME}
        assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""

    def test_the_last_step_asks_for_what_is_still_open(self, client, send):
        send("devices")
        send("delivery")
        assert client.get(step("check")).url == step("data")
        assert client.post(step("check")).url == step("data")
        assert not Offer.objects.exists()

    def test_a_correction_leads_back_to_the_check(self, fill, send, client):
        fill()
        assert send("data", then="check", media_with_data="no").url == step("check")
        assert "nein, ohne Daten" in page(client, "check")

    def test_whoever_is_signed_in_has_a_form_that_knows_them(self, client, donor_user):
        client.force_login(donor_user)
        assert client.get(step("devices")).url == reverse("donation_offer")
        assert client.post(reverse("offer_keep", args=["data"])).url == reverse("donation_offer")

    def test_there_is_no_other_step(self, client):
        assert client.get(step("money")).status_code == 404


class TestNothingIsLost:
    def test_an_error_is_shown_by_a_page_that_can_be_reloaded(self, client, send):
        answer = send("donor", email="einkauf@", phone="0341 1")
        assert answer.url == step("donor")
        for _reload in range(2):
            text = page(client, "donor")
            assert "Das ist keine vollständige E-Mail-Adresse. Beispiel: einkauf@firma.de" in text
            assert "Kanzlei Linde GmbH" in text
            assert 'value="einkauf@"' in text

    def test_a_row_more_keeps_what_was_typed_and_complains_about_nothing(self, client, send, notebook):
        typed = rows({"category": str(notebook.pk), "count": "abc", "maker": "Dell"})
        assert send("devices", **typed, add_row="rows").url == step("devices")
        text = page(client, "devices")
        assert 'name="rows-1-category"' in text
        assert 'value="abc"' in text
        assert "kern-error" not in text

    def test_what_is_typed_is_kept_after_each_change(self, client, notebook):
        answer = client.post(reverse("offer_keep", args=["donor"]), {"name": "Lin", "email": "x"})
        assert answer.status_code == 204
        text = page(client, "donor")
        assert 'value="Lin"' in text
        assert "kern-error" not in text

    def test_everything_typed_can_be_deleted(self, client, fill):
        fill()
        assert client.post(reverse("offer_discard")).url == reverse("offer_begin")
        assert "Kanzlei Linde" not in page(client, "donor")

    def test_more_than_anybody_types_is_not_kept(self, client, send):
        send("donor")
        assert send("donor", name="x" * MOST_CHARACTERS["donor"]).url == step("donor")
        assert "Kanzlei Linde GmbH" in page(client, "donor")


class TestMistakes:
    @pytest.mark.parametrize(
        ("code", "changes", "sentence"),
        [
            ("devices", {"rows-0-count": "-1"}, "Mindestens 1."),
            ("devices", {"rows-0-count": "1000000"}, "Höchstens 500 in einer Zeile."),
            ("devices", {"rows-0-category": ""}, "Bitte wählen Sie, was es ist."),
            ("devices", {"rows-0-year": "2999"}, "Bitte geben Sie ein Jahr zwischen 1975 und heute ein"),
            ("devices", {"rows-0-ram_gib": "500000"}, "Höchstens 4096 GB. Ist das die Größe der Festplatte?"),
            ("devices", {"rows-0-count": "1", "rows-0-serial": "0000000"}, "ist keine Seriennummer"),
            ("data", {"media_with_data": ""}, "Bitte wählen Sie eine Antwort"),
            ("delivery", {"delivery": ""}, "Bitte wählen Sie eines von beiden."),
            ("delivery", {"delivery": "pick_up"}, "Das brauchen wir, um Sie zu finden, zum Beispiel: 04159"),
            ("delivery", {"postcode": "4159"}, "Eine Postleitzahl hat fünf Ziffern"),
            ("donor", {"kind": ""}, "Bitte wählen Sie, wer spendet."),
            ("donor", {"kind": "company", "origin": ""}, "Bitte wählen Sie, woher die Geräte stammen."),
            ("donor", {"kind": "association", "origin": ""}, "Bitte wählen Sie, woher die Geräte stammen."),
            ("donor", {"name": ""}, "Bitte geben Sie einen Namen ein"),
            ("donor", {"email": ""}, "Bitte geben Sie Ihre E-Mail-Adresse ein"),
            ("donor", {"phone": "ruft an"}, "Bitte geben Sie Ziffern ein"),
        ],
    )
    def test_each_has_its_sentence_and_keeps_the_visitor_here(self, client, send, code, changes, sentence):
        assert send(code, **changes).url == step(code)
        assert sentence in page(client, code)

    def test_no_origin_is_chosen_beforehand(self, client, notebook):
        choices = re.findall(r'<input[^>]*name="origin"[^>]*>', page(client, "donor"))
        assert len(choices) == 3
        assert not any("checked" in choice for choice in choices)

    @pytest.mark.parametrize(
        ("kind", "origin"), [("private", "aus dem Privatvermögen"), ("public_body", "keine Angabe")]
    )
    def test_who_gives_no_answer_about_the_origin_reads_what_is_taken(self, client, fill, kind, origin):
        fill(kind=kind, origin="")
        assert origin in page(client, "check")

    def test_more_rows_than_the_form_holds_are_sent_as_a_file(self, notebook):
        found = announced_rows(rows(*[{"category": str(notebook.pk)}] * 101))
        assert found.non_form_errors() == ["Höchstens 100 Zeilen. Bitte senden Sie längere Listen als Datei."]

    def test_a_serial_number_of_somebody_elses_is_accepted_without_a_word(self, send, client, notebook):
        cast.device(serial="PF1ABC")
        typed = rows({"category": str(notebook.pk), "serial": "PF1ABC"})
        assert send("devices", **typed).url == step("data")


class TestWhatIsProbablyRefused:
    @pytest.fixture(autouse=True)
    def _rule(self):
        values = {"name_de": "Alt", "name_en": "Old", "reason_de": "Zu alt dafür.", "reason_en": "Too old."}
        AcceptanceRule.objects.create(code="age", most_years=10, **values)

    def test_it_is_said_at_the_row_and_blocks_nothing(self, client, send, fill, notebook):
        fill()
        old = rows({"category": str(notebook.pk)}, {"category": str(notebook.pk), "year": "2005"})
        assert send("devices", **old).url == step("data")
        assert page(client, "devices").count("Zu alt dafür.") == 1
        assert "Zeile 2 nehmen wir voraussichtlich nicht an:" in page(client, "check")

    def test_it_is_said_after_each_change(self, client, notebook, donor_user):
        row = {"rows-3-category": str(notebook.pk), "rows-3-count": "x", "rows-3-year": "2005", "row": "rows-3"}
        assert "Zu alt dafür." in client.post(reverse("offer_keep", args=["devices"]), row).content.decode()
        client.force_login(donor_user)
        assert "Zu alt dafür." in client.post(reverse("offer_hints"), row).content.decode()
        assert client.post(reverse("offer_hints"), {"row": "../etc"}).status_code == 204


class TestSending:
    def test_an_offer_is_nothing_but_a_mail_with_a_link(self, fill, send):
        fill()
        send("check")
        offer, mail = Offer.objects.get(), Mail.objects.get()
        assert (offer.email, offer.donation, Donation.objects.count(), Donor.objects.count()) == (
            "it@linde.example",
            None,
            0,
            0,
        )
        assert (mail.recipient, mail.kind) == ("it@linde.example", "offer_confirmation")
        assert re.search(r"/donations/offer/confirm/\S+/", mail.body)
        assert "Linde" not in mail.subject + mail.body

    def test_an_offer_sent_again_replaces_the_first_one_and_its_mail(self, fill, send):
        fill(email="tippfehler@linde.example")
        send("check")
        send("donor")
        send("check")
        assert Offer.objects.get().email == "it@linde.example"
        assert Mail.objects.get().recipient == "it@linde.example"

    def test_a_program_that_fills_in_everything_is_thanked_and_ignored(self, client, fill, send):
        fill(website="https://spam.example")
        assert send("check").url == reverse("offer_sent")
        assert client.get(reverse("offer_sent")).status_code == 200
        assert not Offer.objects.exists()
        assert not Mail.objects.exists()

    @pytest.mark.parametrize(
        ("limit", "sentence"),
        [("PER_MACHINE", "Von hier wurden in den letzten Minuten"), ("PER_ADDRESS", "Wir haben an diese Adresse")],
    )
    def test_too_many_are_refused_with_a_sentence_and_stay_typed(self, fill, send, monkeypatch, limit, sentence):
        allowed = getattr(views, limit)
        monkeypatch.setattr(views, limit, views.Limit(allowed.name, most=1, seconds=60))
        fill()
        assert send("check").status_code == 302
        answer = send("check")
        assert answer.status_code == 429
        assert sentence in answer.content.decode()
        assert "Kanzlei Linde GmbH" in answer.content.decode()
        assert Offer.objects.count() == 1

    def test_the_page_afterwards_is_for_those_who_sent_something(self, client, db):
        assert client.get(reverse("offer_sent")).url == reverse("offer_begin")
