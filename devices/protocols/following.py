"""The system keeps protocols true: it issues the final one when nothing is open, and supersedes one that is no longer
so. Followers only ring; whether something is due is asked of the database, so that a lost bell costs ten minutes."""

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.ring import ring
from devices.enums import DeviceStatus
from devices.models import ErasureProtocol, StorageMedium
from devices.protocols.fates import NEVER_OURS, holds_losses, may_hold_data, still_open
from devices.protocols.issuing import WITH_US, issue
from documents.versions import NothingNew
from donations.models import Donation

logger = logging.getLogger(__name__)
# A device's step that may open or close its donation's reckoning; the others leave it as it is.
TELLING = (*NEVER_OURS, DeviceStatus.LOST)
MOST_AT_ONCE = 200


def media_ring(pks: list[int], step: Step) -> None:
    """Registered with the media's lifecycle."""
    for pk in pks:
        ring("devices.tasks.follow_medium", pk)


def devices_ring(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: something arrived, does not come, or is lost or found."""
    if step.old in TELLING or step.new in TELLING:
        donations = Donation.objects.filter(devices__in=pks).distinct()
        for pk in donations.values_list("pk", flat=True):
            ring("devices.tasks.follow_donation", pk)


def follow_medium(pk: int, *, now: datetime | None = None) -> ErasureProtocol | None:
    """Looks after the donation that the medium came with."""
    donation = StorageMedium.objects.filter(pk=pk).values_list("donation", flat=True).first()
    return follow(donation, now=now) if donation else None


def follow(donation_pk: int, *, now: datetime | None = None) -> ErasureProtocol | None:
    """Issues what is due for one donation, if anything is. A paper that is still being made is left for the next look.

    A final one with losses is left to a person, who talks to the donor first.
    """
    donation = due(Donation.objects.filter(pk=donation_pk)).first()
    if donation is None:
        return None
    try:
        return issue(donation, actor=Actor.system(), now=now)
    except NothingNew:
        return None
    except TransitionRefused as refusal:
        logger.warning("The erasure protocol of donation %s waits: %s", donation.pk, type(refusal).__name__)
        return None


def follow_all(*, now: datetime | None = None) -> int:
    """The same for all donations; returns how many papers were issued."""
    pks = list(due(Donation.objects.all()).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    now = now or timezone.now()
    return sum(follow(pk, now=now) is not None for pk in pks)


def due(donations: QuerySet[Donation]) -> QuerySet[Donation]:
    """Those whose final protocol is to be issued, and those whose final protocol is not true any more."""
    final = ErasureProtocol.objects.standing().filter(donation=OuterRef("pk"), is_final=True)
    has_final = Q(Exists(final))
    finished = ~has_final & ~still_open() & ~holds_losses() & may_hold_data()
    return donations.filter(finished | (has_final & still_open()), donor__isnull=False, status__in=WITH_US)
