"""Reservations that run out: the device is free again, the need waits in its old place."""

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.conflicts import told
from custody.lifecycle import TransitionRefused
from custody.services import record
from recipients.allocating import release
from recipients.calendar.terms import is_school_holiday
from recipients.handovers import close_when_answered
from recipients.holding import letters
from recipients.locking import lock_allocation
from recipients.models import Allocation
from recipients.releasing import leave_handover

RAN_OUT = "hold_ran_out"
# A tick does so much and leaves the rest to the next one.
MOST_PER_TICK = 200


def end_holds(*, now: datetime) -> int:
    """Releases reservations whose last day is over; may run as often as one likes. Returns how many. In school holidays
    nothing runs out. What can't end just now, as its receipt is being made, is tried again next time, and keeps nobody
    behind it waiting."""
    today = timezone.localdate(now)
    if is_school_holiday(today):
        return 0
    due = Allocation.objects.run_out(today).order_by("held_until", "pk").values_list("pk", flat=True)
    ended = (pk for pk in list(due) if end_hold(pk, now=now))
    return len(list(islice(ended, MOST_PER_TICK)))


def end_hold(pk: int, *, now: datetime) -> bool:
    """One of them, if it still runs out when its rows are locked; False when somebody packed, extended or released it
    meanwhile, or it can't end just now."""
    try:
        with told(), transaction.atomic():
            return _end(lock_allocation(Allocation.objects.get(pk=pk)), now)
    except TransitionRefused:
        return False


def _end(allocation: Allocation, now: datetime) -> bool:
    if not Allocation.objects.run_out(timezone.localdate(now)).filter(pk=allocation.pk).exists():
        return False
    actor, until = Actor.system(), allocation.ends_on
    reason = _("The reservation ran out on %(day)s.") % {"day": date_format(until, "d.m.Y")}
    handover = leave_handover(allocation, actor=actor, reason=reason, now=now)
    release(allocation, reason=reason, actor=actor, now=now)
    data = {"until": until.isoformat()}
    record(allocation, RAN_OUT, actor=actor, data=data, happened_at=now)
    record(allocation.item.need, RAN_OUT, actor=actor, data=data, happened_at=now)
    letters.tell_ended(allocation.item.need.request.institution, day=timezone.localdate(now))
    if handover:
        close_when_answered(handover, actor=actor, now=now)
    return True
