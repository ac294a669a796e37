"""A confirmation that was a mistake is taken back as a whole."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from recipients.enums import AllocationStatus
from recipients.locking import lock_handover
from recipients.models import Handover
from recipients.returning import take_back


def take_confirmation_back(handover: Handover, *, actor: Actor, reason: str, now: datetime | None = None) -> int:
    """Everything that the last confirmation handed over is delivered again; what was excepted stays expected back.
    Returns how many.

    Its author may for 24 hours, coordination later. Raises TransitionRefused when there is nothing, or something builds
    on one of the devices; then all stay as they are.
    """
    with transaction.atomic():
        lock_handover(handover.pk)
        given = handover.allocations.filter(status=AllocationStatus.HANDED_OVER)
        last = given.aggregate(at=Max("status_since"))["at"]
        rows = list(given.filter(status_since=last).order_by("pk"))
        if not rows:
            raise TransitionRefused(_("Nothing is confirmed here."))
        for row in rows:
            take_back(row, actor=actor, reason=reason, now=now)
    return len(rows)
