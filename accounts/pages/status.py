"""The one map from a status to its looks: (aggregate, code) → tone, icon and word.

Tones: neutral = not begun or ended, info = under way, success = reached, warning = a person should look,
danger = broken or lost. Colour never stands alone: every badge has an icon and a word.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

NEUTRAL, INFO, SUCCESS, WARNING, DANGER = "neutral", "info", "success", "warning", "danger"


@dataclass(frozen=True)
class Look:
    """How one status is shown. `icon` is the end of a class name `kern-icon--…`."""

    tone: str
    icon: str
    word: str | Promise

    @property
    def css_class(self) -> str:
        """KERN has no neutral badge, so that one is ours."""
        return "h4f-badge--neutral" if self.tone == NEUTRAL else f"kern-badge--{self.tone}"


# Tone and icon; the words are the labels of each model's choices.
LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "donation": {
        "draft": (NEUTRAL, "draft"),
        "announced": (INFO, "mail"),
        "scheduled": (NEUTRAL, "calendar-today"),
        "received": (INFO, "arrow-down"),
        "settled": (SUCCESS, "check"),
        "declined": (NEUTRAL, "close"),
        "cancelled": (NEUTRAL, "close"),
    },
    "device": {
        "registered": (NEUTRAL, "calendar-today"),
        "received": (INFO, "arrow-down"),
        "not_received": (WARNING, "question-mark"),
        "rejected": (NEUTRAL, "close"),
        "in_refurbishment": (INFO, "autorenew"),
        "ready": (SUCCESS, "success"),
        "reserved": (INFO, "account-circle"),
        "delivered": (INFO, "arrow-forward"),
        "handed_over": (SUCCESS, "check"),
        "in_repair": (WARNING, "warning"),
        "returned": (WARNING, "arrow-back"),
        "recycled": (NEUTRAL, "delete"),
        "dismantled": (NEUTRAL, "delete"),
        "lost": (DANGER, "danger"),
    },
    "medium": {
        "pending": (WARNING, "warning"),
        "erased": (SUCCESS, "success"),
        "destroyed": (SUCCESS, "success"),
        "removed": (INFO, "arrow-up"),
        "returned_to_donor": (NEUTRAL, "arrow-back"),
        "lost": (DANGER, "danger"),
        "no_medium": (NEUTRAL, "close"),
    },
    "check": {
        "open": (NEUTRAL, "checklist"),
        "passed": (SUCCESS, "success"),
        "failed": (DANGER, "danger"),
        "not_applicable": (NEUTRAL, "close"),
    },
    "part": {
        "in_stock": (SUCCESS, "success"),
        "built_in": (INFO, "autorenew"),
        "scrapped": (NEUTRAL, "delete"),
    },
    "pallet": {
        "open": (INFO, "arrow-down"),
        "collected": (NEUTRAL, "arrow-forward"),
    },
    "institution": {
        "applied": (INFO, "mail"),
        "approved": (SUCCESS, "check"),
        "refused": (NEUTRAL, "close"),
        "suspended": (WARNING, "warning"),
    },
    "request": {
        "draft": (NEUTRAL, "draft"),
        "submitted": (INFO, "mail"),
        "approved": (SUCCESS, "check"),
        "declined": (NEUTRAL, "close"),
        "withdrawn": (NEUTRAL, "close"),
    },
    "need": {
        "open": (NEUTRAL, "checklist"),
        "reserved": (INFO, "account-circle"),
        "fulfilled": (SUCCESS, "check"),
        "withdrawn": (NEUTRAL, "close"),
        "declined": (NEUTRAL, "close"),
    },
    "allocation": {
        "reserved": (INFO, "account-circle"),
        "delivered": (INFO, "arrow-forward"),
        "handed_over": (SUCCESS, "check"),
        "returned": (WARNING, "arrow-back"),
        "released": (NEUTRAL, "close"),
    },
    "handover": {
        "planned": (NEUTRAL, "calendar-today"),
        "packed": (INFO, "checklist"),
        "under_way": (INFO, "arrow-forward"),
        "closed": (SUCCESS, "check"),
        "cancelled": (NEUTRAL, "close"),
    },
    "devicereport": {
        "reported": (WARNING, "mail"),
        "awaited": (INFO, "arrow-back"),
        "repair_awaited": (INFO, "arrow-back"),
        "in_repair": (INFO, "autorenew"),
        "settled": (SUCCESS, "check"),
        "withdrawn": (NEUTRAL, "close"),
    },
    "proposal": {
        "calculating": (INFO, "autorenew"),
        "ready": (WARNING, "checklist"),
        "failed": (DANGER, "danger"),
        "confirmed": (SUCCESS, "check"),
        "discarded": (NEUTRAL, "close"),
    },
    "document": {
        "queued": (INFO, "autorenew"),
        "ready": (SUCCESS, "success"),
        "failed": (DANGER, "danger"),
        "voided": (NEUTRAL, "close"),
        "superseded": (NEUTRAL, "content-copy"),
        "purged": (NEUTRAL, "delete"),
        "signed": (SUCCESS, "edit"),
    },
    "mail": {
        "queued": (NEUTRAL, "mail"),
        "sending": (INFO, "autorenew"),
        "sent": (SUCCESS, "success"),
        "failed": (DANGER, "danger"),
        "uncertain": (WARNING, "question-mark"),
    },
}

# Where the words of an aggregate stand: names, not imports, as this package lies below every other.
_FIELDS = {
    "donation": ("donations.Donation", "status"),
    "device": ("devices.Device", "status"),
    "medium": ("devices.StorageMedium", "status"),
    "check": ("devices.Check", "result"),
    "part": ("devices.Part", "status"),
    "pallet": ("devices.Pallet", "status"),
    "institution": ("recipients.Institution", "status"),
    "request": ("recipients.Request", "status"),
    "need": ("recipients.Need", "status"),
    "allocation": ("recipients.Allocation", "status"),
    "handover": ("recipients.Handover", "status"),
    "devicereport": ("recipients.DeviceReport", "status"),
    "proposal": ("recipients.Proposal", "status"),
    "document": ("documents.Document", "status"),
    "mail": ("custody.Mail", "status"),
}
# What a page says where no row has a status.
_MORE_WORDS = {
    ("check", "open"): pgettext_lazy("check", "open"),
    ("medium", "no_medium"): pgettext_lazy("medium", "no medium"),
    ("document", "signed"): pgettext_lazy("document", "signed"),
}


def look(aggregate: str, code: str) -> Look:
    """The look of one status. Raises LookupError for one that the map lacks, so that a test finds it and no
    page shows a bare code."""
    try:
        tone, icon = LOOKS[aggregate][str(code)]
        word = _MORE_WORDS.get((aggregate, code)) or dict(words(aggregate))[code]
    except KeyError:
        raise LookupError(f"The status map has no {aggregate} {code!r}.") from None
    return Look(tone, icon, word)


def look_of(row: Model) -> Look:
    """The look of a row's present status."""
    aggregate, field = _BY_MODEL[row._meta.label]
    return look(aggregate, getattr(row, field))


def words(aggregate: str) -> list[tuple[str, str | Promise]]:
    """(code, word) of every status that a row of this aggregate can have, in the order of its life."""
    label, field = _FIELDS[aggregate]
    return apps.get_model(label)._meta.get_field(field).flatchoices


_BY_MODEL = {label: (aggregate, field) for aggregate, (label, field) in _FIELDS.items()}
