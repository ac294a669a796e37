"""Some days before reservations end, whoever can do something about it is told once."""

from datetime import datetime, time

from django.utils import timezone

from recipients.calendar.terms import add_term, is_school_holiday
from recipients.holding import letters
from recipients.models import Allocation, Term, TermPurpose

# Nobody's phone rings at night for a mail.
NOT_BEFORE = time(8)


def is_time_for_mails(now: datetime) -> bool:
    """In the day, and not in the school holidays."""
    return timezone.localtime(now).time() >= NOT_BEFORE and not is_school_holiday(timezone.localdate(now))


def remind(*, now: datetime) -> int:
    """Queues the mails about reservations that end soon; may run as often as one likes. Returns about how many last
    days. The mail's key names the last day: an extended reservation is told of anew."""
    today = timezone.localdate(now)
    terms = Term.objects.days_of(TermPurpose.HOLD_REMINDER)
    if not terms or not is_time_for_mails(now):
        return 0
    soon = Allocation.objects.ending_until(add_term(today, terms[0])).exclude(pk__in=Allocation.objects.run_out(today))
    by_day: dict = {}
    for row in soon.select_related("handover"):
        by_day.setdefault(row.ends_on, []).append(row.pk)
    for day, pks in sorted(by_day.items()):
        letters.tell_before(Allocation.objects.filter(pk__in=pks), day=day)
    return len(by_day)
