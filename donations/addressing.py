"""A donor as papers address it."""

from documents.pdf.parties import Addressee
from donations.models import Donation, Donor

UNKNOWN = "Spender nicht bekannt"


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
