"""The day before: the people of an institution are reminded of its handover once."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from donations.appointments.slots import moment
from recipients import handovers
from recipients.appointments import mails
from recipients.enums import HandoverStatus
from recipients.holding.reminding import NOT_BEFORE
from recipients.models import Handover, HandoverEvent

REMINDED_OF = (HandoverStatus.PLANNED, HandoverStatus.PACKED)


def remind(*, now: datetime) -> int:
    """Queues the mails about tomorrow's handovers; may run as often as one likes. Returns how many mails there are to
    be, queued now or before.

    The key names the appointment's moment: the same one is told once, a moved one anew, a cancelled one not at all. One
    that was planned or moved today has just had its mail."""
    today = timezone.localdate(now)
    if now < moment(today, NOT_BEFORE):
        return 0
    told_today = HandoverEvent.objects.filter(
        subject=OuterRef("pk"), kind__in=[handovers.PLANNED, handovers.MOVED], happened_at__gte=moment(today, time(0))
    )
    tomorrow = Handover.objects.filter(~Exists(told_today), status__in=REMINDED_OF)
    tomorrow = tomorrow.filter(starts_at__date=today + timedelta(days=1)).select_related("institution")
    return sum(mails.remind_institution(handover) for handover in tomorrow.order_by("pk"))
