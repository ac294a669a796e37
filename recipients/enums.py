"""Words of institutions, needs, allocations and handovers (PRODUCT.md § 11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InstitutionKind(models.TextChoices):
    """Who may request."""

    SCHOOL = "school", _("school")
    PARTNER = "partner", _("social partner")
    COUNTER = "counter", _("our own counter")


class InstitutionStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Institution."""

    APPLIED = "applied", pgettext_lazy("institution", "applied")
    APPROVED = "approved", pgettext_lazy("institution", "approved")
    REFUSED = "refused", pgettext_lazy("institution", "refused")
    SUSPENDED = "suspended", pgettext_lazy("institution", "suspended")


class RequestStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Request."""

    DRAFT = "draft", pgettext_lazy("request", "draft")
    SUBMITTED = "submitted", pgettext_lazy("request", "submitted")
    APPROVED = "approved", pgettext_lazy("request", "approved")
    DECLINED = "declined", pgettext_lazy("request", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")


class NeedStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Need."""

    OPEN = "open", pgettext_lazy("need", "on the waiting list")
    RESERVED = "reserved", pgettext_lazy("need", "device reserved")
    FULFILLED = "fulfilled", pgettext_lazy("need", "served")
    WITHDRAWN = "withdrawn", pgettext_lazy("need", "withdrawn")
    DECLINED = "declined", pgettext_lazy("need", "declined")


class AllocationStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Allocation."""

    RESERVED = "reserved", pgettext_lazy("allocation", "reserved")
    DELIVERED = "delivered", pgettext_lazy("allocation", "delivered")
    HANDED_OVER = "handed_over", pgettext_lazy("allocation", "handed over")
    RETURNED = "returned", pgettext_lazy("allocation", "returned")
    RELEASED = "released", pgettext_lazy("allocation", "released")


# One of these per device and per item at a time (PRODUCT.md § 4.1).
ACTIVE = (AllocationStatus.RESERVED, AllocationStatus.DELIVERED, AllocationStatus.HANDED_OVER)


# Categories that a device set is of use without; everything else of a set is essential.
EXTRAS = ("peripheral",)


class HandoverStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Handover."""

    PLANNED = "planned", pgettext_lazy("handover", "planned")
    PACKED = "packed", pgettext_lazy("handover", "packed")
    UNDER_WAY = "under_way", pgettext_lazy("handover", "under way")
    CLOSED = "closed", pgettext_lazy("handover", "closed")
    CANCELLED = "cancelled", pgettext_lazy("handover", "cancelled")


class CapacityUnit(models.TextChoices):
    """What the room of a handover is counted in: what fits into a car, or how many families come in the time."""

    DEVICES = "devices", _("devices")
    PEOPLE = "people", _("people")


class Agreement(models.TextChoices):
    """On what terms a device is given."""

    GIFT = "gift", _("gift")
    LOAN = "loan", _("loan")


class Answer(models.TextChoices):
    """A fact that weighs may be unknown; unknown counts as no."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


class WeightFact(models.TextChoices):
    """What adds points to a need (PRODUCT.md § 8); the first three are columns of the need."""

    FINAL_YEAR = "final_year", _("final year")
    NO_DEVICE_AT_HOME = "no_device_at_home", _("no device at home")
    SIBLINGS_SHARE = "siblings_share", _("siblings share a device")
    WAITING_WEEK = "waiting_week", _("each full week on the waiting list")


class AttestingFunction(models.TextChoices):
    """Who saw the entitlement: a function to choose, so that nobody types a name."""

    HEAD = "head", _("school management")
    OFFICE = "office", _("school office")
    SOCIAL_WORK = "social_work", _("school social work")
    CLASS_TEACHER = "class_teacher", _("class teacher")
    ADVICE = "advice", _("advice centre")
    PARTNER_HEAD = "partner_head", _("management of the institution")


class ReceiptLanguage(models.TextChoices):
    """The language that a family reads beside the German receipt; German alone means no second one."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    UKRAINIAN = "uk", _("Ukrainian")
    ARABIC = "ar", _("Arabic")
    TURKISH = "tr", _("Turkish")
    RUSSIAN = "ru", _("Russian")
    FARSI = "fa", _("Farsi")
    VIETNAMESE = "vi", _("Vietnamese")


class Verdict(models.TextChoices):
    """What coordination decides about requests and needs."""

    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class ProposalStatus(models.TextChoices):
    """Where a proposal of allocations is: a worker has it, a person decides on it, or it is over."""

    CALCULATING = "calculating", pgettext_lazy("proposal", "being calculated")
    READY = "ready", pgettext_lazy("proposal", "ready to be decided on")
    FAILED = "failed", pgettext_lazy("proposal", "failed")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "confirmed")
    DISCARDED = "discarded", pgettext_lazy("proposal", "discarded")


class RuleKind(models.TextChoices):
    """What a coordinator says about an item and a device for the next calculation."""

    PIN = "pin", pgettext_lazy("proposal", "pinned")
    FORBID = "forbid", pgettext_lazy("proposal", "ruled out")
