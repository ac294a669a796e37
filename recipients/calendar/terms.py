"""Days that count for a term: those outside the school holidays (PRODUCT.md § 8)."""

from collections.abc import Iterable
from datetime import date, timedelta

from recipients.models import SchoolHoliday

ONE_DAY = timedelta(days=1)
Span = tuple[date, date]


def add_term(day: date, days: int) -> date:
    """The last day of a term of so many days that begins after `day`; days in school holidays are not counted."""
    return counted(day, days, SchoolHoliday.objects.spans(since=day))


def counted(day: date, days: int, holidays: Iterable[Span]) -> date:
    """The same with given holidays (first and last day, both included), without asking the database."""
    spans = list(holidays)
    while days > 0:
        day += ONE_DAY
        days -= not any(first <= day <= last for first, last in spans)
    return day


def is_school_holiday(day: date) -> bool:
    """Whether terms stand still on this day: then nothing runs out and nobody is reminded."""
    return SchoolHoliday.objects.in_use().filter(first_day__lte=day, last_day__gte=day).exists()
