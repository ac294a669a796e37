"""When donors may come, who drives, and a mail that did not go out."""

from datetime import datetime, time, timedelta

from custody.enums import MailStatus
from custody.models import Mail
from donations.appointments.entries import without_driver
from donations.appointments.models import ClosedDays, OpeningHours, Weekday
from donations.models import Appointment
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast

REFUSED = "SMTPRecipientsRefused"


def open_house(cast: Cast, calendar: Calendar, now: datetime) -> None:
    """Two afternoons and a Saturday every week, and a week in which nobody is there."""
    evening = {"starts": time(15), "ends": time(18), "slot_minutes": 30, "capacity": 2}
    for weekday in (Weekday.TUESDAY, Weekday.THURSDAY):
        OpeningHours.objects.create(weekday=weekday, **evening)
    OpeningHours.objects.create(weekday=Weekday.SATURDAY, starts=time(10), ends=time(13), slot_minutes=60, capacity=3)
    first = calendar.today + timedelta(days=25)
    ClosedDays.objects.create(first=first, last=first + timedelta(days=6), reason="Inventur")
    for donation in without_driver():
        driver = cast.volunteers[0].user
        values = {"starts_at": donation.scheduled_for, "driver": driver}
        Appointment.objects.update_or_create(donation=donation, defaults=values)
    Mail.objects.create(
        key="demo:refused",
        kind="donation_announced",
        recipient="it@kanzlei-tippfehler.example",
        subject="Ihre Spende",
        body="Guten Tag",
        status=MailStatus.FAILED,
        error=REFUSED,
        created_at=now - timedelta(hours=5),
        attempts=1,
    )
