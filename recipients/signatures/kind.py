"""The receipt as a kind of paper that is signed."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import timezone

from documents.models import Document
from recipients import receipts
from recipients.signatures.on_screen import ON_SCREEN


def keeps_scans() -> bool:
    """Signed originals stay at the institution; whether their scans are kept here is the operator's setting, off by
    default (PRODUCT.md § 7)."""
    return settings.KEEP_RECEIPT_SCANS


def signed_from(document: Document) -> date:
    """The day of the handover: what was filled in without the internet is issued afterwards."""
    return timezone.localdate(document.receipt.handover.starts_at)


RECEIPT = replace(
    receipts.RECEIPT, signed_by_hand=True, keeps_scans=keeps_scans, signed_from=signed_from, on_screen=ON_SCREEN
)
