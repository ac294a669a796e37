"""Papers that confirm gifts: a tax confirmation and an Übergabebeleg that are drafts, as the issuer is invented, and
values that wait for coordination. The company whose people sign in here states its values itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from devices.confirmations import issuing, standing, values
from devices.confirmations.batches import batches
from devices.enums import ValueBasis
from documents import rendering
from documents.models import Document
from donations.enums import DonorKind, Origin
from donations.models import Donation
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast

PRICES = {ValueBasis.BOOK: Decimal(1), ValueBasis.MARKET: Decimal(35)}
REPLACEMENT = Decimal(90)
WAITS_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Gifts:
    """Coordination enters what donors tell on the phone."""

    cast: Cast
    calendar: Calendar

    def confirm(self) -> None:
        """A company's gift of business devices, on paper."""
        donation = self._of(DonorKind.COMPANY, members=False)
        self._state(donation, ValueBasis.BOOK, self.calendar.workday(12, "11:05"))
        when = self.calendar.workday(11, "15:20")
        if standing.tax_refusals(donation, today=timezone.localdate(when)):
            return
        for given_on in self._days(donation):
            paper = issuing.issue_confirmation(
                donation, given_on=given_on, proofs_present=True, actor=self.cast.coordinator, now=when
            )
            self._draw(paper.document, when)

    def receipt(self) -> None:
        """What the city brought, without values."""
        donation, when = self._of(DonorKind.PUBLIC_BODY, members=True), self.calendar.workday(10, "09:10")
        for given_on in self._days(donation):
            paper = issuing.issue_transfer_receipt(donation, given_on=given_on, actor=self.cast.coordinator, now=when)
            self._draw(paper.document, when)

    def leave_to_confirm(self) -> None:
        """An association's values, stated and not confirmed yet."""
        self._state(self._of(DonorKind.ASSOCIATION, members=False), ValueBasis.MARKET, self.calendar.at(1, "16:45"))

    def _of(self, kind: DonorKind, *, members: bool) -> Donation:
        """The first donation of such a donor that has arrived."""
        arrived = Donation.objects.filter(donor__kind=kind, donor__members__isnull=not members)
        return arrived.exclude(received_on=None).select_related("donor").order_by("number")[0]

    def _state(self, donation: Donation, basis: ValueBasis, when: datetime) -> None:
        if basis == ValueBasis.MARKET:
            values.state_origin(donation, origin=Origin.PRIVATE, actor=self.cast.coordinator, now=when)
        base = REPLACEMENT if basis == ValueBasis.BOOK else None
        said = values.Statement(basis, PRICES[basis], vat_base=base, purchase_year=when.year - 7)
        stated = {device.pk: said for batch in batches(donation) for device in batch.devices}
        values.state(donation, stated, actor=self.cast.coordinator, now=when)

    def _days(self, donation: Donation) -> list[date]:
        return [batch.given_on for batch in batches(donation)]

    def _draw(self, document: Document, when: datetime) -> None:
        rendering.render(document.pk, now=when + WAITS_FOR)


def confirm_gifts(cast: Cast, calendar: Calendar) -> None:
    """All of it."""
    gifts = Gifts(cast, calendar)
    gifts.confirm()
    gifts.receipt()
    gifts.leave_to_confirm()
