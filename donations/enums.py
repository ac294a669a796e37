"""Words of donors and donations (PRODUCT.md § 11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DonorKind(models.TextChoices):
    """Who gives."""

    COMPANY = "company", _("company")
    PUBLIC_BODY = "public_body", _("public body")
    PRIVATE = "private", _("private person")
    ASSOCIATION = "association", _("association")


class DonationStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Donation."""

    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("offered")
    SCHEDULED = "scheduled", _("appointment made")
    RECEIVED = "received", _("arrived")
    SETTLED = "settled", _("settled")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("withdrawn by the donor")


class Delivery(models.TextChoices):
    """How the goods come."""

    DROP_OFF = "drop_off", _("the donor brings it")
    PICK_UP = "pick_up", _("the initiative picks it up")


class MediaWithData(models.TextChoices):
    """Whether disks with data come along."""

    YES = "yes", _("yes, with data")
    NO = "no", _("no, without data or without disks")
    UNKNOWN = "unknown", _("not known")


class Origin(models.TextChoices):
    """Where the goods come from, for tax purposes."""

    BUSINESS = "business", _("from business assets")
    PRIVATE = "private", _("from private property")
    NOT_STATED = "not_stated", _("not stated")


class DataAgreement(models.TextChoices):
    """What covers the processing of data on the disks until they are erased (Art. 28 GDPR)."""

    NOT_NEEDED = "not_needed", _("not needed: no data")
    SIGNED = "signed", _("processing agreement signed")
    FRAMEWORK = "framework", _("covered by an agreement for several donations")
    ERASED_FIRST = "erased_first", _("the donor declares to have erased all disks before")
    PRIVATE = "private", _("not needed: data of a private person only")
    OPEN = "open", _("still to be agreed")


class OfferSource(models.TextChoices):
    """How an offer reached the initiative."""

    FORM = "form", _("public form")
    ACCOUNT = "account", _("account of the donor")
    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by e-mail or letter")
    VISIT = "visit", _("in person")
    DOOR = "door", _("left at the door")
