"""Donors that are probably the same: by name and town, by e-mail address, by phone. A person decides."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from donations.donors.models import DonorsApart
from donations.donors.naming import town_key
from donations.models import Donor, DonorQuerySet

MOST = 5


@dataclass(frozen=True)
class Suspect:
    """One that may be the same, and by what."""

    donor: Donor
    reasons: tuple[str, ...]


def suspects(donor: Donor) -> list[Suspect]:
    """At most five donors that may be the same as this one, without those that a person looked at and told apart."""
    same = Q()
    if donor.name_key:
        same |= Q(name_key=donor.name_key) & (Q(town_key__in=["", donor.town_key]) if donor.town_key else Q())
    if donor.email:
        same |= Q(email__iexact=donor.email)
    if donor.phone_key:
        same |= Q(phone_key=donor.phone_key)
    if not same:
        return []
    others = Donor.objects.heads().filter(same).exclude(pk=donor.pk)
    found = others.exclude(Exists(DonorsApart.objects.between(donor.pk, OuterRef("pk")))).order_by("pk")[:MOST]
    return [Suspect(other, reasons(donor, other)) for other in found]


def reasons(first: Donor, second: Donor) -> tuple[str, ...]:
    """What speaks for one donor in two rows."""
    towns = {town_key(row.city) for row in (first, second)} - {""}
    checks = (
        (bool(first.name_key) and first.name_key == second.name_key and len(towns) < 2, _("same name")),
        (bool(first.email) and first.email.casefold() == second.email.casefold(), _("same e-mail address")),
        (bool(first.phone_key) and first.phone_key == second.phone_key, _("same phone number")),
    )
    return tuple(word for holds, word in checks if holds)


def with_suspects(donors: DonorQuerySet) -> DonorQuerySet:
    """Those of them that may be in a second row."""
    told_apart = DonorsApart.objects.between(OuterRef("pk"), OuterRef(OuterRef("pk")))
    others = Donor.objects.heads().exclude(pk=OuterRef("pk")).exclude(Exists(told_apart))
    undoubted = ~Exists(DonorsApart.objects.about(OuterRef("pk")))
    by_address = others.alias(folded=Lower("email")).filter(folded=OuterRef("folded"))
    named = others.filter(name_key=OuterRef("name_key")).exclude(name_key="")
    in_town = named.filter(Q(town_key=OuterRef("town_key")) | Q(town_key=""))
    return donors.alias(folded=Lower("email")).filter(
        Exists(in_town)
        | (Q(town_key="") & Exists(named))
        | (Q(folded__in=_addresses_of_several()) & (undoubted | Exists(by_address)))
        | (~Q(phone_key="") & Exists(others.filter(phone_key=OuterRef("phone_key"))))
    )


def _addresses_of_several() -> QuerySet:
    """E-mail addresses, in lower case, of more than one donor. Counted once for all, as no index knows them so."""
    folded = Donor.objects.heads().exclude(email="").order_by().annotate(address=Lower("email")).values("address")
    return folded.annotate(donors=Count("pk")).filter(donors__gt=1).values("address")
