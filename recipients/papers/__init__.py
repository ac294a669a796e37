"""What the papers for recipients say: pure functions of frozen content, no Django import."""

from recipients.papers.annex import ANNEX_TEXTS
from recipients.papers.content import (
    GERMAN_BINDING,
    GERMAN_DRAFT,
    GERMAN_TEXTS,
    GERMAN_TITLE,
    SECOND,
    SECOND_NAMES,
    Annex,
    Clause,
    Device,
    Institution,
    Issuer,
    KindLine,
    Medium,
    Pupil,
    ReceiptContent,
    ReceiptTexts,
    RequestLine,
)
from recipients.papers.receipt import draw_receipt, draw_receipts, issue_check, page_count

__all__ = [
    "ANNEX_TEXTS",
    "GERMAN_BINDING",
    "GERMAN_DRAFT",
    "GERMAN_TEXTS",
    "GERMAN_TITLE",
    "SECOND",
    "SECOND_NAMES",
    "Annex",
    "Clause",
    "Device",
    "Institution",
    "Issuer",
    "KindLine",
    "Medium",
    "Pupil",
    "ReceiptContent",
    "ReceiptTexts",
    "RequestLine",
    "draw_receipt",
    "draw_receipts",
    "issue_check",
    "page_count",
]
