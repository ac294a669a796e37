"""Issuing and voiding the papers that confirm a gift. Numbers and frozen contents are the business of `documents`."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.confirmations import gather
from devices.confirmations.batches import Batch, batch_of
from devices.confirmations.standing import tax_sources, transfer_sources
from devices.models import ConfirmedValue, TaxConfirmation, TransferReceipt
from documents import services as documents
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import Content
from donations.models import Donation

TAX_KIND, TRANSFER_KIND = "tax_confirmation", "transfer_receipt"
CONFIRMED, RECEIPTED = "tax_confirmation_issued", "transfer_receipt_issued"
CHUNK = 500


def issue_confirmation(
    donation: Donation, *, given_on: date, proofs_present: bool, actor: Actor, now: datetime | None = None
) -> TaxConfirmation:
    """Confirms what of a day's gifts has a value and is on no valid confirmation yet. Never signs it.

    Raises TransitionRefused with what stands in the way, or when somebody changed it meanwhile; ContentRefused for a
    text that can't be printed.
    """
    now = now or timezone.now()

    def read(row: Donation) -> tuple[Batch, Content]:
        sources = tax_sources(row, today=timezone.localdate(now))
        batch = _with_values(batch_of(row, given_on))
        return batch, gather.confirmation(row, batch, sources, proofs_present=proofs_present, now=now)

    _batch, checked = read(_fresh(donation))
    documents.check_contents(TAX_KIND, [checked])
    with transaction.atomic():
        donation = _locked(donation)
        batch, content = read(donation)
        _is_unchanged(content, checked)
        (document,) = documents.issue_many(TAX_KIND, [content], actor=actor, now=now)
        confirmation = _confirm(donation, document, batch, proofs_present)
        record(donation, CONFIRMED, actor=actor, data={"number": document.number}, happened_at=now)
    return confirmation


def issue_transfer_receipt(
    donation: Donation, *, given_on: date, actor: Actor, now: datetime | None = None
) -> TransferReceipt:
    """Issues the receipt for everything that came on a day. Raises TransitionRefused, also when one is valid already;
    ContentRefused."""
    now = now or timezone.now()

    def read(row: Donation) -> Content:
        sources = transfer_sources(row, today=timezone.localdate(now))
        if TransferReceipt.objects.filter(donation=row, given_on=given_on, active=True).exists():
            raise TransitionRefused(_("There is a valid receipt for this day already. It has to be void first."))
        return gather.transfer(row, _with_devices(batch_of(row, given_on)), sources, now=now)

    checked = read(_fresh(donation))
    documents.check_contents(TRANSFER_KIND, [checked])
    with transaction.atomic():
        donation = _locked(donation)
        _is_unchanged(read(donation), checked)
        (document,) = documents.issue_many(TRANSFER_KIND, [checked], actor=actor, now=now)
        receipt = TransferReceipt.objects.create(donation=donation, document=document, given_on=given_on)
        record(donation, RECEIPTED, actor=actor, data={"number": document.number}, happened_at=now)
    return receipt


def _fresh(donation: Donation) -> Donation:
    return Donation.objects.select_related("donor").get(pk=donation.pk)


def _locked(donation: Donation) -> Donation:
    """Of two who issue at once the second waits here, and reads what the first has issued."""
    Donation.objects.select_for_update().get(pk=donation.pk)
    return _fresh(donation)


def _with_values(batch: Batch | None) -> Batch:
    if batch is None or not batch.valued:
        raise TransitionRefused(_("No device of this day has a value that is still to be confirmed."))
    return batch


def _with_devices(batch: Batch | None) -> Batch:
    if batch is None:
        raise TransitionRefused(_("Nothing came on this day."))
    return batch


def _is_unchanged(content: Content, checked: Content) -> None:
    if content != checked:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))


def _confirm(donation: Donation, document: Document, batch: Batch, proofs_present: bool) -> TaxConfirmation:
    confirmation = TaxConfirmation.objects.create(
        donation=donation,
        document=document,
        given_on=batch.given_on,
        total=batch.total,
        proofs_present=proofs_present,
    )
    lines = [
        ConfirmedValue(confirmation=confirmation, device=device, total=device.stated_value.total)
        for device in batch.valued
    ]
    ConfirmedValue.objects.bulk_create(lines, batch_size=CHUNK)
    return confirmation


def void_confirmation(confirmation: TaxConfirmation, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Declares a confirmation void; its number and the reason stay, its devices may be confirmed anew. Raises
    TransitionRefused without a reason, or for a paper that does not stand."""

    def end_claims() -> None:
        TaxConfirmation.objects.filter(pk=confirmation.pk).update(active=False)
        confirmation.lines.update(active=False)

    _void(confirmation.donation, confirmation.document, end_claims, reason=reason, actor=actor, now=now)


def void_transfer_receipt(receipt: TransferReceipt, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Declares a transfer receipt void. Raises TransitionRefused as above."""

    def end_claims() -> None:
        TransferReceipt.objects.filter(pk=receipt.pk).update(active=False)

    _void(receipt.donation, receipt.document, end_claims, reason=reason, actor=actor, now=now)


@transaction.atomic
def _void(
    donation: Donation,
    document: Document,
    end_claims: Callable[[], None],
    *,
    reason: str,
    actor: Actor,
    now: datetime | None,
) -> None:
    """The claims and the paper end together, in this order of locks: donation, then paper."""
    _locked(donation)
    document.refresh_from_db()
    if document.status in (DocumentStatus.QUEUED, DocumentStatus.FAILED):
        raise TransitionRefused(_("The paper is not made yet. Please try again when it is ready."))
    end_claims()
    documents.void(document, actor=actor, reason=reason, now=now)
