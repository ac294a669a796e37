"""Two donors that look alike and are not the same: said by a person, remembered, and taken back when it was wrong."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from donations.donors.merging import MergeRefused, locked
from donations.donors.models import DonorsApart
from donations.models import Donor


@transaction.atomic
def say(first: Donor, second: Donor, *, actor: Actor, now: datetime | None = None) -> DonorsApart:
    """They are two: neither is shown as the other's double any more. Said again, it is the same row. Raises
    MergeRefused for two that somebody has merged."""
    rows = locked(first, second)
    if rows[0].pk == rows[1].pk or any(row.merged_into_id for row in rows):
        raise MergeRefused(_("One of the two was merged with another donor. Please look at that one."))
    standing = DonorsApart.objects.between(first.pk, second.pk).first()
    if standing:
        return standing
    one, other = sorted(rows, key=lambda row: row.pk)
    return DonorsApart.objects.create(one=one, other=other, said_at=now or timezone.now(), said_by=actor.user)


def take_back(said: DonorsApart, *, actor: Actor, now: datetime | None = None) -> bool:
    """The two may be the same again. Returns False when it was taken back already."""
    ended = {"undone_at": now or timezone.now(), "undone_by": actor.user}
    return bool(DonorsApart.objects.filter(pk=said.pk, undone_at=None).update(**ended))


def apart_from(donor: Donor) -> list[tuple[DonorsApart, Donor]]:
    """What was said of this donor, with the one that stands for the other side now."""
    said = DonorsApart.objects.about(donor.pk).select_related("one__merged_into", "other__merged_into", "said_by")
    return [(row, row.other.head if row.one.head.pk == donor.pk else row.one.head) for row in said]
