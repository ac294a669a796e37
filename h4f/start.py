"""What the start page tells beside its tiles: today's and tomorrow's appointments, where the devices stand, and how
many were handed over week by week."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.pages.appointments import Appointment, between
from custody.enums import CORRECTED, STATUS_CHANGED
from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent

WEEKS = 9
IN_HOUSE = (
    DeviceStatus.RECEIVED,
    DeviceStatus.IN_REFURBISHMENT,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.DELIVERED,
)
CHART_HEIGHT, BAR_WIDTH, STEP, TOP = 88, 48, 84, 22


@dataclass(frozen=True)
class Stage:
    """How many devices are in a status, and since when the oldest is. `share` is 0 to 100 of the largest stage."""

    status: str
    word: str
    count: int
    oldest_days: int | None
    url: str
    share: int


@dataclass(frozen=True)
class Week:
    """One bar of the chart, in the drawing's units."""

    number: int
    count: int
    is_current: bool
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where the bar's words stand."""
        return self.x + BAR_WIDTH // 2

    @property
    def above(self) -> int:
        """The baseline of the count over the bar."""
        return self.y - 6


def agenda(user: User, day: date) -> list[Appointment]:
    """What takes place on that day, as far as the person may see it, by time."""
    return between(user, day, day)


def stages(user: User, now: datetime) -> list[Stage]:
    """Where the devices stand that are in the house or on their way; nothing for those who may not see devices."""
    if not user.has_perm("devices.view_device"):
        return []
    counted = (
        Device.objects.filter(status__in=IN_HOUSE)
        .values("status")
        .annotate(count=Count("pk"), oldest=Min("status_since"))
    )
    found = {row["status"]: row for row in counted.order_by()}
    largest = max((row["count"] for row in found.values()), default=0) or 1
    return [_stage(status, found.get(status), largest, now) for status in IN_HOUSE]


def _stage(status: DeviceStatus, row: dict | None, largest: int, now: datetime) -> Stage:
    count = row["count"] if row else 0
    return Stage(
        status=status,
        word=str(status.label),
        count=count,
        oldest_days=(now - row["oldest"]).days if row else None,
        url=f"{reverse('device_list')}?status={status.value}",
        share=round(100 * count / largest),
    )


def weeks(user: User, today: date) -> list[Week]:
    """Devices handed over in each of the last nine calendar weeks (ISO 8601), the current one last; a handover that
    was taken back leaves no trace."""
    if not user.has_perm("devices.view_device"):
        return []
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    counts = Counter(_monday(moment) for moment in _handed_over_since(first))
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    largest = max(counts.values(), default=0) or 1
    return [_week(index, monday, counts[monday], largest) for index, monday in enumerate(mondays)]


def _handed_over_since(first: date) -> list[datetime]:
    start = timezone.make_aware(datetime(first.year, first.month, first.day))
    events = DeviceEvent.objects.filter(happened_at__gte=start)
    taken_back = {
        (event.subject_id, event.data["corrects"])
        for event in events.filter(kind=CORRECTED, old_status=DeviceStatus.HANDED_OVER)
    }
    handed_over = events.filter(
        kind=STATUS_CHANGED, old_status=DeviceStatus.DELIVERED, new_status=DeviceStatus.HANDED_OVER
    )
    return [event.happened_at for event in handed_over if (event.subject_id, event.sequence) not in taken_back]


def _monday(moment: datetime) -> date:
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


def _week(index: int, monday: date, count: int, largest: int) -> Week:
    height = round(CHART_HEIGHT * count / largest)
    return Week(
        number=monday.isocalendar().week,
        count=count,
        is_current=index == WEEKS - 1,
        x=16 + STEP * index,
        y=TOP + CHART_HEIGHT - height,
        height=height,
    )
