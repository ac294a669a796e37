"""Promises and appointments: handovers of past weeks, one that waits for its confirmation, and those to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from custody.actor import Actor
from devices import stages
from devices.enums import DeviceStatus
from devices.models import Device
from documents import rendering
from documents.models import Document
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast
from recipients import allocating, delivering, handovers, receipts, returning
from recipients.enums import AllocationStatus, NeedStatus
from recipients.matching import fitting
from recipients.models import Allocation, Handover, NeedItem, Request
from recipients.packing import cart
from recipients.signatures import ticking, waiting

MINUTE = timedelta(minutes=1)
ROOM_IN_THE_CAR = 30
# Signatures of the last handovers are still waited for.
WEEKS_UNSIGNED = 3


class Appointments:
    """Everything from the promise to the confirmation."""

    def __init__(self, cast: Cast, calendar: Calendar) -> None:
        self.cast, self.calendar = cast, calendar

    def promise(self, request: Request, count: int, *, now: datetime) -> list[Allocation]:
        """Reserves the best fitting devices that were ready then for the first needs that wait."""
        waiting = request.needs.filter(status=NeedStatus.OPEN).order_by("position")[:count]
        items = NeedItem.objects.filter(need__in=[need.pk for need in waiting]).order_by("need__position", "position")
        return [self._promise(item, now=now + number * MINUTE) for number, item in enumerate(items)]

    def _promise(self, item: NeedItem, *, now: datetime) -> Allocation:
        ready = fitting(item, Device.objects.ready().filter(status_since__lt=now)).first()
        if ready is None:
            raise LookupError(f"The plan of the demo data has no {item.category} ready on {now:%d.%m.}.")
        return allocating.allocate(item=item, device=ready, actor=self.cast.coordinator, now=now)

    def plan(self, promised: Sequence[Allocation], *, starts_at: datetime, days_before: int = 4) -> Handover:
        """An appointment at the school, with a volunteer who may help."""
        institution = promised[0].item.need.request.institution
        return handovers.plan(
            institution,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90),
            room=ROOM_IN_THE_CAR,
            place=f"{institution.street}, {institution.city}",
            allocations=promised,
            assigned=[self.cast.volunteers[0].user],
            actor=self.cast.coordinator,
            now=starts_at - timedelta(days=days_before) + timedelta(minutes=35),
        )

    def pack(self, handover: Handover, *, now: datetime) -> None:
        """Issues the receipts, has them drawn as a worker would, and puts everything on the cart."""
        actor = self.cast.coordinator
        receipts.issue(handover, actor=actor, now=now)
        for pk in Document.objects.waiting().values_list("pk", flat=True):
            rendering.render(pk, now=now + MINUTE)
        for number, allocation in enumerate(handover.allocations.all()):
            cart.put_on(allocation, actor=self.cast.volunteers[0], now=now + (2 + number) * MINUTE)
        handovers.pack(handover, actor=actor, now=now + 30 * MINUTE)

    def deliver(self, handover: Handover, *, now: datetime) -> None:
        """Scans everything out of the house."""
        for number, allocation in enumerate(handover.allocations.select_related("device")):
            scanned = allocation.device.number
            delivering.scan_out(handover, scanned, actor=self.cast.volunteers[0], now=now + number * MINUTE)

    def past(self, request: Request, count: int, *, weeks: int, clock: str = "10:00", kept_back: str = "") -> Handover:
        """A handover that is over: promised a week before, given out, confirmed by the school, all except the last one
        if there is a reason to keep that back."""
        starts_at = self.calendar.week(weeks, clock)
        promised = self.promise(request, count, now=starts_at - timedelta(days=6))
        handover = self.plan(promised, starts_at=starts_at)
        self.pack(handover, now=starts_at - timedelta(days=1))
        self.deliver(handover, now=starts_at - timedelta(hours=1))
        exceptions = {promised[-1].pk: kept_back} if kept_back else {}
        confirmed_at = starts_at + timedelta(hours=4)
        delivering.confirm(handover, exceptions=exceptions, actor=self._school(request), now=confirmed_at)
        if kept_back:
            device = Device.objects.get(pk=promised[-1].device_id)
            returning.back_in_stock(device, actor=self.cast.volunteers[0], now=confirmed_at + timedelta(hours=2))
        if weeks > WEEKS_UNSIGNED:
            self._tick_off(handover, request, now=confirmed_at + timedelta(hours=1))
        return handover

    def _tick_off(self, handover: Handover, request: Request, *, now: datetime) -> None:
        """The school keeps the signed originals, and says so."""
        kept = list(waiting.unsigned(handover.receipts.all(), now=now))
        ticking.tick_off(kept, signed_on=timezone.localdate(now), actor=self._school(request), now=now)

    def under_way(self, request: Request, count: int) -> None:
        """The last working day's handover: everything is out, the school has not confirmed yet."""
        starts_at = self.calendar.workday(1, "13:00")
        promised = self.promise(request, count, now=starts_at - timedelta(days=5))
        handover = self.plan(promised, starts_at=starts_at)
        self.pack(handover, now=starts_at - timedelta(days=1))
        self.deliver(handover, now=starts_at - timedelta(hours=1))

    def today(self, request: Request, count: int) -> None:
        """Planned for this afternoon, its receipts still to be issued."""
        starts_at = self.calendar.at(0, "16:00")
        promised = self.promise(request, count, now=starts_at - timedelta(days=3))
        self.plan(promised, starts_at=starts_at, days_before=2)

    def tomorrow(self, request: Request, count: int) -> None:
        """Packed and waiting for tomorrow."""
        starts_at = self.calendar.at(-1, "09:30")
        promised = self.promise(request, count, now=starts_at - timedelta(days=6))
        handover = self.plan(promised, starts_at=starts_at)
        self.pack(handover, now=starts_at - timedelta(days=2))

    def cancelled(self, request: Request, count: int) -> None:
        """An appointment that did not take place; its devices stay reserved and are planned anew."""
        starts_at = self.calendar.at(5, "11:00")
        promised = self.promise(request, count, now=starts_at - timedelta(days=3))
        handover = self.plan(promised, starts_at=starts_at, days_before=2)
        reason = "Die Schule hat wegen Krankheit abgesagt."
        handovers.cancel(handover, actor=self.cast.coordinator, reason=reason, now=starts_at - timedelta(hours=3))

    def come_back(self, handover: Handover, *, days: int, reason: str, replacement: bool, again: bool) -> None:
        """One of a past handover's devices is returned; `again`: the workshop has begun with it anew."""
        given = handover.allocations.filter(
            status=AllocationStatus.HANDED_OVER, device__status=DeviceStatus.HANDED_OVER
        ).first()
        now = self.calendar.at(days, "14:45")
        returning.returned(given, actor=self.cast.coordinator, reason=reason, replacement=replacement, now=now)
        if again:
            device = Device.objects.get(pk=given.device_id)
            stages.start_refurbishment(device, actor=self.cast.volunteers[1], now=self.calendar.at(days - 2, "10:20"))

    def _school(self, request: Request) -> Actor:
        return Actor.person(request.institution.members.get().user)
