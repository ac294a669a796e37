"""What the papers for recipients say: pure functions of frozen content, no Django import."""

from recipients.papers.content import (
    GERMAN_TEXTS,
    Clause,
    Device,
    Institution,
    Issuer,
    Medium,
    Pupil,
    ReceiptContent,
    ReceiptTexts,
    RequestLine,
)
from recipients.papers.receipt import draw_receipt, draw_receipts, issue_check

__all__ = [
    "GERMAN_TEXTS",
    "Clause",
    "Device",
    "Institution",
    "Issuer",
    "Medium",
    "Pupil",
    "ReceiptContent",
    "ReceiptTexts",
    "RequestLine",
    "draw_receipt",
    "draw_receipts",
    "issue_check",
]
