"""The receipt as a kind of paper that is signed."""

from dataclasses import replace

from django.conf import settings

from recipients import receipts
from recipients.signatures.on_screen import ON_SCREEN


def keeps_scans() -> bool:
    """Signed originals stay at the institution; whether their scans are kept here is the operator's setting, off by
    default (PRODUCT.md § 7)."""
    return settings.KEEP_RECEIPT_SCANS


RECEIPT = replace(receipts.RECEIPT, signed_by_hand=True, keeps_scans=keeps_scans, on_screen=ON_SCREEN)
