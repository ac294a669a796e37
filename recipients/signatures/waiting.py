"""Receipts from the hour of their handover on that nobody has signed."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncDate

from documents.enums import DocumentStatus
from documents.models import Signature
from recipients.enums import AllocationStatus, InstitutionKind
from recipients.models import Allocation, Receipt, SignatureReminder

OUT = (AllocationStatus.DELIVERED, AllocationStatus.HANDED_OVER)


def unsigned(rows: QuerySet[Receipt], *, now: datetime) -> QuerySet[Receipt]:
    """Those of them that stand without a signature, from the hour of their handover on, with `since`: the day from
    which one waits for it, and `reminded_at`: the last mail about it."""
    signed = Signature.objects.filter(document=OuterRef("document"))
    reminders = SignatureReminder.objects.filter(document=OuterRef("document")).order_by("-sent_at")
    standing = rows.filter(active=True, document__status=DocumentStatus.READY, handover__starts_at__lte=now)
    since = Greatest(TruncDate("handover__starts_at"), TruncDate("document__issued_at"))
    waiting = standing.exclude(Exists(signed))
    return waiting.annotate(since=since, reminded_at=Subquery(reminders.values("sent_at")[:1]))


def gone_out(rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Those of them of which at least one device has left the house."""
    return rows.filter(Exists(Allocation.objects.filter(receipts=OuterRef("pk"), status__in=OUT)))


def of_coordination() -> Q:
    """Those at which coordination itself has to act: a family at the counter has nobody else."""
    return Q(handover__institution__kind=InstitutionKind.COUNTER)


def waits_for_days(row: Receipt, today: date) -> int:
    """How long a row of `unsigned` has waited."""
    return max((today - row.since).days, 0)
