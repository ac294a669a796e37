"""When donors may come: opening hours every week or on one day, and days on which nobody is there."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from donations.appointments import entries, slots
from donations.appointments.forms import ClosedDaysForm, HoursForm
from donations.appointments.holidays import saxon_holidays
from donations.appointments.models import Appointment, ClosedDays, OpeningHours
from donations.enums import DonationStatus

READ_AND_WRITE = ["GET", "HEAD", "POST"]
NEXT_HOLIDAYS = 5


@require_safe
@permitted(entries.MANAGE)
def opening_hours(request: HttpRequest) -> HttpResponse:
    """All hours and closed days that still matter, and the next holidays."""
    today = timezone.localdate()
    weekly = OpeningHours.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), day=None)
    context = {
        "weekly": weekly.order_by("weekday", "starts"),
        "single": OpeningHours.objects.filter(day__gte=today),
        "closed": ClosedDays.objects.filter(last__gte=today),
        "holidays": _next_holidays(today),
        "offered": len(slots.offered_slots(timezone.now())),
    }
    return render(request, "donations/appointments/hours.html", context)


def _next_holidays(today: date) -> list[tuple[date, str]]:
    found = saxon_holidays(today.year) | saxon_holidays(today.year + 1)
    return sorted((day, str(name)) for day, name in found.items() if day >= today)[:NEXT_HOLIDAYS]


@require_http_methods(READ_AND_WRITE)
@permitted(entries.MANAGE)
def hours_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Adds hours, or changes some. Who has an appointment keeps it."""
    row = get_object_or_404(OpeningHours, pk=pk) if pk else None
    form = HoursForm(typed(request), instance=row, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        flash(request, _("Saved: %(hours)s. Appointments that were made stay.") % {"hours": form.save()})
        return redirect("opening_hours")
    title = _("Change opening hours") if row else _("New opening hours")
    return render(request, "donations/appointments/hours_form.html", {"form": form, "title": title})


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Values that an address proposes: hours that were just removed."""
    return {name: request.GET[name] for name in HoursForm.Meta.fields if name in request.GET}


@require_POST
@permitted(entries.MANAGE)
def hours_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on these hours are not offered; the way back is the form with their values."""
    row = get_object_or_404(OpeningHours, pk=pk)
    text = _("%(hours)s: no longer offered. Appointments that were made stay.") % {"hours": row}
    values = {name: str(value) for name in HoursForm.Meta.fields if (value := getattr(row, name)) is not None}
    row.delete()
    flash(request, text, undo_page=f"{reverse('opening_hours_new')}?{urlencode(values)}")
    return redirect("opening_hours")


@require_http_methods(READ_AND_WRITE)
@permitted(entries.MANAGE)
def closed_days_new(request: HttpRequest) -> HttpResponse:
    """A day, or some days, on which nobody is there; says how many appointments lie there already."""
    form = ClosedDaysForm(typed(request))
    if request.method == "POST" and form.is_valid():
        row = form.save()
        flash(request, _("%(days)s: closed.") % {"days": row})
        if there := appointments_on(row.first, row.last):
            text = ngettext(
                "%(count)d appointment lies there already: please move it.",
                "%(count)d appointments lie there already: please move them.",
                there,
            )
            flash(request, text % {"count": there}, level=messages.WARNING)
        return redirect("opening_hours")
    context = {"form": form, "title": _("Close some days")}
    return render(request, "donations/appointments/hours_form.html", context)


def appointments_on(first: date, last: date) -> int:
    """Donors who are expected on these days."""
    return Appointment.objects.filter(
        starts_at__gte=slots.moment(first, slots.MIDNIGHT),
        starts_at__lt=slots.moment(last + timedelta(days=1), slots.MIDNIGHT),
        donation__status=DonationStatus.SCHEDULED,
    ).count()


@require_POST
@permitted(entries.MANAGE)
def closed_days_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The weekly hours count again."""
    row = get_object_or_404(ClosedDays, pk=pk)
    words = str(row)
    row.delete()
    flash(request, _("%(days)s: open again.") % {"days": words})
    return redirect("opening_hours")
