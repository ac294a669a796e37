"""Mails that failed: seen, repeated by a person, dealt with; every kind of mail read beforehand."""

import ast
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.urls import reverse

from accounts.pages.cards import CARDS
from custody import mail_kinds
from custody.lifecycle import TransitionRefused
from custody.mail_repeating import deal_with, reason_of, repeat
from custody.models import Mail

ROOT = Path(__file__).parents[2]
LETTER = {"kind": "donation_scheduled", "recipient": "dora@example.org", "subject": "Ihr Termin", "body": "Guten Tag"}


def troubled(status="failed", **fields):
    error = {"failed": "SMTPRecipientsRefused", "uncertain": "SMTPServerDisconnected"}.get(status, "")
    return Mail.objects.create(
        **{"key": f"k{Mail.objects.count()}", "status": status, "error": error, **LETTER, **fields}
    )


@pytest.mark.django_db
class TestRepeating:
    def test_a_failed_mail_goes_out_again_and_who_pressed_is_kept(
        self, coordinator, acting, now, django_capture_on_commit_callbacks
    ):
        mail = troubled(attempts=4320)
        with django_capture_on_commit_callbacks(execute=True):
            repeat(mail, actor=acting(coordinator), now=now)
        mail.refresh_from_db()
        assert (mail.status, mail.error, mail.repeated_by) == ("sent", "", coordinator)
        assert [sent.to for sent in outbox.outbox] == [["dora@example.org"]]
        with pytest.raises(TransitionRefused):
            repeat(mail, actor=acting(coordinator), now=now)

    @pytest.mark.parametrize("status", ["queued", "sending", "sent"])
    def test_what_is_under_way_or_sent_is_not_repeated(self, coordinator, acting, status):
        with pytest.raises(TransitionRefused):
            repeat(troubled(status), actor=acting(coordinator))

    def test_what_is_dealt_with_is_not_sent_and_its_words_are_gone(self, coordinator, acting, now):
        mail = troubled("uncertain")
        deal_with(mail, actor=acting(coordinator), now=now)
        mail.refresh_from_db()
        assert (mail.body, mail.dealt_with_by) == ("", coordinator)
        for verb in (repeat, deal_with):
            with pytest.raises(TransitionRefused):
                verb(mail, actor=acting(coordinator), now=now)

    def test_reasons_are_sentences(self):
        assert reason_of(troubled()) == "Der Mailserver hat die Adresse abgelehnt."
        assert "nicht erreichbar (gaierror)" in reason_of(troubled(error="gaierror"))
        assert "begonnen hatte (TimeoutError)" in reason_of(troubled("uncertain", error="TimeoutError"))


@pytest.mark.django_db
class TestPages:
    def test_the_tile_counts_trouble_and_leads_to_as_many_rows(self, client, coordinator):
        card = CARDS["mails_failed"]
        troubled()
        troubled("uncertain")
        troubled("sent")
        client.force_login(coordinator)
        assert card.count(coordinator) == 2
        assert len(client.get(card.url()).context["rows"]) == 2
        assert len(client.get(reverse("mail_list")).context["rows"]) == 3

    @pytest.mark.parametrize("who", ["administrator", "senior_volunteer", "donor_user", "school_user"])
    def test_others_see_no_mails(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse("mail_list")).status_code == 403

    def test_an_uncertain_mail_asks_before_it_is_sent_again(self, client, coordinator):
        mail = troubled("uncertain")
        client.force_login(coordinator)
        assert 'name="may_arrive_twice"' in client.get(reverse("mail_detail", args=[mail.pk])).content.decode()
        client.post(reverse("mail_repeat", args=[mail.pk]))
        mail.refresh_from_db()
        assert mail.status == "uncertain"
        client.post(reverse("mail_repeat", args=[mail.pk]), {"may_arrive_twice": "yes"})
        mail.refresh_from_db()
        assert mail.status == "queued"

    def test_the_words_of_a_mail_are_shown_nowhere(self, client, coordinator):
        mail = troubled(body="Ihr Link: https://h4f.example.org/account/confirm/geheim")
        client.force_login(coordinator)
        for address in (reverse("mail_detail", args=[mail.pk]), reverse("mail_list") + "?export=csv"):
            assert b"geheim" not in client.get(address).getvalue()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_mails_take_no_more_queries(self, client, coordinator, rows, django_assert_num_queries):
        for _row in range(rows):
            troubled()
        client.force_login(coordinator)
        client.get(reverse("mail_list"))
        with django_assert_num_queries(5):
            client.get(reverse("mail_list"))


class TestKinds:
    @pytest.mark.parametrize("kind", mail_kinds.all_kinds(), ids=lambda kind: kind.code)
    def test_every_mail_reads_in_both_languages_without_the_database(self, kind):
        written = mail_kinds.examples(kind)
        assert set(written) == {"de", "en"}
        for german, english in zip(written["de"], written["en"], strict=True):
            assert german.subject != english.subject
            assert german.body != english.body
            assert "{" not in german.body + english.body

    def test_every_mail_that_is_queued_says_its_kind(self):
        apps = ("accounts", "custody", "documents", "donations", "devices", "recipients", "h4f")
        calls = [
            (path.name, {word.arg for word in node.keywords})
            for path in (found for app in apps for found in (ROOT / app).rglob("*.py"))
            if "queue_mail(" in (source := path.read_text())
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "queue_mail"
        ]
        assert len(calls) > 5
        assert [name for name, words in calls if "kind" not in words] == []

    @pytest.mark.django_db
    def test_the_pages_list_and_show_them(self, client, coordinator):
        client.force_login(coordinator)
        listed = client.get(reverse("mail_kind_list")).content.decode()
        assert all(reverse("mail_kind", args=[kind.code]) in listed for kind in mail_kinds.all_kinds())
        shown = client.get(reverse("mail_kind", args=["donation_reminded"])).content.decode()
        assert "Wir erwarten Sie morgen" in shown
        assert "we expect you" in shown
        assert client.get(reverse("mail_kind", args=["nothing"])).status_code == 404
