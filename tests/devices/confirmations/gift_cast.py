"""A company's gift that came on one day, and an initiative that may confirm it."""

from datetime import date
from decimal import Decimal

from custody.actor import Actor
from devices.confirmations import issuing, values
from devices.enums import ValueBasis
from devices.models import Device, TaxConfirmation
from documents import issuer, rendering
from documents.models import Issuer
from donations.models import Donation
from tests import cast
from tests.conftest import NOW
from tests.documents.test_issuer import VALUES

GIVEN_ON = date(2026, 11, 20)
BOOK = values.Statement(ValueBasis.BOOK, Decimal("1.00"), vat_base=Decimal("100.00"), purchase_year=2020)
PARTIAL = values.Statement(ValueBasis.PARTIAL, Decimal("100.00"), vat_base=Decimal("100.00"))


def checked_issuer(actor: Actor, **changes: object) -> Issuer:
    """One that is no draft, with a notice of 15 March 2025; the wording was compared with the official form."""
    wording = issuer.wording("tax_confirmation", on=NOW.date())
    if wording.is_draft:
        issuer.confirm_wording(wording, actor=actor, now=NOW)
    newest = Issuer.objects.first()
    told = {**VALUES, "place": "", "notice_date": date(2025, 3, 15), **changes}
    return issuer.save_issuer(told, after=newest.pk if newest else None, actor=actor, now=NOW)


def gift(*people, count: int = 2, **fields: object) -> Donation:
    """A company's donation of business devices that arrived on 20 November."""
    donor = cast.donor(*people, street="Kanzleiweg 4", postcode="04103", kind=fields.pop("kind", "company"))
    fields = {"donor": donor, "status": "received", "received_on": GIVEN_ON, "origin": "business", **fields}
    donation = cast.donation(**fields)
    for line in range(1, count + 1):
        cast.device(donation=donation, line=line)
    return donation


def stated(donation: Donation, actor: Actor, *statements: values.Statement) -> list[Device]:
    """The devices with these values, in their order; by default the first one's book value and the other's Teilwert."""
    devices = list(donation.devices.order_by("line"))
    said = statements or (BOOK, PARTIAL)
    values.state(donation, {device.pk: one for device, one in zip(devices, said, strict=False)}, actor=actor, now=NOW)
    return devices


def confirmed(donation: Donation, actor: Actor) -> TaxConfirmation:
    """A confirmation whose paper is made."""
    paper = issuing.issue_confirmation(donation, given_on=GIVEN_ON, proofs_present=True, actor=actor, now=NOW)
    rendering.render(paper.document.pk, now=NOW)
    paper.document.refresh_from_db()
    return paper
