"""The day before: everybody with an appointment tomorrow is reminded once."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from donations import mails
from donations.appointments.slots import moment
from donations.enums import DonationStatus
from donations.models import Donation

# Nobody's phone rings at night for a mail.
NOT_BEFORE = time(8)


def remind(*, now: datetime) -> int:
    """Queues the mails about tomorrow's appointments; may run as often as one likes. Returns for how many donations.

    The key names the appointment's moment: the same one is told once, a moved one anew. An appointment that was made or
    moved today has just had its mail."""
    today = timezone.localdate(now)
    if now < moment(today, NOT_BEFORE):
        return 0
    tomorrow = Donation.objects.filter(
        status=DonationStatus.SCHEDULED, scheduled_for__date=today + timedelta(days=1)
    ).exclude(appointment__made_at__gte=moment(today, time(0)))
    told = 0
    for donation in tomorrow.exclude(donor=None).select_related("donor", "appointment"):
        at = donation.scheduled_for.strftime("%Y%m%dT%H%M")
        told += bool(mails.tell_donor(donation, "reminded", once=at))
    return told
