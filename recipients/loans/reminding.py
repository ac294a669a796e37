"""Institutions are reminded before loans end, and once when they are overdue."""

from datetime import date, datetime

from django.utils import timezone

from recipients.calendar.terms import add_term
from recipients.holding.reminding import is_time_for_mails
from recipients.loans import letters
from recipients.models import Allocation, Term, TermPurpose


def remind(*, now: datetime) -> int:
    """Queues the mails; may run as often as one likes, as each mail's key names institution, last day and reminder.
    Returns for how many last days. In school holidays nobody is reminded."""
    if not is_time_for_mails(now):
        return 0
    today = timezone.localdate(now)
    reached = {days: add_term(today, days) for days in Term.objects.days_of(TermPurpose.LOAN_REMINDER)}
    told = 0
    for end, pks in sorted(_by_end(max(reached.values(), default=today)).items()):
        told += _tell(end, pks, today, reached)
    return told


def _by_end(latest: date) -> dict[date, list[int]]:
    ending = Allocation.objects.on_loan().filter(loan_until__lte=latest).exclude(device__status="lost")
    found: dict[date, list[int]] = {}
    for end, pk in ending.order_by("pk").values_list("loan_until", "pk"):
        found.setdefault(end, []).append(pk)
    return found


def _tell(end: date, pks: list[int], today: date, reached: dict[int, date]) -> bool:
    """Of several reminders only the last one that is due: whoever borrows late is not told twice at once."""
    if end < today:
        notice, once = letters.OVERDUE, f"{end.isoformat()}:over"
    else:
        due = [days for days, day in reached.items() if end <= day]
        if not due:
            return False
        notice, once = letters.ENDING, f"{end.isoformat()}:{min(due)}"
    for institution, count in letters.by_institution(pks):
        letters.tell(notice, institution, end, count, once=once)
    return True
