"""Several reservations are released in one step."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.conflicts import told
from custody.lifecycle import TransitionRefused
from recipients.allocating import release
from recipients.enums import HandoverStatus
from recipients.handovers import close_when_answered
from recipients.institutions import needs_reason
from recipients.locking import lock_allocation
from recipients.models import Allocation
from recipients.releasing import leave_handover


def give_up(
    pks: Collection[int], *, reason: str, actor: Actor, now: datetime | None = None
) -> tuple[int, dict[str, str]]:
    """Releases these, each for itself; one on a planned handover leaves it, and its receipt is void or goes on without
    it. Returns how many, and {device number: why not} of the others. Raises TransitionRefused without a reason."""
    needs_reason(reason)
    done, refused = 0, {}
    for row in Allocation.objects.filter(pk__in=pks).select_related("device").order_by("pk"):
        try:
            with told(), transaction.atomic():
                _give_up(row, reason, actor, now or timezone.now())
        except TransitionRefused as refusal:
            refused[row.device.number] = str(refusal).rstrip(".")
        else:
            done += 1
    return done, refused


def _give_up(row: Allocation, reason: str, actor: Actor, now: datetime) -> None:
    allocation = lock_allocation(row)
    if allocation.handover and allocation.handover.status != HandoverStatus.PLANNED:
        text = _("it is on handover %(number)s, which is packed. Take it off there first")
        raise TransitionRefused(text % {"number": allocation.handover.number})
    handover = leave_handover(allocation, actor=actor, reason=reason, now=now)
    release(allocation, reason=reason, actor=actor, now=now)
    if handover:
        close_when_answered(handover, actor=actor, now=now)
