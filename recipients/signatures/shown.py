"""Signatures on the page of a handover's receipts: how each was signed, and tabs for the two kinds."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from documents.enums import DocumentStatus
from documents.models import Document, Signature
from recipients.models import Handover, Receipt

SIGNED, UNSIGNED = "signed", "unsigned"


def narrowed(rows: QuerySet[Receipt], choice: str) -> QuerySet[Receipt]:
    """Those that are signed, or ready and not signed; with another choice all of them."""
    if choice == SIGNED:
        return rows.filter(_signed())
    return rows.filter(~_signed(), document__status=DocumentStatus.READY) if choice == UNSIGNED else rows


def _signed() -> Exists:
    return Exists(Signature.objects.filter(document=OuterRef("document")))


@dataclass(frozen=True)
class Counts:
    """Standing receipts of a handover that are signed, and those that are ready and not signed."""

    signed: int
    unsigned: int


def counts_of(handover: Handover) -> Counts:
    """Counted anew, as somebody may have signed meanwhile."""
    unsigned = Q(has_signature=False, document__status=DocumentStatus.READY)
    rows = handover.receipts.active().annotate(has_signature=_signed())
    return Counts(
        **rows.aggregate(
            signed=Count("pk", filter=Q(has_signature=True)),
            unsigned=Count("pk", filter=unsigned),
        )
    )


def tabs(handover: Handover, url: str, current: str) -> list[dict[str, object]]:
    """Once the first is signed: tabs for those that are and those that are not."""
    counts = counts_of(handover)
    if not counts.signed and current not in (SIGNED, UNSIGNED):
        return []
    shown = ((SIGNED, _("signed"), counts.signed), (UNSIGNED, _("not signed yet"), counts.unsigned))
    return [
        {
            "label": label,
            "count": count,
            "url": f"{url}?status={code}",
            "is_current": current == code,
            "code": code,
        }
        for code, label, count in shown
    ]


def signature_of(document: Document) -> Signature | None:
    """The one that counts, of a paper whose signatures are prefetched."""
    return next(iter(document.signatures.all()), None)
