"""What stands in the way of a paper: each reason is a sentence that says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from devices.confirmations import values
from documents import issuer
from documents.models import Issuer, TextVersion
from donations.enums import DonorKind
from donations.models import Donation, Donor

TAX_WORDING, TRANSFER_WORDING = "tax_confirmation", "transfer_receipt"


@dataclass(frozen=True)
class Sources:
    """What all papers of a day of issue share: who issues, and in which words."""

    issuer: Issuer
    wording: TextVersion


def tax_refusals(donation: Donation, *, today: date) -> list[str]:
    """Why no tax confirmation may be issued for this donation today; an empty list when it may."""
    return list(_tax_refusals(donation, today))


def _tax_refusals(donation: Donation, today: date) -> Iterator[str]:
    yield from _donor_refusals(donation.donor)
    if donation.donor and donation.donor.kind == DonorKind.PUBLIC_BODY:
        yield _("Public bodies get an Übergabebeleg: they can deduct no gifts.")
    elif not values.origin_is_answered(donation):
        yield _("Nobody has noted yet that the donor was asked where the devices come from. Please note the answer.")
    if said := issuer.why_not(Issuer.objects.first(), today=today):
        yield said
    if said := issuer.wording_why_not(issuer.wording(TAX_WORDING, on=today)):
        yield said


def transfer_refusals(donation: Donation, *, today: date) -> list[str]:
    """Why no transfer receipt may be issued for this donation today."""
    missing = Issuer.objects.first() is None or issuer.wording(TRANSFER_WORDING, on=today) is None
    said = [_("The issuer's data or the wording are missing. Please ask the administration to load them.")]
    return [*_donor_refusals(donation.donor), *(said if missing else [])]


def _donor_refusals(donor: Donor | None) -> Iterator[str]:
    if donor is None:
        yield _("The donor is unknown. Please assign one first.")
    elif not all((donor.name, donor.street, donor.postcode, donor.city)):
        yield _("The paper needs the donor's full address. Please complete it first.")


def tax_sources(donation: Donation, *, today: date) -> Sources:
    """Issuer and wording of a tax confirmation. Raises TransitionRefused with the first reason against it."""
    return _sources(tax_refusals(donation, today=today), TAX_WORDING, today)


def transfer_sources(donation: Donation, *, today: date) -> Sources:
    """Issuer and wording of a transfer receipt. Raises TransitionRefused with the first reason against it."""
    return _sources(transfer_refusals(donation, today=today), TRANSFER_WORDING, today)


def _sources(refusals: list[str], key: str, today: date) -> Sources:
    if refusals:
        raise TransitionRefused(refusals[0])
    return Sources(Issuer.objects.first(), issuer.wording(key, on=today))
