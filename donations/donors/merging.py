"""The same donor in two rows: a pointer says so, pages show the union, and it can be undone. Nothing that was given or
issued moves."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.folding import searchable
from custody.actor import Actor
from donations.donors.models import DonorMerge, DonorsApart
from donations.donors.naming import SEARCHED
from donations.models import Donor


class MergeRefused(Exception):
    """These two cannot be made one. The message is for people."""


@transaction.atomic
def merge(donor: Donor, *, into: Donor, actor: Actor, now: datetime | None = None) -> DonorMerge:
    """`into` stands for both from now on. What was merged into `donor` before comes along. Raises MergeRefused for two
    that are one already, and when somebody merged one of them meanwhile. That they are two ends with it."""
    first, second = locked(donor, into)
    if first.pk == second.pk or second.pk == first.merged_into_id or first.pk == second.merged_into_id:
        raise MergeRefused(_("These two are one donor already."))
    if first.merged_into_id or second.merged_into_id:
        raise MergeRefused(_("One of the two was merged with another donor. Please look at that one."))
    now = now or timezone.now()
    DonorsApart.objects.between(first.pk, second.pk).update(undone_at=now, undone_by=actor.user)
    merged = DonorMerge.objects.create(donor=first, into=second, merged_at=now, merged_by=actor.user)
    Donor.objects.filter(pk=first.pk).update(merged_into=second)
    Donor.objects.filter(merged_into=first).update(merged_into=second)
    refresh_search_text([first.pk, second.pk])
    return merged


def locked(donor: Donor, into: Donor) -> tuple[Donor, Donor]:
    """Both as they stand, in an order in which two people never wait for each other."""
    pks = [donor.pk, into.pk]
    rows = {row.pk: row for row in Donor.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    return rows[donor.pk], rows[into.pk]


@transaction.atomic
def undo(merged: DonorMerge, *, actor: Actor, now: datetime | None = None) -> None:
    """The two are two donors again, each with what was merged into it. Raises MergeRefused when they are already."""
    head = Donor.objects.get(pk=merged.donor_id).head
    list(Donor.objects.select_for_update().family_of(head).order_by("pk"))
    ended = {"undone_at": now or timezone.now(), "undone_by": actor.user}
    if not DonorMerge.objects.filter(pk=merged.pk, undone_at=None).update(**ended):
        raise MergeRefused(_("This was undone already."))
    pks = list(Donor.objects.family_of(head).values_list("pk", flat=True))
    _point_anew(pks)
    refresh_search_text(pks)


def _point_anew(pks: Iterable[int]) -> None:
    """Writes `merged_into` of these rows from the merges that stand."""
    into = dict(DonorMerge.objects.filter(donor__in=pks, undone_at=None).values_list("donor", "into"))
    for pk in pks:
        head = pk
        while head in into:
            head = into[head]
        Donor.objects.filter(pk=pk).update(merged_into=None if head == pk else head)


def refresh_search_text(pks: Iterable[int]) -> None:
    """Stores what these donors are found by: the one that stands for others, by their words, too."""
    for donor in Donor.objects.filter(pk__in=pks):
        rows = [donor, *donor.merged.all()]
        donor.search_text = searchable(*(getattr(row, name) for row in rows for name in SEARCHED))
        donor.save(update_fields=["search_text"])
