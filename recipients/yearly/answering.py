"""The answer: all needs still stand, or all except some."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status_many, record, record_many
from recipients.calendar.school_year import school_year
from recipients.enums import NeedStatus
from recipients.models import Institution, Need
from recipients.models.need import NeedQuerySet

ANSWERED, CONFIRMED = "needs_confirmed", "need_confirmed"


@dataclass(frozen=True)
class Answer:
    """How many needs were confirmed, and how many are needed no longer."""

    confirmed: int
    withdrawn: int


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
    again in their old place. All of it or nothing: raises TransitionRefused when one can't be withdrawn, as a device is
    promised to it."""
    now = now or timezone.now()
    Institution.objects.select_for_update().get(pk=institution.pk)
    asked = list(to_confirm(institution, now=now).filter(pk__in=shown))
    leaving = [need.pk for need in asked if need.pk in set(needed_no_longer)]
    standing = [need for need in asked if need.pk not in set(leaving)]
    _withdraw(leaving, actor, now)
    Need.objects.filter(pk__in=[need.pk for need in standing]).update(
        confirmed_on=timezone.localdate(now), paused_on=None
    )
    record_many([Line(need, CONFIRMED) for need in standing], actor=actor, happened_at=now)
    Institution.objects.filter(pk=institution.pk).update(needs_answered_on=timezone.localdate(now))
    counted = {"confirmed": len(standing), "withdrawn": len(leaving)}
    record(institution, ANSWERED, actor=actor, data=counted, happened_at=now)
    return Answer(**counted)


def _withdraw(pks: Collection[int], actor: Actor, now: datetime) -> None:
    reason = _("Not needed any more, said the institution when it was asked for the school year %(year)s.") % {
        "year": school_year(timezone.localdate(now))
    }
    ended = change_status_many(Need, pks, NeedStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)
    for refusal in ended.refused.values():
        raise TransitionRefused(refusal)
