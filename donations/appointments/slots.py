"""Drop-off slots: opening hours cut into pieces, and how many places of each are left."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from donations.appointments.holidays import holiday
from donations.appointments.models import Appointment, ClosedDays, OpeningHours

# How far ahead donors may choose.
OFFERED_DAYS = 42
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Slot:
    """A piece of the opening hours. Moments are UTC; `taken` counts donations that have a place in it."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int = 0

    @property
    def free(self) -> int:
        """Places left; none when the capacity was lowered below what is taken."""
        return max(0, self.capacity - self.taken)

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return self.starts_at.strftime("%Y%m%dT%H%MZ")


def moment(day: date, clock: time) -> datetime:
    """That time in Leipzig as UTC. A time that the clock leaves out in March is the one an hour later, one that comes
    twice in October the earlier one."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return local.astimezone(UTC)


def slots_between(first: date, last: date) -> list[Slot]:
    """All slots of these days by time, full and past ones included."""
    return _with_taken([slot for day, hours in _hours_by_day(first, last) for slot in _cut(day, hours)])


def offered_slots(now: datetime, days: int = OFFERED_DAYS) -> list[Slot]:
    """Slots that begin after this moment, in the next weeks; full ones among them, to be shown as full."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return [slot for slot in slots_between(today, today + timedelta(days=days)) if slot.starts_at > now]


def slot_with_key(key: str, now: datetime) -> Slot | None:
    """The slot that a form names, if it is still offered."""
    return next((slot for slot in offered_slots(now) if slot.key == key), None)


def closed_days(first: date, last: date) -> dict[date, str]:
    """{day: why the weekly hours do not count on it}; "" for a day that was closed without a reason."""
    rows = list(ClosedDays.objects.filter(first__lte=last, last__gte=first))
    found: dict[date, str] = {}
    for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
        closed = next((row for row in rows if row.first <= day <= row.last), None)
        name = holiday(day)
        if closed or name:
            found[day] = closed.reason if closed else str(name)
    return found


def _hours_by_day(first: date, last: date) -> Iterator[tuple[date, list[OpeningHours]]]:
    """Hours of a single day stand for that day alone; else the weekly ones count, unless it is closed or a holiday."""
    single = OpeningHours.objects.filter(day__range=(first, last))
    weekly = list(OpeningHours.objects.filter(Q(valid_from=None) | Q(valid_from__lte=last), day=None))
    closed = closed_days(first, last)
    of_day: dict[date, list[OpeningHours]] = {}
    for row in single:
        of_day.setdefault(row.day, []).append(row)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day in of_day:
            yield day, of_day[day]
        elif day not in closed:
            yield day, [row for row in weekly if row.weekday == day.weekday() and _is_valid(row, day)]


def _is_valid(row: OpeningHours, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_until is None or day <= row.valid_until)


def _cut(day: date, hours: Iterable[OpeningHours]) -> list[Slot]:
    """Whole slots only. Steps are counted in UTC, so that on the day of the switch each slot is as long as said."""
    found: dict[datetime, Slot] = {}
    for row in hours:
        step = timedelta(minutes=row.slot_minutes)
        start, end = moment(day, row.starts), moment(day, row.ends)
        while start + step <= end:
            known = found.get(start)
            if known is None or known.capacity < row.capacity:
                found[start] = Slot(start, start + step, row.capacity)
            start += step
    return sorted(found.values(), key=lambda slot: slot.starts_at)


def _with_taken(slots: list[Slot]) -> list[Slot]:
    if not slots:
        return []
    span = (slots[0].starts_at, slots[-1].starts_at)
    taken = Counter(
        Appointment.objects.filter(starts_at__range=span).exclude(slot_place=None).values_list("starts_at", flat=True)
    )
    return [Slot(slot.starts_at, slot.ends_at, slot.capacity, taken[slot.starts_at]) for slot in slots]
