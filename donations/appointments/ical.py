"""Appointments as calendar programs read them (RFC 5545). Lines, escapes and folds are the library's."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from accounts.pages.appointments import Appointment

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Hardware4Future//Hardware4Future//DE"
# How long an appointment without an end is shown.
USUAL_LENGTH = timedelta(minutes=30)


def calendar(appointments: Iterable[Appointment], *, name: str, site: str, now: datetime) -> bytes:
    """A calendar file. `site` is the address of this installation, without a slash at its end.

    Neither names of people nor addresses are in it, since calendars lie with others than us: the link leads to a page
    that asks who one is. Moments are in UTC, so that no program needs to know our time zone. What is off is told as
    cancelled, as programs keep what they once heard of."""
    # Loaded when the first calendar is asked for: every start of the program would pay for it.
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    # Once an hour, as a wish (RFC 7986); programs may ask as they like.
    found.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for appointment in appointments:
        found.add_component(_event(appointment, site, now))
    return found.to_ical()


def _event(appointment: Appointment, site: str, now: datetime) -> "Event":
    from icalendar import Event

    start = appointment.at.astimezone(UTC)
    end = appointment.until.astimezone(UTC) if appointment.until else start + USUAL_LENGTH
    event = Event()
    event.add("uid", f"{appointment.uid}@{site.partition('://')[2]}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", appointment.title)
    event.add("description", "\n".join(part for part in (appointment.what, site + appointment.url) if part))
    event.add("url", site + appointment.url)
    event.add("sequence", appointment.version)
    event.add("status", "CANCELLED" if appointment.is_off else "CONFIRMED")
    return event
