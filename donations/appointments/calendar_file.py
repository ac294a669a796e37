"""One donation's appointment as a file for the donor's own calendar."""

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone

from donations.appointments import ical
from donations.appointments.entries import appointment_of, counted
from donations.models import Donation


def answer(donation: Donation, *, path: str = "") -> HttpResponse:
    """The file; 404 without an appointment. `path` is the page that it leads to, for somebody without an account. The
    caller has asked whether the reader may see the donation."""
    row = counted(Donation.objects.filter(pk=donation.pk)).get()
    if row.scheduled_for is None:
        raise Http404
    line = appointment_of(row, may_see=True)
    line = replace(line, url=path) if path else line
    content = ical.calendar([line], name=line.title, site=settings.PUBLIC_URL, now=timezone.now())
    name = f"{donation.number}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
