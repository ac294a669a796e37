"""Coordination's calendar: a week or a day of everything that has a time, and the routes of those who drive."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.appointments import Appointment, between, kinds
from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from donations.appointments import entries, planning, slots
from donations.appointments.slots import Slot
from donations.enums import Delivery
from donations.models import Donation

WEEK = 7
LONGEST_MONTH = 31
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class CalendarDay:
    """One day as the calendar draws it. `closed` is the reason, "" without words; None on an open day."""

    day: date
    is_today: bool
    appointments: list[Appointment]
    slots: list[Slot]
    closed: str | None
    pick_ups: int

    @property
    def capacity(self) -> int:
        """Donors who can come that day."""
        return sum(slot.capacity for slot in self.slots)

    @property
    def taken(self) -> int:
        """Donors who chose a slot of that day."""
        return sum(slot.taken for slot in self.slots)


def _days(request: HttpRequest, first: date, count: int) -> list[CalendarDay]:
    """With `?only=handovers` one kind of appointments alone."""
    last = first + timedelta(days=count - 1)
    lines = between(request.user, first, last, only=request.GET.get("only", ""))
    pieces = slots.slots_between(first, last)
    closed = slots.closed_days(first, last)
    days = (first + timedelta(days=number) for number in range(count))
    return [_day(day, lines, pieces, closed.get(day)) for day in days]


def _day(day: date, lines: list[Appointment], pieces: list[Slot], closed: str | None) -> CalendarDay:
    mine = [line for line in lines if timezone.localdate(line.at) == day]
    return CalendarDay(
        day=day,
        is_today=day == timezone.localdate(),
        appointments=mine,
        slots=[slot for slot in pieces if timezone.localdate(slot.starts_at) == day],
        closed=closed,
        pick_ups=sum(getattr(line.row, "delivery", "") == Delivery.PICK_UP for line in mine),
    )


@require_safe
@permitted(entries.MANAGE)
def calendar(request: HttpRequest) -> HttpResponse:
    """The week of a day (`?from=2026-11-24`), this week without one."""
    today = timezone.localdate()
    first = _asked(request.GET.get("from", ""), today)
    first -= timedelta(days=first.weekday())
    context = {
        "days": _days(request, first, WEEK),
        "kinds": _kinds(request),
        "only": request.GET.get("only", ""),
        "first": first,
        "last": first + timedelta(days=WEEK - 1),
        "earlier": first - timedelta(days=WEEK),
        "later": first + timedelta(days=WEEK),
        "is_this_week": first <= today < first + timedelta(days=WEEK),
        "undriven": entries.without_driver().select_related("donor").order_by("scheduled_for"),
    }
    return render(request, "donations/appointments/calendar.html", context)


def _kinds(request: HttpRequest) -> list[dict[str, object]]:
    """All, or one kind alone: each a link that keeps the day."""
    asked, since = request.GET.get("only", ""), request.GET.get("from", "")
    found = [("", gettext_lazy("All")), *kinds()]
    return [
        {
            "label": label,
            "query": urlencode({key: value for key, value in (("from", since), ("only", name)) if value}),
            "is_current": asked == name,
        }
        for name, label in found
    ]


@require_safe
@permitted(entries.MANAGE)
def calendar_month(request: HttpRequest) -> HttpResponse:
    """The month of a day in whole weeks (`?from=2026-11-24`), this month without one."""
    today = timezone.localdate()
    begin = _asked(request.GET.get("from", ""), today).replace(day=1)
    later = (begin + timedelta(days=LONGEST_MONTH)).replace(day=1)
    first = begin - timedelta(days=begin.weekday())
    last = later + timedelta(days=(WEEK - later.weekday()) % WEEK)
    context = {
        "days": _days(request, first, (last - first).days),
        "kinds": _kinds(request),
        "only": request.GET.get("only", ""),
        "begin": begin,
        "earlier": (begin - timedelta(days=1)).replace(day=1),
        "later": later,
        "is_this_month": begin == today.replace(day=1),
        "weekdays": [first + timedelta(days=number) for number in range(WEEK)],
    }
    return render(request, "donations/appointments/month.html", context)


def _asked(text: str, today: date) -> date:
    """The day of the address; today for anything else, or for a time that no appointment lies in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today


@require_safe
@permitted(entries.MANAGE)
def calendar_day(request: HttpRequest, day: date) -> HttpResponse:
    """One day: its appointments, and which slots are taken."""
    if abs(day - timezone.localdate()) > FARTHEST:
        raise Http404
    (found,) = _days(request, day, 1)
    step = timedelta(days=1)
    context = {"found": found, "day": day, "earlier": day - step, "later": day + step}
    return render(request, "donations/appointments/day.html", context)


@never_cache
@require_safe
@permitted(entries.DRIVE)
def route(request: HttpRequest, day: date) -> HttpResponse:
    """What is fetched that day, in order, with addresses: coordination sees every route; who drives sees the own one,
    on the day itself, and that is logged."""
    coordinates = request.user.has_perm(entries.MANAGE)
    found = planning.routes(day, driver=None if coordinates else request.user)
    if not coordinates:
        if day != timezone.localdate() or not found:
            raise Http404
        planning.log_looks(found, request.user)
    context = {"routes": found, "day": day, "coordinates": coordinates}
    return render(request, "donations/appointments/route.html", context)


@require_POST
@permitted(entries.MANAGE)
def route_move(request: HttpRequest, number: str, direction: str) -> HttpResponse:
    """One place up or down."""
    donation = get_object_or_404(Donation.objects.exclude(scheduled_for=None), number=number)
    try:
        planning.move(donation, up=direction == "up")
    except TransitionRefused as refusal:
        raise Http404(str(refusal)) from refusal
    flash(request, _("The order of the route is changed."))
    return redirect("route", timezone.localdate(donation.scheduled_for))
