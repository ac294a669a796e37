"""Counting who was served in a school year, and who waited at its end or waits today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from recipients.calendar.school_year import SchoolYear
from recipients.enums import NeedStatus, RequestStatus
from recipients.models import Need

WEEK = timedelta(weeks=1)
# Bands of waiting time by their upper ends, in full weeks; what is longer belongs to the last band.
BANDS = (4, 8, 12, 26, 52)
OVER = (NeedStatus.FULFILLED, NeedStatus.WITHDRAWN, NeedStatus.DECLINED)
WAITS = (NeedStatus.OPEN, NeedStatus.RESERVED)


@dataclass
class Counts:
    """How many needs, by the key of their institution, by school grade (None: for the institution itself) and by the
    number of the band of their waiting time."""

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


def served(year: SchoolYear) -> Counts:
    """Needs that were fulfilled in the school year and are still, by the time they had waited."""
    needs = Need.objects.filter(status=NeedStatus.FULFILLED, status_since__range=_span(year.start, year.end))
    rows = needs.values_list("request__institution", "school_grade", "queued_since", "status_since")
    return _counted((school, grade, until - since if since else None) for school, grade, since, until in rows)


def waiting(year: SchoolYear, *, now: datetime) -> Counts:
    """Needs that waited at the end of the school year, or wait now, by the time they had waited until then. A need that
    was over later counts as waiting until it was."""
    moment = min(now, _span(year.start, year.end)[1])
    approved = Need.objects.filter(request__status__in=[RequestStatus.APPROVED, RequestStatus.WITHDRAWN])
    still = Q(status__in=WAITS, request__status=RequestStatus.APPROVED) | Q(status__in=OVER, status_since__gt=moment)
    needs = approved.filter(still, queued_since__lte=moment)
    rows = needs.values_list("request__institution", "school_grade", "queued_since")
    return _counted((school, grade, moment - since) for school, grade, since in rows)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)


def _counted(rows: Iterable[tuple[int, int | None, timedelta | None]]) -> Counts:
    counts = Counts()
    for institution, grade, waited in rows:
        counts.by_institution[institution] += 1
        counts.by_grade[grade] += 1
        counts.by_band[band_of(waited or timedelta())] += 1
    return counts
