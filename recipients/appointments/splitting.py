"""One appointment becomes two: what does not fit, or is not ready, gets a day of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients import handovers, receipts
from recipients.enums import AllocationStatus
from recipients.locking import lock_allocations, lock_handover
from recipients.models import Allocation, Handover
from recipients.packing import cart


def split(
    handover: Handover, going: Iterable[Allocation], *, actor: Actor, now: datetime | None = None, **plan: Any
) -> Handover:
    """Puts these on a second appointment of the same institution in one step; `plan` as for `handovers.plan`. Their
    receipts become void or go on without them. Returns the second appointment.

    Raises NoRoom, and TransitionRefused when nothing or everything would go, the first one is packed, something was
    changed meanwhile, or a receipt is still being made.
    """
    now = now or timezone.now()
    pks = {row.pk for row in going}
    corrected = receipts.corrections(handover, pks, now=now)
    with transaction.atomic():
        first = lock_handover(handover.pk)
        cart.is_being_packed(first)
        rows = _taken_off(first, pks)
        receipts.correct(corrected, actor=actor, reason=_("put on another appointment"), now=now)
        record_many(
            [Line(row, handovers.TAKEN_OFF, data={"handover": first.number}) for row in rows],
            actor=actor,
            happened_at=now,
        )
        return handovers.plan(first.institution, allocations=rows, actor=actor, now=now, **plan)


def _taken_off(handover: Handover, pks: set[int]) -> list[Allocation]:
    if not pks:
        raise TransitionRefused(_("Please choose what goes on the second appointment."))
    rows = lock_allocations(pks)
    free = Allocation.objects.filter(pk__in=pks, handover=handover, status=AllocationStatus.RESERVED)
    if free.update(handover=None) != len(pks):
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    if not handover.allocations.active().exists():
        raise TransitionRefused(_("Then nothing would be left on the first one. Move that one instead."))
    cart.forget(pks)
    return rows
