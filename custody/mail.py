"""The outbox's verbs: put a mail in, send it at most once."""

import smtplib
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from custody.enums import MailStatus
from custody.models import Mail
from custody.ring import ring

# A mail server may be away for a weekend: at about one attempt a minute these are three days.
MOST_ATTEMPTS = 4320
WORKER_DIED = "worker died"


def queue_mail(*, key: str, recipient: str, subject: str, body: str, kind: str = "") -> Mail:
    """Puts a mail into the outbox; asked again with the same key it changes nothing. It goes out after the commit.
    `kind` is a code of custody.mail_kinds."""
    words = {"recipient": recipient, "subject": " ".join(subject.split()), "body": body, "kind": kind}
    with transaction.atomic():
        mail, created = Mail.objects.get_or_create(key=key, defaults=words)
        if created:
            Mail.objects.filter(pk=mail.pk).update(rung_at=timezone.now())
            ring("custody.tasks.deliver_mail", mail.pk)
    return mail


def deliver(pk: int, *, now: datetime | None = None) -> None:
    """Sends one mail, if nobody else is at it. A server that can't be reached is tried again by the reconciler, about
    every minute, until it has `failed` MOST_ATTEMPTS times; a refused recipient has failed at once; a connection that
    broke after sending began is `uncertain` and never sent again by itself."""
    now = now or timezone.now()
    if not Mail.objects.claim(pk, now=now):
        return
    if not Mail.objects.filter(pk=pk, status=MailStatus.QUEUED).update(status=MailStatus.SENDING):
        return
    mail = Mail.objects.get(pk=pk)
    status, error = _send(mail)
    sent_at = timezone.now() if status == MailStatus.SENT else None
    # What was sent is not kept: links to sign in and addresses stand in it.
    kept = "" if status == MailStatus.SENT else mail.body
    Mail.objects.filter(pk=pk).update(status=status, error=error, sent_at=sent_at, body=kept, lease_until=None)


def _send(mail: Mail) -> tuple[MailStatus, str]:
    message = EmailMessage(mail.subject, mail.body, to=[mail.recipient])
    try:
        connection = message.get_connection()
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        gives_up = mail.attempts >= MOST_ATTEMPTS
        return MailStatus.FAILED if gives_up else MailStatus.QUEUED, type(error).__name__
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return MailStatus.FAILED, type(error).__name__
    except (smtplib.SMTPException, OSError) as error:
        return MailStatus.UNCERTAIN, type(error).__name__
    finally:
        connection.close()
    return MailStatus.SENT, ""


def mark_interrupted(*, now: datetime) -> int:
    """Mails whose worker died while sending: whether they went out is not known. Returns how many."""
    dead = Mail.objects.filter(status=MailStatus.SENDING, lease_until__lt=now)
    return dead.update(status=MailStatus.UNCERTAIN, error=WORKER_DIED, lease_until=None)
