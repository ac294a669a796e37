"""Public holidays in Saxony (SächsSFG § 1), worked out for any year, so that nobody has to enter them."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIXED: dict[tuple[int, int], Promise] = {
    (1, 1): _("New Year's Day"),
    (5, 1): _("Labour Day"),
    (10, 3): _("Day of German Unity"),
    (10, 31): _("Reformation Day"),
    (12, 25): _("Christmas Day"),
    (12, 26): _("Second Christmas Day"),
}
# Days from Easter Sunday.
MOVING: dict[int, Promise] = {
    -2: _("Good Friday"),
    1: _("Easter Monday"),
    39: _("Ascension Day"),
    50: _("Whit Monday"),
}
WEDNESDAY = 2


@lru_cache(maxsize=16)
def saxon_holidays(year: int) -> dict[date, Promise]:
    """{day: its name} of one year."""
    found = {date(year, month, day): name for (month, day), name in FIXED.items()}
    sunday = easter(year)
    found |= {sunday + timedelta(days=days): name for days, name in MOVING.items()}
    return found | {repentance_day(year): _("Day of Repentance and Prayer")}


def repentance_day(year: int) -> date:
    """The Wednesday before 23 November."""
    day = date(year, 11, 22)
    return day - timedelta(days=(day.weekday() - WEDNESDAY) % 7)


def holiday(day: date) -> Promise | None:
    """The name of the holiday on that day, if it is one."""
    return saxon_holidays(day.year).get(day)
