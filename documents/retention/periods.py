"""Terms in days, months, calendar years and further years that an upper app names."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)
# No paper of ours is older, none is kept longer: between them the first day of a term is searched.
EARLIEST, LATEST = date(1900, 1, 1), date(2300, 1, 1)


class Unit(models.TextChoices):
    """What a term is counted in. Years count from the end of the year in which it began."""

    DAYS = "days", _("days")
    MONTHS = "months", _("months")
    CALENDAR_YEARS = "calendar_years", _("calendar years")
    SCHOOL_YEARS = "school_years", _("school years")


def _end_of_calendar_year(day: date) -> date:
    return date(day.year, 12, 31)


ENDS_OF_YEARS: dict[Unit, Callable[[date], date]] = {Unit.CALENDAR_YEARS: _end_of_calendar_year}


def register_year(unit: Unit, end: Callable[[date], date]) -> None:
    """Says when a kind of year ends; called in AppConfig.ready() of the app that knows."""
    ENDS_OF_YEARS[unit] = end


@dataclass(frozen=True)
class Period:
    """So many units. One school year: to the end of the school year in which it began, plus one."""

    amount: int
    unit: Unit

    def last_day(self, start: date) -> date:
        """The last day on which what began on `start` is kept."""
        if self.unit is Unit.DAYS:
            return start + timedelta(days=self.amount)
        if self.unit is Unit.MONTHS:
            return _months_later(start, self.amount)
        return _months_later(ENDS_OF_YEARS[self.unit](start), 12 * self.amount)

    def goes_on(self, start: date) -> date:
        """The day on which it goes."""
        return self.last_day(start) + ONE_DAY

    def latest_start(self, today: date) -> date:
        """What began on this day or before goes today or went already; found by halving, as later beginnings never end
        earlier."""
        days = range((LATEST - EARLIEST).days)
        ended = bisect_right(days, today, key=lambda day: self.goes_on(EARLIEST + timedelta(days=day)))
        return EARLIEST + timedelta(days=ended - 1)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last of a month that has none (§ 188 (3) BGB)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
