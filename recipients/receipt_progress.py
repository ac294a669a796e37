"""How far the receipts of a handover are, for the page that follows their making."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from documents.enums import DocumentStatus
from recipients.models import Handover, Receipt

# A screen reader is told at these shares of the whole, not with every paper.
MILESTONES = (25, 50, 75, 100)


@dataclass(frozen=True)
class Progress:
    """Counts of standing receipts, and how long the rest will take if it goes on like this (None: nobody knows yet)."""

    total: int
    ready: int
    failed: int
    queued: int
    rest_seconds: int | None

    @property
    def is_running(self) -> bool:
        """A worker still has something to do."""
        return self.queued > 0

    @property
    def all_ready(self) -> bool:
        """The pile can be printed."""
        return 0 < self.total == self.ready

    @property
    def milestone(self) -> int:
        """The last milestone in percent that was passed; 0 before the first."""
        share = 100 * self.ready / self.total if self.total else 0
        return max((step for step in MILESTONES if share >= step), default=0)


def progress_of(handover: Handover, *, now: datetime | None = None) -> Progress:
    """Counted from the papers themselves, so that it is right whatever became of a worker."""
    of = {status: Count("pk", filter=Q(document__status=status)) for status in ("ready", "failed", "queued")}
    counted = handover.receipts.active().aggregate(total=Count("pk"), **of)
    return Progress(**counted, rest_seconds=_rest(handover, counted["queued"], now or timezone.now()))


def _rest(handover: Handover, queued: int, now: datetime) -> int | None:
    job = handover.receipts_job
    if not queued or job is None or not job.done or job.finished_at:
        return None
    elapsed = (now - job.created_at).total_seconds()
    return max(1, round(queued * elapsed / job.done))


def receipts_in_order(handover: Handover, *, status: str = "") -> QuerySet[Receipt]:
    """Standing receipts with what their rows show; first what somebody has to look at."""
    order = Case(
        When(document__status=DocumentStatus.FAILED, then=Value(0)),
        When(document__status=DocumentStatus.QUEUED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = handover.receipts.active().select_related("document", "need")
    rows = rows.prefetch_related("allocations__device__category").order_by(order, "document__number")
    return rows.filter(document__status=status) if status in DocumentStatus.values else rows
