"""What a handover's blank papers say already: who gives, who receives, the day, the terms in force."""

from datetime import datetime

from django.utils import timezone

from recipients.enums import Agreement
from recipients.models import Handover
from recipients.papers.blank import draw_blank_receipts
from recipients.papers.content import ReceiptContent
from recipients.receipt_content import content_of, sources

# A loan's last day is written by hand.
UNTIL = "Leihe bis ____________"


def blank_receipts(
    handover: Handover, *, agreement: str, language: str, copies: int, now: datetime | None = None
) -> bytes:
    """A PDF of so many equal pages. Raises TransitionRefused for a text or translation that is missing; PaperError for
    one that can't be printed."""
    return draw_blank_receipts(_content(handover, agreement, language, now or timezone.now()), copies)


def _content(handover: Handover, agreement: str, language: str, now: datetime) -> ReceiptContent:
    content = content_of(agreement, [], [], shared=sources(handover), now=now, language=language)
    by_hand = {"agreement": UNTIL} if agreement == Agreement.LOAN else {}
    unknown = {"number": "", "version": 1, "pupil": {"code": "", "school_grade": ""}, "verification_url": ""}
    return {**content, **by_hand, **unknown, "place": ""}
