"""Until when a reservation is kept."""

from datetime import date, timedelta

from recipients.calendar.terms import add_term
from recipients.models import Term, TermPurpose

# Where the administration keeps no number.
HOLD_DAYS, LONGEST_DAYS = 14, 90


def hold_until(day: date) -> date:
    """The last day of a reservation that is made on `day`; school holidays don't count."""
    return add_term(day, _days(TermPurpose.HOLD, HOLD_DAYS))


def still_to_come(day: date, today: date) -> date:
    """The day until which something is to be reserved, or of a new term if that is over."""
    return day if day >= today else hold_until(today)


def longest_hold() -> timedelta:
    """For how long a reservation may be kept at most, from the day on which it was made; every day counts."""
    return timedelta(days=_days(TermPurpose.LONGEST_HOLD, LONGEST_DAYS))


def _days(purpose: TermPurpose, otherwise: int) -> int:
    return next(iter(Term.objects.days_of(purpose)), otherwise)
