"""Words of issued papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Document."""

    QUEUED = "queued", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    VOIDED = "voided", _("void")
    SUPERSEDED = "superseded", _("superseded")
    PURGED = "purged", _("deleted")


class SignatureKind(models.TextChoices):
    """How a paper was signed."""

    PAPER = "paper", _("on paper")
