"""A family's contact is deleted 30 days after the end (PRODUCT.md § 2): when none of its needs waits or is promised a
device any more, or when its request was never sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from custody.actor import Actor
from custody.services import Line, record_many
from recipients.counter import mails
from recipients.enums import NeedStatus, RequestStatus
from recipients.models import CounterFamily, Need

KEPT = timedelta(days=30)
CONTACT_DELETED = "family_contact_deleted"
# Stands before the key of a family whose code was destroyed; no code looks like it.
NO_CODE = "#"
GOES_ON = (NeedStatus.OPEN, NeedStatus.RESERVED)


@dataclass(frozen=True)
class Deletion:
    """A contact that is still kept, when its reason ended, and when it is deleted."""

    family: CounterFamily
    ended_on: date
    deleted_on: date


def end_of(family: CounterFamily) -> date | None:
    """The day on which the family had what it came for, or would not get it; None while something goes on. A draft
    that was never sent counts from the day it was recorded."""
    request = family.request
    if request.status == RequestStatus.DRAFT:
        return timezone.localdate(family.created_at)
    needs = list(request.needs.all())
    if request.status == RequestStatus.SUBMITTED or any(need.status in GOES_ON for need in needs):
        return None
    return timezone.localdate(max([request.status_since, *(need.status_since for need in needs)]))


def planned(families: QuerySet | None = None) -> list[Deletion]:
    """The preview: every contact whose reason has ended, the next to be deleted first."""
    rows = CounterFamily.objects.all() if families is None else families
    rows = rows.exclude(contact="").select_related("request").prefetch_related("request__needs")
    found = [(family, end_of(family)) for family in rows]
    deletions = [Deletion(family, ended, ended + KEPT) for family, ended in found if ended is not None]
    return sorted(deletions, key=lambda deletion: (deletion.deleted_on, deletion.family.pk))


def forget(*, now: datetime) -> int:
    """Deletes what is due, with the mails about it; may run as often as one likes. Returns how many."""
    today = timezone.localdate(now)
    due = [deletion.family for deletion in planned() if deletion.deleted_on <= today]
    return _delete(due, today, now) if due else 0


@transaction.atomic
def forget_codes() -> int:
    """A family's code goes with those of its needs, by the same rule of retention; its key stands in its place. Returns
    how many."""
    with_code = Need.objects.filter(~Q(pupil_code="") | ~Q(household_code=""), request=OuterRef("request"))
    gone = CounterFamily.objects.filter(contact="").exclude(Exists(with_code)).exclude(code__startswith=NO_CODE)
    for family in gone:
        CounterFamily.objects.filter(pk=family.pk).update(code=f"{NO_CODE}{family.pk}")
    return len(gone)


@transaction.atomic
def _delete(families: Iterable[CounterFamily], today: date, now: datetime) -> int:
    rows = list(families)
    pks = [family.pk for family in rows]
    deleted = CounterFamily.objects.filter(pk__in=pks).exclude(contact="")
    count = deleted.update(contact="", contact_deleted_on=today)
    lines = [Line(family.request, CONTACT_DELETED, data={"family": family.pk}) for family in rows]
    record_many(lines, actor=Actor.system(), happened_at=now)
    mails.forget_mails(pks)
    return count
