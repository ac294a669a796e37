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
    SCREEN = "screen", _("on screen")


class NoticeKind(models.TextChoices):
    """By which notice of the tax office the issuer may confirm gifts (§ 63 (5) AO)."""

    EXEMPTION = "exemption", _("exemption notice (Freistellungsbescheid)")
    ASSESSMENT_ANNEX = "assessment_annex", _("annex to the corporation tax assessment")
    SECTION_60A = "section_60a", _("notice under § 60a AO (the statutes fulfil the conditions)")
