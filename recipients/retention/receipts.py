"""Receipts: their content holds code and devices side by side, until the end of the school year plus one."""

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from documents.retention.registry import Rule
from documents.retention.rules import papers, purge
from recipients.enums import ACTIVE, Agreement, AllocationStatus
from recipients.models import Allocation, Receipt

KINDS = ("handover_receipt",)
USED = (AllocationStatus.HANDED_OVER, AllocationStatus.RETURNED)


def rows() -> QuerySet[Document]:
    """Receipts that still have a content. A term counts from the issue, the handover or the return, whichever is last;
    as long as a loan is out it does not count at all."""
    of_receipt = Allocation.objects.filter(receipts__document=OuterRef("pk"))
    lent = of_receipt.filter(status__in=ACTIVE, item__need__agreement=Agreement.LOAN)
    last_step = of_receipt.filter(status__in=USED).order_by("-status_since").annotate(day=TruncDate("status_since"))
    issued = TruncDate("issued_at")
    last = Coalesce(Subquery(last_step.values("day")[:1], output_field=DateField()), issued)
    return papers(KINDS).exclude(Exists(lent)).annotate(kept_since=Greatest(issued, last))


RULE = Rule(
    code="handover_receipts",
    title=gettext_lazy("Handover receipts"),
    goes=gettext_lazy("content with the pupil's code, file, signed scans and notes"),
    stays=gettext_lazy("number, version, dates, SHA-256, and that the institution received these devices"),
    rows=rows,
    destroy=purge,
    papers=KINDS,
)


def attestation(document: Document) -> list[tuple[str, str]]:
    """What may be said for ever: which institution received which devices, without a code."""
    receipt = Receipt.objects.select_related("handover__institution", "need", "class_set").get(document=document)
    given = receipt.allocations.order_by("device__number").annotate(number=F("device__number"))
    return [
        (_("Institution"), receipt.handover.institution.name),
        (_("Handover"), f"{receipt.handover.number}, {date_format(document.issued_at, 'd.m.Y')}"),
        (_("Devices"), ", ".join(given.values_list("number", flat=True))),
        (_("gift or loan"), str((receipt.need or receipt.class_set).get_agreement_display())),
    ]
