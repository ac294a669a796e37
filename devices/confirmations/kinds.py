"""The two kinds of papers, as `documents` knows them."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from devices.confirmations.issuing import TAX_KIND, TRANSFER_KIND
from devices.confirmations.papers import confirmation, transfer
from documents import pdf
from documents.models import Document
from documents.registry import DocumentKind
from donations.models import Donation


def _tax_visible_to(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
    return documents.filter(tax_confirmation__donation__in=Donation.objects.visible_to(user).values("pk"))


def _transfer_visible_to(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
    return documents.filter(transfer_receipt__donation__in=Donation.objects.visible_to(user).values("pk"))


def _tax_owner(document: Document) -> tuple[str, str]:
    return _page_of(document.tax_confirmation.donation)


def _transfer_owner(document: Document) -> tuple[str, str]:
    return _page_of(document.transfer_receipt.donation)


def _tax_follower(document: Document) -> Document | None:
    """The confirmation that stands now for what came on the same day."""
    row = document.tax_confirmation
    later = row.donation.tax_confirmations.filter(given_on=row.given_on, active=True, pk__gt=row.pk)
    return Document.objects.filter(tax_confirmation__in=later).order_by("-pk").first()


def _page_of(donation: Donation) -> tuple[str, str]:
    return donation.number, reverse("donation_detail", args=[donation.number])


TAX_CONFIRMATION = DocumentKind(
    code=TAX_KIND,
    series="ZB",
    title=gettext_lazy("Tax confirmation"),
    draw=confirmation.draw_confirmations,
    check=confirmation.check,
    visible_to=_tax_visible_to,
    renderer=lambda: pdf.RENDERER,
    template="devices/confirmations/tax_content.html",
    owner=_tax_owner,
    related=("tax_confirmation__donation",),
    owner_words=("tax_confirmation__donation__search_text",),
    follower=_tax_follower,
    signed_by_hand=True,
    actions="devices/confirmations/tax_actions.html",
)
TRANSFER_RECEIPT = DocumentKind(
    code=TRANSFER_KIND,
    series="UB",
    title=gettext_lazy("Transfer receipt"),
    draw=transfer.draw_transfer_receipts,
    check=transfer.check,
    visible_to=_transfer_visible_to,
    renderer=lambda: pdf.RENDERER,
    template="devices/confirmations/transfer_content.html",
    owner=_transfer_owner,
    related=("transfer_receipt__donation",),
    owner_words=("transfer_receipt__donation__search_text",),
    signed_by_hand=True,
    actions="devices/confirmations/transfer_actions.html",
)
