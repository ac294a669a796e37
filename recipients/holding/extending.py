"""A reservation is kept longer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients.enums import AllocationStatus
from recipients.holding.terms import longest_hold
from recipients.models import Allocation

EXTENDED = "hold_extended"


@dataclass
class Extended:
    """What `extend` did. `refused`: {device number: why not}."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def extend(pks: Collection[int], *, until: date, actor: Actor, now: datetime | None = None) -> Extended:
    """Keeps these reservations until this day, which may also be an earlier one than before. Those that are over or may
    not be kept so long are named; the others are kept all the same.

    Raises TransitionRefused for a day that is past.
    """
    now = now or timezone.now()
    if until < timezone.localdate(now):
        raise TransitionRefused(_("This day is over. Please choose today or a later day."))
    limit, result = longest_hold(), Extended()
    with transaction.atomic():
        rows = Allocation.objects.select_for_update(of=("self",)).select_related("device").order_by("pk")
        kept = []
        for row in rows.filter(pk__in=pks):
            latest = timezone.localdate(row.created_at) + limit
            if reason := _why_not(row, until, latest):
                result.refused[row.device.number] = reason
            else:
                kept.append(row)
        Allocation.objects.filter(pk__in=[row.pk for row in kept]).update(held_until=until)
        lines = [Line(row, EXTENDED, data={"from": _iso(row), "to": until.isoformat()}) for row in kept]
        record_many(lines, actor=actor, happened_at=now)
    result.done = len(kept)
    return result


def _iso(row: Allocation) -> str:
    return row.held_until.isoformat()


def _why_not(row: Allocation, until: date, latest: date) -> str:
    if row.status != AllocationStatus.RESERVED:
        return _("it is not reserved any more")
    if until > latest:
        return _("it may be kept until %(day)s at most") % {"day": date_format(latest, "d.m.Y")}
    return ""
