"""Coordination's side: when a pick-up takes place, who drives, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from donations import services
from donations.appointments.models import Appointment, PickUpLook
from donations.enums import Delivery, DonationStatus
from donations.models import Donation

LAST = 10_000


@transaction.atomic
def plan(
    donation: Donation,
    *,
    at: datetime,
    until: datetime | None,
    driver: User | None,
    actor: Actor,
    now: datetime | None = None,
) -> None:
    """Makes or moves the appointment and says who drives. A new driver alone sends no mail.

    Raises TransitionRefused as `services.schedule`, and when nothing is new.
    """
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    known = getattr(donation, "appointment", None)
    same_time = donation.status == DonationStatus.SCHEDULED and donation.scheduled_for == at
    same_time = same_time and (known.ends_at if known else None) == until
    same_driver = (known.driver_id if known else None) == getattr(driver, "pk", None)
    if not same_time or same_driver:
        services.schedule(donation, at=at, until=until, actor=actor, now=now)
    if not same_driver:
        values = {"driver": driver, "starts_at": at, "route_position": None}
        Appointment.objects.update_or_create(donation=donation, defaults=values)
        data = {"driver": getattr(driver, "pk", None)}
        record(donation, services.DRIVER_CHANGED, actor=actor, data=data, happened_at=now)


@dataclass(frozen=True)
class Stop:
    """One pick-up of a route. `is_first` and `is_last` among those of the same driver."""

    donation: Donation
    is_first: bool
    is_last: bool

    @property
    def until(self) -> datetime | None:
        """The end of its window."""
        return services.ends_at(self.donation)


@dataclass(frozen=True)
class Route:
    """What one person drives on a day; `driver` None: nobody yet."""

    driver: User | None
    stops: list[Stop]


def pick_ups_of(day: date) -> QuerySet[Donation]:
    """Pick-ups of that day (in Leipzig) that take place or took place."""
    rows = Donation.objects.filter(delivery=Delivery.PICK_UP, scheduled_for__date=day)
    gone = [DonationStatus.ANNOUNCED, DonationStatus.DECLINED, DonationStatus.CANCELLED]
    return rows.exclude(status__in=gone).select_related("donor", "appointment__driver")


def routes(day: date, *, driver: User | None = None) -> list[Route]:
    """The day's routes: everybody's, or one driver's alone; in the order that was chosen, else by time."""
    rows = pick_ups_of(day).annotate(device_count=Count("devices"))
    if driver is not None:
        rows = rows.filter(appointment__driver=driver, status=DonationStatus.SCHEDULED)
    by_driver: dict[User | None, list[Donation]] = {}
    for row in sorted(rows, key=_order):
        by_driver.setdefault(_driver(row), []).append(row)
    named = sorted(by_driver.items(), key=lambda pair: (pair[0] is None, str(pair[0] or "")))
    return [Route(person, _stops(found)) for person, found in named]


def _driver(row: Donation) -> User | None:
    known = getattr(row, "appointment", None)
    return known.driver if known else None


def _order(row: Donation) -> tuple[int, datetime, int]:
    known = getattr(row, "appointment", None)
    position = known.route_position if known and known.route_position is not None else LAST
    return position, row.scheduled_for, row.pk


def _stops(rows: list[Donation]) -> list[Stop]:
    return [Stop(row, number == 0, number == len(rows) - 1) for number, row in enumerate(rows)]


@transaction.atomic
def move(donation: Donation, *, up: bool) -> None:
    """Exchanges a pick-up with the one before or after it on its driver's route; at the end nothing happens.

    Raises TransitionRefused for a donation that is on no route.
    """
    if donation.scheduled_for is None or donation.delivery != Delivery.PICK_UP:
        raise TransitionRefused(_("This donation is on no route."))
    day = timezone.localdate(donation.scheduled_for)
    for row in pick_ups_of(day):
        Appointment.objects.get_or_create(donation=row, defaults={"starts_at": row.scheduled_for})
    # Held until the commit: two who sort at once do so one after the other.
    list(Appointment.objects.select_for_update().filter(donation__in=pick_ups_of(day)).order_by("pk"))
    route = next((route for route in routes(day) if _is_on(route, donation)), None)
    if route is None:
        raise TransitionRefused(_("This donation is on no route."))
    order = [stop.donation.pk for stop in route.stops]
    place = order.index(donation.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    _write_order(order)


def _is_on(route: Route, donation: Donation) -> bool:
    return any(stop.donation.pk == donation.pk for stop in route.stops)


def _write_order(order: Iterable[int]) -> None:
    for position, pk in enumerate(order, start=1):
        Appointment.objects.filter(donation=pk).update(route_position=position)


def log_looks(rows: Iterable[Route], user: User, *, now: datetime | None = None) -> None:
    """Who drives saw these addresses (PRODUCT.md § 1); call it before they are shown."""
    now = now or timezone.now()
    looks = [PickUpLook(donation=stop.donation, user=user, looked_at=now) for route in rows for stop in route.stops]
    PickUpLook.objects.bulk_create(looks)
