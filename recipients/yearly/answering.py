"""The answer: all needs still stand, or all except some."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.services import Line, change_status_many, record, record_many
from recipients.calendar.school_year import school_year
from recipients.enums import AllocationStatus, NeedStatus
from recipients.half_served import rest
from recipients.models import Allocation, Institution, Need, Request
from recipients.models.need import NeedQuerySet
from recipients.needs import refuse_by_name
from recipients.remainders import CLOSED

ANSWERED, CONFIRMED = "needs_confirmed", "need_confirmed"


@dataclass(frozen=True)
class Answer:
    """How many needs were confirmed, and how many are needed no longer. `halves`: sets that keep the part that they
    have, and wait for the rest no longer. `served`: numbers of those that were to go, and that got a device
    meanwhile."""

    confirmed: int
    withdrawn: int
    served: tuple[str, ...] = ()
    halves: int = 0


def to_confirm(institution: Institution, *, now: datetime | None = None) -> NeedQuerySet:
    """The institution's needs that wait and were not confirmed in this school year: those of earlier years, and this
    year's as well, so that one answer settles them all."""
    year = school_year(timezone.localdate(now))
    waiting = Need.objects.waiting().filter(request__institution=institution)
    waiting = waiting.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=year.start))
    return waiting.order_by("request__number", "position")


@transaction.atomic
def answer(
    institution: Institution,
    *,
    shown: Collection[int],
    needed_no_longer: Collection[int],
    actor: Actor,
    now: datetime | None = None,
) -> Answer:
    """Of the needs that the person saw, those needed no longer are withdrawn, the others confirmed; paused ones wait
    again in their old place. A set of which a part is in use keeps it, and nobody asks for the rest any more. What got
    a device meanwhile is neither withdrawn nor confirmed, but named: the device is released or comes back first."""
    now = now or timezone.now()
    Institution.objects.select_for_update().get(pk=institution.pk)
    ticked = set(needed_no_longer)
    list(Need.objects.select_for_update().filter(request__institution=institution, pk__in=ticked).order_by("pk"))
    standing = list(to_confirm(institution, now=now).filter(pk__in=shown).exclude(pk__in=ticked))
    leaving, halves, served = _sorted(institution, ticked, now)
    _withdraw(leaving, actor, now)
    _close_rests(halves, actor, now)
    Need.objects.filter(pk__in=[need.pk for need in standing]).update(
        confirmed_on=timezone.localdate(now), paused_on=None
    )
    record_many([Line(need, CONFIRMED) for need in standing], actor=actor, happened_at=now)
    Institution.objects.filter(pk=institution.pk).update(needs_answered_on=timezone.localdate(now))
    counted = {"confirmed": len(standing), "withdrawn": len(leaving)} | ({"halves": len(halves)} if halves else {})
    record(institution, ANSWERED, actor=actor, data=counted, happened_at=now)
    return Answer(**counted, served=tuple(served))


def _sorted(institution: Institution, ticked: Collection[int], now: datetime) -> tuple[list[int], list[int], list[str]]:
    """Of the ticked needs, which are locked: keys of those that can go, keys of sets of which a part is in use, numbers
    of those that got a device meanwhile. What has ended, or was never asked about, is none of them."""
    leaving, halves, served = [], [], []
    own = Need.objects.filter(request__institution=institution, pk__in=ticked).select_related("request").order_by("pk")
    asked = set(to_confirm(institution, now=now).values_list("pk", flat=True))
    held: dict[int, set[str]] = {}
    for need, status in Allocation.objects.active().filter(item__need__in=own).values_list("item__need", "status"):
        held.setdefault(need, set()).add(status)
    for need in own:
        if need.pk in asked and need.pk not in held:
            leaving.append(need.pk)
        elif need.pk in asked and held[need.pk] == {AllocationStatus.HANDED_OVER}:
            halves.append(need.pk)
        elif need.pk in held:
            served.append(str(need))
    return leaving, halves, served


def _withdraw(pks: Collection[int], actor: Actor, now: datetime) -> None:
    ended = change_status_many(Need, pks, NeedStatus.WITHDRAWN, actor=actor, note=_reason(now), happened_at=now)
    refuse_by_name(ended.refused)


def _close_rests(pks: Collection[int], actor: Actor, now: datetime) -> None:
    """Written with each request as a rest that was closed, so that it is opened again on the request's page."""
    for request in Request.objects.filter(needs__in=pks).distinct().order_by("pk"):
        own = request.needs.filter(pk__in=pks).values_list("pk", flat=True)
        items = rest.give_up(own, actor=actor, now=now, note=_reason(now))
        data = {"needs": [], "to": NeedStatus.WITHDRAWN.value, "items": items}
        record(request, CLOSED, actor=actor, data=data, note=_reason(now), happened_at=now)


def _reason(now: datetime) -> str:
    return _("Not needed any more, said the institution when it was asked for the school year %(year)s.") % {
        "year": school_year(timezone.localdate(now))
    }
