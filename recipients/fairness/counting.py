"""Counting who was served in a school year, and who waited at its end or waits today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from custody.enums import CORRECTED
from recipients.calendar.school_year import SchoolYear
from recipients.enums import Agreement, NeedStatus, RequestStatus
from recipients.models import Need, NeedEvent
from recipients.retention.needs import CODES_DESTROYED

WEEK = timedelta(weeks=1)
# Bands of waiting time by their upper ends, in full weeks; what is longer belongs to the last band.
BANDS = (4, 8, 12, 26, 52)
WAITS = (NeedStatus.OPEN, NeedStatus.RESERVED)
# What stands for a school grade where there is none.
FOR_ITSELF, NOT_KNOWN = "institution", "unknown"


@dataclass
class Counts:
    """How many needs, by the key of their institution, by school grade (or FOR_ITSELF, or NOT_KNOWN when it
    was not given or is forgotten) and by the number of the band of their waiting time."""

    by_institution: Counter = field(default_factory=Counter)
    by_grade: Counter = field(default_factory=Counter)
    by_band: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All of them; each is counted once in every table."""
        return self.by_institution.total()


def band_of(waited: timedelta) -> int:
    """The number of the band: 0 for under 4 weeks, len(BANDS) for 52 weeks and more."""
    weeks = waited // WEEK
    return next((number for number, end in enumerate(BANDS) if weeks < end), len(BANDS))


def served(year: SchoolYear, *, until: date) -> Counts:
    """Needs that were fulfilled in the school year and were so at the end of that day, by the time they had waited:
    whatever became of them later."""
    first, moment = _span(year.start, until)
    needs = _as_of(moment).filter(status_then=NeedStatus.FULFILLED, since_then__gte=first)
    rows = _with_grade(needs).values_list("request__institution", "grade", "queued_since", "since_then")
    return _counted((school, grade, until - since if since else None) for school, grade, since, until in rows)


def waiting(*, until: date) -> Counts:
    """Needs that waited at the end of that day, by the time they had waited until then, whatever became of them later.
    One whose request was approved later did not wait yet."""
    moment = _span(until, until)[1]
    by_then = Q(request__status=RequestStatus.APPROVED, request__status_since__lte=moment)
    approved = _as_of(moment).filter(by_then | Q(request__status=RequestStatus.WITHDRAWN))
    needs = approved.filter(status_then__in=WAITS, queued_since__lte=moment)
    rows = _with_grade(needs).values_list("request__institution", "grade", "queued_since")
    return _counted((school, grade, moment - since) for school, grade, since in rows)


def _as_of(moment: datetime) -> QuerySet[Need]:
    """All needs with their status at that moment, `status_then`, and since when, `since_then`: by the last step of
    their history until then that was not taken back."""
    of_status = NeedEvent.objects.exclude(new_status="")
    following = of_status.filter(subject=OuterRef("subject"), sequence__gt=OuterRef("sequence")).order_by("sequence")
    steps = of_status.filter(subject=OuterRef("pk"), happened_at__lte=moment).exclude(kind=CORRECTED)
    stands = Q(then=None) | ~Q(then=CORRECTED)
    steps = steps.annotate(then=Subquery(following.values("kind")[:1])).filter(stands).order_by("-sequence")
    # A need that has made no step yet is as it was entered.
    entered = Case(When(status_since__lte=moment, then="status"), default=Value(NeedStatus.OPEN.value))
    return Need.objects.annotate(
        status_then=Coalesce(Subquery(steps.values("new_status")[:1]), entered, output_field=CharField()),
        since_then=Coalesce(Subquery(steps.values("happened_at")[:1]), "status_since"),
    )


def _with_grade(needs: QuerySet[Need]) -> QuerySet[Need]:
    """`grade`: what each need is counted under, as text. Forgetting a pupil's grade leaves a line behind."""
    forgotten = NeedEvent.objects.filter(subject=OuterRef("pk"), kind=CODES_DESTROYED)
    for_itself = Q(pupil_code="") & (Q(agreement=Agreement.LOAN) | Q(class_set__isnull=False)) & ~Exists(forgotten)
    known = When(school_grade__isnull=False, then=Cast("school_grade", CharField()))
    return needs.annotate(grade=Case(known, When(for_itself, then=Value(FOR_ITSELF)), default=Value(NOT_KNOWN)))


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)


def _counted(rows: Iterable[tuple[int, str, timedelta | None]]) -> Counts:
    counts = Counts()
    for institution, grade, waited in rows:
        counts.by_institution[institution] += 1
        counts.by_grade[grade] += 1
        counts.by_band[band_of(waited or timedelta())] += 1
    return counts
