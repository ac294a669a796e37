"""A need's state from its items: open, reserved with a promise, fulfilled when all that is asked for is given."""

from datetime import datetime

from django.db.models import Count, F, Q

from custody.actor import Actor
from custody.services import change_status_many
from recipients.enums import ACTIVE, AllocationStatus, NeedStatus
from recipients.models import Need


def follow_allocations(need_pks, *, actor: Actor, happened_at: datetime | None = None) -> None:
    """Brings needs in step with their allocations. A need that was fulfilled is reopened only by a return that asks for
    a replacement, so not here."""
    pks = sorted(need_pks)
    # Locked before counting: of two items that change at once, the second sees what became of the first.
    list(Need.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    counted = Need.objects.filter(pk__in=pks).annotate(
        wanted=Count("items", filter=Q(items__given_up=False), distinct=True),
        promised=Count("items", filter=Q(items__allocations__status__in=ACTIVE), distinct=True),
        given=Count("items", filter=Q(items__allocations__status=AllocationStatus.HANDED_OVER), distinct=True),
    )
    _move(counted.filter(status=NeedStatus.OPEN, promised__gt=0), NeedStatus.RESERVED, actor, happened_at)
    _move(counted.filter(status=NeedStatus.RESERVED, promised=0), NeedStatus.OPEN, actor, happened_at)
    _move(counted.filter(status=NeedStatus.RESERVED, given=F("wanted")), NeedStatus.FULFILLED, actor, happened_at)


def _move(needs, to: str, actor: Actor, happened_at: datetime | None) -> None:
    change_status_many(Need, list(needs.values_list("pk", flat=True)), to, actor=actor, happened_at=happened_at)
