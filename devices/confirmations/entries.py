"""What confirmations put on shared pages: kinds of papers, the papers of a donation's page, lines of its history."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.pages import cards
from devices.confirmations.by_link import ADDRESS_COMPLETED, NEEDED
from devices.confirmations.days import given
from devices.confirmations.due import donations_due
from devices.confirmations.issuing import CONFIRMED, RECEIPTED
from devices.confirmations.kinds import TAX_CONFIRMATION, TRANSFER_RECEIPT
from devices.confirmations.money import euros
from devices.confirmations.values import ORIGIN_STATED, VALUES_STATED
from documents import registry
from documents.models import Document
from donations import history, panels, papers
from donations.enums import DonorKind
from donations.models import Donation
from donations.steps import Button

MANAGE = "donations.manage_donation"


def register() -> None:
    """Called in AppConfig.ready()."""
    registry.register(TAX_CONFIRMATION)
    registry.register(TRANSFER_RECEIPT)
    papers.register(of_donation)
    panels.register(NEEDED)
    cards.register(
        cards.Card(
            code="gifts_to_confirm",
            label=gettext_lazy("Gifts to confirm"),
            permission=MANAGE,
            count=lambda user: donations_due().count(),
            url=lambda: reverse("confirmations_due"),
            position=12,
        )
    )
    history.register_words(
        {
            ORIGIN_STATED: gettext_lazy("stated where the devices come from"),
            ADDRESS_COMPLETED: gettext_lazy("the donor's address completed"),
            VALUES_STATED: gettext_lazy("values of devices stated"),
            CONFIRMED: gettext_lazy("tax confirmation issued"),
            RECEIPTED: gettext_lazy("transfer receipt issued"),
        }
    )


def of_donation(user: User, donation: Donation) -> papers.Papers:
    """Confirmations and receipts of a donation, with what its reader can do about them."""
    tax = donation.tax_confirmations.select_related("document").prefetch_related("document__signatures")
    transfers = donation.transfer_receipts.select_related("document").prefetch_related("document__signatures")
    lines = [_line(row.document, f"{euros(row.total)} · {_came(row)}") for row in tax]
    lines += [_line(row.document, _came(row)) for row in transfers]
    return papers.Papers(lines, _buttons(user, donation))


def _line(document: Document, note: str) -> papers.PaperLine:
    return papers.PaperLine(document, note=note, mark=str(_("signed")) if document.signatures.all() else "")


def _came(row) -> str:
    return _("given on %(day)s") % {"day": f"{row.given_on:%d.%m.%Y}"}


def _buttons(user: User, donation: Donation) -> list[Button]:
    """Nothing to value, nothing to confirm: no buttons before something has come."""
    if not given(donation).exists():
        return []
    buttons = []
    is_public_body = donation.donor is not None and donation.donor.kind == DonorKind.PUBLIC_BODY
    if not is_public_body:
        buttons.append(Button(_("State values"), reverse("donation_values", args=[donation.number])))
    if user.has_perm(MANAGE):
        label = _("Issue the Übergabebeleg") if is_public_body else _("Issue a confirmation")
        buttons.append(Button(label, reverse("donation_confirm", args=[donation.number])))
    return buttons
