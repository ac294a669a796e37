"""Who belongs to a donor, and how that ends: by the person, or by coordination. The donations stay either way."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from custody.actor import Actor
from donations.models import Donor, DonorMember


def members_of(donor: Donor) -> QuerySet[DonorMember]:
    """Who belongs to the donor, or to one that is the same, the first one first."""
    family = DonorMember.objects.filter(donor__in=Donor.objects.family_of(donor), ended_at=None)
    return family.select_related("user", "donor").order_by("pk")


def former_members_of(donor: Donor) -> QuerySet[DonorMember]:
    """Who belonged to it until a day, the last one first."""
    family = DonorMember.objects.filter(donor__in=Donor.objects.family_of(donor), ended_at__isnull=False)
    return family.select_related("user", "ended_by").order_by("-ended_at")


def reached_as(donor: Donor, person: User) -> list[Donor]:
    """The donor's rows whose own address, to which mails and links go, is one of the person's."""
    confirmed = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    theirs = {address.lower() for address in (person.email, *confirmed)}
    return [row for row in Donor.objects.family_of(donor).order_by("pk") if row.email.lower() in theirs - {""}]


@transaction.atomic
def end(donor: Donor, person: User, *, actor: Actor, now: datetime | None = None) -> int:
    """The person no longer follows the donor's donations, under none of its rows. Returns how many rows ended: 0 when
    the person did not belong to it any more."""
    rows = DonorMember.objects.filter(donor__in=Donor.objects.family_of(donor), user=person, ended_at=None)
    return rows.update(ended_at=now or timezone.now(), ended_by=actor.user)
