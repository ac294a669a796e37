"""A donor as papers address it."""

from typing import TypedDict

from donations.models import Donation, Donor

UNKNOWN = "Spender nicht bekannt"


class Addressee(TypedDict):
    """To whom a paper is addressed: `lines` as they stand in the window of an envelope, `name` for running heads."""

    name: str
    lines: list[str]


def addressee(donation: Donation) -> Addressee:
    """The donation's donor, with the contact person in the second line."""
    donor = donation.donor
    if donor is None:
        return {"name": UNKNOWN, "lines": [UNKNOWN]}
    return {"name": donor.name, "lines": address_lines(donor)}


def address_lines(donor: Donor) -> list[str]:
    """Name, contact person, street, town; what is not known is left out."""
    contact = donor.contact if donor.contact != donor.name else ""
    return [line for line in (donor.name, contact, donor.street, f"{donor.postcode} {donor.city}".strip()) if line]
