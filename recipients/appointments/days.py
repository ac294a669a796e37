"""What speaks against a day; none of it forbids it."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from donations.appointments.holidays import holiday
from recipients.models import SchoolHoliday

SATURDAY = 5


def objections(day: date, *, today: date | None = None) -> list[str]:
    """Sentences for people: the day is over, a weekend, a public holiday, in the school holidays."""
    return list(_objections(day, today or timezone.localdate()))


def _objections(day: date, today: date) -> Iterable[str]:
    if day < today:
        yield _("This day is over.")
    if day.weekday() >= SATURDAY:
        yield _("This day is at the weekend.")
    if name := holiday(day):
        yield _("This day is a public holiday: %(name)s.") % {"name": name}
    free = SchoolHoliday.objects.in_use().filter(first_day__lte=day, last_day__gte=day).first()
    if free:
        yield _("Schools are on holiday on this day: %(name)s.") % {"name": free.name}
