"""The pile of a handover's receipts as one PDF, drawn from their frozen contents: the Übergabeliste on top, then the
receipts by institution, school grade and code."""

import json
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.enums import DocumentStatus
from documents.pdf.paper import Paper
from recipients import papers
from recipients.models import Handover, Receipt
from recipients.packing import lists


def kept_receipts(handover: Handover) -> QuerySet[Receipt]:
    """What lies in the pile: all standing receipts that retention has left."""
    return handover.receipts.active().exclude(document__status=DocumentStatus.PURGED)


def ready_receipts(handover: Handover) -> list[Receipt]:
    """The same in the order of the pile. Raises TransitionRefused while one isn't ready."""
    rows = list(kept_receipts(handover).select_related("document", "need", "handover__institution"))
    if not rows or any(row.document.status != DocumentStatus.READY for row in rows):
        raise TransitionRefused(_("The pile can be downloaded when all receipts are ready."))
    return sorted(rows, key=_place)


def pile(handover: Handover, *, duplex: bool, drawn: Callable[[int], None] | None = None) -> bytes:
    """All standing receipts; a single one without the list. `drawn` hears how many are drawn. Raises TransitionRefused
    while one isn't ready."""
    rows = ready_receipts(handover)
    contents = [json.loads(row.document.content) for row in rows]

    def on_top(paper: Paper) -> int:
        return lists.handover_list_on(paper, handover)

    in_front = on_top if len(rows) > 1 else None
    return papers.draw_receipts(contents, duplex=duplex, in_front=in_front, drawn=drawn)


def _place(receipt: Receipt) -> tuple[str, int, str, str]:
    """Where it lies in the pile: what is for the institution itself comes before the pupils."""
    need = receipt.need
    grade, code = (need.school_grade or 0, need.pupil_code) if need else (0, "")
    return receipt.handover.institution.name, grade, code, receipt.document.number
