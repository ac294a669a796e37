"""Families that know of a time which does not hold any more: coordination tells them anew."""

from datetime import datetime

from django.db.models import Q, QuerySet

from custody.actor import Actor
from custody.services import Line, record_many
from recipients.models import Allocation, CounterFamily

TIME_IS_OFF = "family_time_is_off"


def told(allocations: QuerySet[Allocation]) -> QuerySet[CounterFamily]:
    """Families that were invited or reached by phone to collect these devices."""
    knows = Q(invited_at__isnull=False) | Q(called_on__isnull=False)
    return CounterFamily.objects.filter(knows, request__in=allocations.values("item__need__request"))


def take_back(allocations: QuerySet[Allocation], *, actor: Actor, now: datetime | None = None) -> int:
    """In the caller's transaction: what these families were told does not hold any more, so that their pages ask to
    tell them anew. Returns how many."""
    families = list(told(allocations).select_for_update(of=["self"]).select_related("request").order_by("pk"))
    CounterFamily.objects.filter(pk__in=[family.pk for family in families]).update(invited_at=None, called_on=None)
    lines = [Line(family.request, TIME_IS_OFF, data={"family": family.pk}) for family in families]
    record_many(lines, actor=actor, happened_at=now)
    return len(families)


def is_off(family: CounterFamily) -> bool:
    """Whether the time of which this family knows does not hold any more, and nobody told it since."""
    if family.invited_at or family.called_on:
        return False
    return family.request.events.filter(kind=TIME_IS_OFF).exists()
