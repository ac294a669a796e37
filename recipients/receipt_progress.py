"""How far the receipts of a handover are, for the page that follows their making."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from documents.enums import DocumentStatus
from documents.errors import STORAGE
from recipients.models import Handover, Receipt

# A screen reader is told at these shares of the whole, not with every paper.
MILESTONES = (25, 50, 75, 100)
# The speed is that of the last moments: workers come and go.
LATELY = timedelta(seconds=30)
# So long nobody wonders that nothing is there yet.
AT_FIRST = timedelta(seconds=10)


@dataclass(frozen=True)
class Progress:
    """Counts of standing receipts, apart from those whose content retention destroyed (`purged`); how many a minute
    were made lately, and how long the rest will take if it goes on like this (None: nobody knows yet); whether it is
    the storage that they wait for, and whether the batch has only just been issued."""

    total: int
    ready: int
    failed: int
    queued: int
    purged: int
    per_minute: int | None
    rest_seconds: int | None
    is_storage_closed: bool
    has_just_begun: bool

    @property
    def is_running(self) -> bool:
        """A worker still has something to do."""
        return self.queued > 0

    @property
    def all_ready(self) -> bool:
        """The pile can be printed."""
        return 0 < self.total == self.ready

    @property
    def rest_minutes(self) -> int:
        """The same in minutes, once it is two of them; 0 before."""
        return round(self.rest_seconds / 60) if self.rest_seconds and self.rest_seconds >= 120 else 0

    @property
    def milestone(self) -> int:
        """The last milestone in percent that was passed; 0 before the first."""
        share = 100 * self.ready / self.total if self.total else 0
        return max((step for step in MILESTONES if share >= step), default=0)


def progress_of(handover: Handover, *, now: datetime | None = None) -> Progress:
    """Counted from the papers themselves, so that it is right whatever became of a worker."""
    now = now or timezone.now()
    begun = max(_begun(handover), now - LATELY)
    status = {status: Q(document__status=status) for status in ("ready", "failed", "queued", "purged")}
    questions = status | {
        "made": Q(document__status=DocumentStatus.READY, document__ready_at__gte=begun),
        "refused": Q(document__status=DocumentStatus.QUEUED, document__error=STORAGE),
    }
    of = {name: Count("pk", filter=question) for name, question in questions.items()}
    counted = handover.receipts.active().aggregate(**of)
    made, refused = counted.pop("made"), counted.pop("refused")
    speed = made / max(1.0, (now - begun).total_seconds()) if counted["queued"] else 0.0
    return Progress(
        **counted,
        total=counted["ready"] + counted["failed"] + counted["queued"],
        per_minute=max(1, round(60 * speed)) if speed else None,
        rest_seconds=max(1, round(counted["queued"] / speed)) if speed else None,
        is_storage_closed=refused > 0,
        has_just_begun=now - begun < AT_FIRST,
    )


def _begun(handover: Handover) -> datetime:
    """When the last batch was issued."""
    job = handover.receipts_job
    return job.created_at if job else datetime.min.replace(tzinfo=UTC)


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
