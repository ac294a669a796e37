"""What a person does about a mail that failed, or of which nobody knows whether it arrived."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.enums import MailStatus
from custody.lifecycle import TransitionRefused
from custody.mail import WORKER_DIED
from custody.models import Mail
from custody.ring import ring

# Words for what happened; the outbox keeps the error's name alone, since what a server says may name people.
REASONS: dict[str, Promise] = {
    "SMTPRecipientsRefused": gettext_lazy("The mail server refused the address."),
    "SMTPAuthenticationError": gettext_lazy("The mail server refused our sign-in, for three days."),
    "SMTPSenderRefused": gettext_lazy("The mail server refused our own address."),
    "SMTPDataError": gettext_lazy("The mail server refused the content."),
    "SMTPServerDisconnected": gettext_lazy("The connection broke after sending began."),
    WORKER_DIED: gettext_lazy("The program ended after sending began."),
}


def reason_of(mail: Mail) -> str:
    """Why it did not go out, or why that is not known, for people."""
    if mail.error in REASONS:
        return str(REASONS[mail.error])
    if mail.status == MailStatus.UNCERTAIN:
        return _("The connection broke after sending began (%(error)s).") % {"error": mail.error}
    return _("The mail server could not be reached for three days (%(error)s).") % {"error": mail.error}


@transaction.atomic
def repeat(mail: Mail, *, actor: Actor, now: datetime | None = None) -> None:
    """Sends it once more, after the commit. Of an uncertain one the person has been asked whether it may arrive twice.

    Raises TransitionRefused when it is on its way, was sent, or somebody dealt with it meanwhile."""
    now = now or timezone.now()
    again = {"status": MailStatus.QUEUED, "error": "", "attempts": 0, "lease_until": None, "rung_at": now}
    troubled = Mail.objects.troubled().filter(pk=mail.pk).exclude(body="")
    if not troubled.update(**again, repeated_at=now, repeated_by=actor.user):
        raise TransitionRefused(_("This mail needs nothing any more: somebody repeated it or dealt with it."))
    ring("custody.tasks.deliver_mail", mail.pk)


def deal_with(mail: Mail, *, actor: Actor, now: datetime | None = None) -> None:
    """It is not sent again: somebody telephoned, or it does not matter any more. Its words are not kept.

    Raises TransitionRefused as `repeat`."""
    now = now or timezone.now()
    done = Mail.objects.troubled().filter(pk=mail.pk)
    if not done.update(dealt_with_at=now, dealt_with_by=actor.user, body=""):
        raise TransitionRefused(_("This mail needs nothing any more: somebody repeated it or dealt with it."))
