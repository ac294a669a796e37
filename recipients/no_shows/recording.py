"""Nobody came: in one step what left is expected back, what is still here is in stock, receipts are void, the needs
wait in their old places, and it is counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, record, record_many
from recipients import receipts
from recipients.allocating import release
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.handovers import close_when_answered
from recipients.locking import lock_allocations, lock_handover
from recipients.models import Allocation, Handover, HandoverEvent, Institution, Need, NeedEvent
from recipients.packing import cart

NOBODY_CAME = "nobody_came"
BROUGHT = (HandoverStatus.PACKED, HandoverStatus.UNDER_WAY)
NOT_GIVEN = (AllocationStatus.RESERVED, AllocationStatus.DELIVERED)


@dataclass(frozen=True)
class Missed:
    """What became of the devices: `away` are expected back, `here` are ready again."""

    away: int
    here: int


@dataclass(frozen=True)
class Count:
    """How often nobody came: for single needs, and to whole appointments."""

    needs: int
    appointments: int


def may_be_missed(handover: Handover, *, now: datetime | None = None) -> bool:
    """Whether its day has come and something was brought."""
    today = timezone.localdate(now or timezone.now())
    return handover.status in BROUGHT and timezone.localdate(handover.starts_at) <= today


def needs_of(handover: Handover) -> list[Need]:
    """Needs that may have been missed: something of theirs is on board and was not handed over."""
    waiting = Need.objects.filter(items__allocations__in=handover.allocations.filter(status__in=NOT_GIVEN))
    return list(waiting.distinct().order_by("request", "position"))


def nobody_came(
    handover: Handover, *, needs: Collection[int] | None = None, actor: Actor, now: datetime | None = None
) -> Missed:
    """For these needs, or for all of the appointment when none are named.

    Raises TransitionRefused before the day of the appointment, when nothing was brought, or when somebody answered
    meanwhile.
    """
    now = now or timezone.now()
    if not may_be_missed(handover, now=now):
        raise TransitionRefused(_("This can be recorded from the day of the handover on, when it is packed."))
    pks = [row.pk for row in _missed(handover, needs)]
    corrected = receipts.corrections(handover, pks, now=now)
    with transaction.atomic():
        handover = lock_handover(handover.pk)
        rows = lock_allocations(pks)
        if not rows or any(row.status not in NOT_GIVEN or row.handover_id != handover.pk for row in rows):
            raise TransitionRefused(_("Nothing is left to answer here. Somebody may have answered already."))
        receipts.correct(corrected, actor=actor, reason=_("nobody came"), now=now)
        missed = Missed(*(_end(rows, status, actor, now) for status in reversed(NOT_GIVEN)))
        _count(handover, rows, whole=needs is None, actor=actor, now=now)
        close_when_answered(handover, actor=actor, reason=_("nobody came"), now=now)
    return missed


def _missed(handover: Handover, needs: Collection[int] | None) -> list[Allocation]:
    rows = handover.allocations.filter(status__in=NOT_GIVEN)
    return list(rows if needs is None else rows.filter(item__need__in=needs))


def _end(rows: list[Allocation], status: str, actor: Actor, now: datetime) -> int:
    """Those in this status: what left stays delivered and is expected back, what is here is free."""
    ending = [row for row in rows if row.status == status]
    for row in ending:
        if status == AllocationStatus.DELIVERED:
            change_status(row, AllocationStatus.RELEASED, actor=actor, note=_("nobody came"), happened_at=now)
        else:
            cart.forget([row.pk])
            release(row, reason=_("nobody came"), actor=actor, now=now)
    return len(ending)


def _count(handover: Handover, rows: list[Allocation], *, whole: bool, actor: Actor, now: datetime) -> None:
    needs = {row.item.need_id: row.item.need for row in rows}
    lines = [Line(need, NOBODY_CAME, data={"handover": handover.number}) for need in needs.values()]
    record_many(lines, actor=actor, happened_at=now)
    record(handover, NOBODY_CAME, actor=actor, data={"needs": sorted(needs), "whole": whole}, happened_at=now)


def count_of(institution: Institution) -> Count:
    """How often nobody came for an institution's needs, in two queries."""
    needs = NeedEvent.objects.filter(kind=NOBODY_CAME, subject__request__institution=institution)
    whole = HandoverEvent.objects.filter(kind=NOBODY_CAME, data__whole=True, subject__institution=institution)
    return Count(needs.count(), whole.count())
