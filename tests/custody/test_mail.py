import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from custody.mail import MOST_ATTEMPTS, deliver, mark_interrupted, queue_mail
from custody.models import Mail
from custody.tasks import reconcile_mail

pytestmark = pytest.mark.django_db

LETTER = {"recipient": "dora@example.org", "subject": "Ihre Spende", "body": "Guten Tag"}


class RefusingServer(EmailBackend):
    """A mail server that can't be reached."""

    def open(self):
        raise ConnectionRefusedError


class BreakingServer(EmailBackend):
    """A mail server whose connection breaks after sending began."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected


class ChoosyServer(EmailBackend):
    """A mail server that knows no such recipient."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({})


def test_a_queued_mail_goes_out_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = queue_mail(key="donation:1:scheduled", **LETTER)
        assert outbox.outbox == []
    mail.refresh_from_db()
    assert [(sent.to, sent.subject, sent.body) for sent in outbox.outbox] == [
        (["dora@example.org"], "Ihre Spende", "Guten Tag")
    ]
    assert mail.status == "sent"
    assert mail.sent_at is not None


def test_asked_twice_it_goes_out_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue_mail(key="donation:1:scheduled", **LETTER)
        queue_mail(key="donation:1:scheduled", **LETTER)
    assert len(outbox.outbox) == 1


def test_delivered_twice_by_the_broker_it_goes_out_once():
    mail = queue_mail(key="a", **LETTER)
    deliver(mail.pk)
    deliver(mail.pk)
    assert len(outbox.outbox) == 1


def test_a_line_break_never_gets_into_the_subject():
    assert (
        queue_mail(key="a", **{**LETTER, "subject": "Hallo\nBcc: all@example.org"}).subject
        == "Hallo Bcc: all@example.org"
    )


@pytest.mark.parametrize(
    ("server", "status", "error"),
    [
        ("ChoosyServer", "failed", "SMTPRecipientsRefused"),
        ("BreakingServer", "uncertain", "SMTPServerDisconnected"),
    ],
)
def test_what_went_wrong_is_told_and_nothing_is_sent_again_by_itself(server, status, error, settings):
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    mail = queue_mail(key="a", **LETTER)
    deliver(mail.pk)
    reconcile_mail()
    mail.refresh_from_db()
    assert (mail.status, mail.error, mail.sent_at, mail.attempts) == (status, error, None, 1)


def test_a_server_that_cant_be_reached_is_tried_again_until_it_is_back(settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    mail = queue_mail(key="a", **LETTER)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mail.error, mail.attempts) == ("queued", "ConnectionRefusedError", 1)
    settings.EMAIL_BACKEND = working
    Mail.objects.filter(pk=mail.pk).update(rung_at=timezone.now() - timedelta(seconds=61))
    reconcile_mail()
    mail.refresh_from_db()
    assert (mail.status, len(outbox.outbox)) == ("sent", 1)


def test_after_three_days_without_a_server_it_has_failed(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    mail = queue_mail(key="a", **LETTER)
    Mail.objects.filter(pk=mail.pk).update(attempts=MOST_ATTEMPTS - 1)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("failed", MOST_ATTEMPTS)


def test_what_a_sent_mail_said_is_not_kept():
    mail = queue_mail(key="a", **LETTER)
    deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mail.body) == ("sent", "")


def test_a_mail_whose_bell_was_lost_is_rung_again_after_a_minute():
    mail = queue_mail(key="a", **LETTER)
    reconcile_mail()
    assert outbox.outbox == []
    Mail.objects.filter(pk=mail.pk).update(rung_at=timezone.now() - timedelta(seconds=61))
    reconcile_mail()
    assert len(outbox.outbox) == 1


def test_a_worker_that_died_while_sending_leaves_it_uncertain():
    mail = queue_mail(key="a", **LETTER)
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(status="sending", lease_until=now - timedelta(seconds=1))
    assert mark_interrupted(now=now) == 1
    mail.refresh_from_db()
    assert (mail.status, mail.error) == ("uncertain", "worker died")
