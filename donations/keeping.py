"""What this app registers about keeping: its scans, and notes of what was said."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from documents import stored
from documents.retention.registry import Rule
from documents.retention.registry import register as register_rules
from donations.appointments import forgetting
from donations.donors.models import ContactNote


def register() -> None:
    """Called in AppConfig.ready()."""
    stored.register(stored.StoredColumn("donations.AgreementRecord", "scan_key"))
    register_rules(CONTACT_NOTES, forgetting.RULE)


def _said():
    notes = ContactNote.objects.filter(erased_at=None)
    return notes.annotate(kept_since=Coalesce("happened_on", TruncDate("written_at")))


def erase_texts(pks: Sequence[int], now: datetime) -> int:
    """Takes the texts out; that there was a contact stays."""
    return ContactNote.objects.filter(pk__in=pks, erased_at=None).update(text="", erased_at=now)


CONTACT_NOTES = Rule(
    code="contact_notes",
    title=_("Notes of what was said with donors"),
    goes=_("the text"),
    stays=_("that there was a contact, and when"),
    rows=_said,
    destroy=erase_texts,
)
