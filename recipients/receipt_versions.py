"""Receipts that say something else since a device took another's place: the next version follows in one step, so that
no paper is missing in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents import services as documents
from documents.registry import Content
from recipients import receipts
from recipients.models import Allocation, Handover, Receipt
from recipients.receipt_content import Sources, sources
from recipients.receiving.whom import Whom, whom_of


@dataclass(frozen=True)
class NextVersion:
    """What a standing receipt will say, drawn once for a check; `given` are the keys of its reservations."""

    receipt: Receipt
    content: Content
    given: tuple[int, ...]


def with_device(allocation: Allocation, device: Device, *, now: datetime) -> NextVersion | None:
    """The receipt of this reservation as if it were for `device`; None without one. Call it before the transaction.

    Raises TransitionRefused for a reservation that was taken off, and a paper that is still being made; ContentRefused.
    """
    (found,) = _versions(allocation.handover, {allocation.pk: device}, now=now) or (None,)
    return found


def crossed(handover: Handover, first: Allocation, second: Allocation, *, now: datetime) -> list[NextVersion]:
    """The receipts of two reservations that got each other's device. Raises as `with_device` does."""
    return _versions(handover, {first.pk: second.device, second.pk: first.device}, now=now)


def _versions(handover: Handover, instead: dict[int, Device], *, now: datetime) -> list[NextVersion]:
    rows = {row.pk: row for row in receipts.allocations_of(handover)}
    if not set(instead) <= set(rows):
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    for pk, device in instead.items():
        rows[pk].device = device
    touched = handover.receipts.active().filter(allocations__in=instead).distinct()
    shared = sources(handover) if touched else None
    found = [
        _version(receipt, rows, shared, now)
        for receipt in touched.select_related("document", "need", "class_set", "handover").prefetch_related(
            "allocations"
        )
    ]
    documents.check_contents(receipts.KIND, [row.content for row in found])
    return found


def _version(receipt: Receipt, rows: dict[int, Allocation], shared: Sources, now: datetime) -> NextVersion:
    receipts.is_made(receipt)
    given = [rows[row.pk] for row in receipt.allocations.all()]
    content = whom_of(receipt, given).draft(given, shared=shared, now=now)
    return NextVersion(receipt, content, tuple(row.pk for row in given))


def stand_back(rows: Iterable[NextVersion]) -> None:
    """In the caller's transaction, before reservations move: the old papers claim nothing any more."""
    Receipt.objects.filter(pk__in=[row.receipt.pk for row in rows]).update(active=False)


def stand_anew(version: NextVersion, given: Sequence[Allocation], *, actor: Actor, now: datetime) -> None:
    """In the same transaction, after they have moved: the next version stands for these reservations. Raises
    TransitionRefused when somebody else replaced the paper meanwhile."""
    old = version.receipt
    document = documents.issue_version(old.document, version.content, actor=actor, now=now)
    receipts.stand(old.handover, Whom(old.need, old.class_set), document, list(given))
