"""The two kinds of papers, as `documents` knows them."""

from django.utils.translation import gettext_lazy

from devices.confirmations.issuing import TAX_KIND, TRANSFER_KIND
from devices.confirmations.papers import confirmation, transfer
from devices.donation_papers import kind_of_donation
from documents.models import Document


def _tax_follower(document: Document) -> Document | None:
    """The confirmation that stands now for what came on the same day."""
    row = document.tax_confirmation
    later = row.donation.tax_confirmations.filter(given_on=row.given_on, active=True, pk__gt=row.pk)
    return Document.objects.filter(tax_confirmation__in=later).order_by("-pk").first()


TAX_CONFIRMATION = kind_of_donation(
    "tax_confirmation",
    code=TAX_KIND,
    series="ZB",
    title=gettext_lazy("Tax confirmation"),
    draw=confirmation.draw_confirmations,
    check=confirmation.check,
    template="devices/confirmations/tax_content.html",
    follower=_tax_follower,
    signed_by_hand=True,
    actions="devices/confirmations/tax_actions.html",
)
TRANSFER_RECEIPT = kind_of_donation(
    "transfer_receipt",
    code=TRANSFER_KIND,
    series="UB",
    title=gettext_lazy("Transfer receipt"),
    draw=transfer.draw_transfer_receipts,
    check=transfer.check,
    template="devices/confirmations/transfer_content.html",
    signed_by_hand=True,
    actions="devices/confirmations/transfer_actions.html",
)
