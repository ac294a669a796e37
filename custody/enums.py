"""Words of the history."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Via(models.TextChoices):
    """By which way something was done."""

    PERSON = "person", _("signed in")
    LINK = "link", _("by link")
    SYSTEM = "system", _("by the system")
    TOKEN = "token", _("by a program")


class MailStatus(models.TextChoices):
    """Fate of an outgoing mail. Uncertain: the connection broke after sending began; never sent again by itself."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")


STATUS_CHANGED = "status_changed"
CORRECTED = "corrected"
