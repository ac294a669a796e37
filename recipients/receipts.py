"""Receipts of a handover: issue, replace, void. Numbers and frozen contents are the business of `documents`."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.services import record
from devices.models import Erasure
from documents import pdf
from documents import services as documents
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import Content, DocumentKind
from recipients import papers
from recipients.enums import ACTIVE, AllocationStatus, HandoverStatus
from recipients.locking import lock_handover
from recipients.models import Allocation, Handover, HandoverLook, Receipt
from recipients.receipt_content import Sources, sources
from recipients.receiving.whom import Whom, by_whom, key_of, whom_of
from recipients.retention.receipts import attestation

KIND = "handover_receipt"
ISSUED = "receipts_issued"
# So many rows are written by one statement.
STATEMENT = 500
# What the number, the moment and the address of a paper are, and that it was signed on a screen, where and when, does
# not make it another paper.
_OF_THE_ISSUE = frozenset({"number", "version", "issued_at", "verification_url", "signed", "place", "date"})


@dataclass(frozen=True)
class Due:
    """A receipt that is to be issued: for the first time, or anew in place of `replaces`."""

    whom: Whom
    given: list[Allocation]
    content: Content
    replaces: Receipt | None


@dataclass(frozen=True)
class Correction:
    """What becomes of a receipt when devices leave it: without any left it is void, else a new version follows."""

    receipt: Receipt
    left: list[Allocation]
    content: Content | None


def allocations_of(handover: Handover) -> QuerySet[Allocation]:
    """Everything on the handover, with all that pages and papers read of it, in the order of needs."""
    erasures = Erasure.objects.select_related("evidence", "retracted_by")
    return (
        Allocation.objects.filter(handover=handover)
        .select_related("device__category", "item__need__request", "item__need__class_set", "packing")
        .prefetch_related(
            Prefetch("device__media__erasures", queryset=erasures),
            "device__accessory_assignments__stock__kind",
            "device__accessory_assignments__stock__plug",
            "item__need__items__category",
            "item__need__items__minimum_spec",
            "item__need__items__allocations",
        )
        .order_by("item__need__request", "item__need__position", "item__position", "pk")
    )


def due(
    handover: Handover, *, allocations: Iterable[Allocation] | None = None, now: datetime | None = None
) -> list[Due]:
    """Receipts to issue: needs and class sets without one, and those whose paper says something else than what holds
    now. What was handed over stays as it is; what somebody signed does as long as it is about the same devices on the
    same terms, whatever its wording would be today. `allocations`: those of `allocations_of`, where they were read
    already."""
    now = now or timezone.now()
    read = allocations_of(handover) if allocations is None else allocations
    active = [row for row in read if row.status in ACTIVE]
    rows = handover.receipts.active().select_related("document").prefetch_related("document__signatures")
    standing = {key_of(row): row for row in rows}
    shared = sources(handover)
    found = []
    for whom, given in by_whom(active, standing):
        receipt = standing.get(whom.key)
        content = whom.draft(given, shared=shared, now=now)
        if receipt is None or not (_is_handed_over(given) or _says_the_same(receipt.document, content)):
            found.append(Due(whom, given, content, receipt))
    return found


def _is_handed_over(given: list[Allocation]) -> bool:
    return any(row.status == AllocationStatus.HANDED_OVER for row in given)


def _says_the_same(document: Document, content: Content) -> bool:
    compared = _signed_for if document.signatures.all() else _substance
    return compared(json.loads(document.content or "{}")) == compared(content)


def _signed_for(content: Content) -> tuple:
    """What a signature is about: who got which devices on which terms."""
    devices = [(device["number"], device["serial"]) for device in content.get("devices", [])]
    return content.get("pupil"), content.get("agreement"), devices


def _substance(content: Content) -> Content:
    said = {key: value for key, value in content.items() if key not in _OF_THE_ISSUE}
    return said | {"requested": [_counted(line) for line in content.get("requested", [])]}


def _counted(line: papers.RequestLine) -> dict[str, str]:
    """Whether a paper says “2 Notebook”, as earlier ones do, or “2 × Notebook” does not make it another paper."""
    return {name: said.replace(" × ", " ") for name, said in line.items()}


def issue(handover: Handover, *, actor: Actor, now: datetime | None = None) -> int:
    """Issues what is due: numbers without gaps for new receipts, the next version where something changed. Returns
    how many; asked again, none. Raises ContentRefused for a text that can't be printed, TransitionRefused for a
    handover that is over or a paper that is still being made."""
    now = now or timezone.now()
    _is_coming(handover)
    checked = due(handover, now=now)
    if not checked:
        return 0
    for row in checked:
        is_made(row.replaces)
    documents.check_contents(KIND, [row.content for row in checked])
    with transaction.atomic():
        handover = lock_handover(handover.pk)
        _is_coming(handover)
        still = _unchanged(due(handover, now=now), checked)
        return _issue(handover, still, actor=actor, now=now) if still else 0


def _is_coming(handover: Handover) -> None:
    if handover.status not in (HandoverStatus.PLANNED, HandoverStatus.PACKED, HandoverStatus.UNDER_WAY):
        raise TransitionRefused(_("Receipts are issued for a planned handover only."))


def is_made(receipt: Receipt | None) -> None:
    """A paper can be replaced or declared void once it has been made. Raises TransitionRefused with what to do."""
    if receipt is None or receipt.document.status == DocumentStatus.READY:
        return
    if receipt.document.status == DocumentStatus.FAILED:
        text = _(
            "Receipt %(number)s could not be made, and until then nothing can be changed that it names. On the page of "
            "the receipts, “Try again” has it made anew; if it fails again, the reason there is for the administration."
        )
    else:
        text = _("Receipt %(number)s is still being made. Please try again when it is ready.")
    raise TransitionRefused(text % {"number": receipt.document.number})


def _unchanged(now_due: list[Due], checked: list[Due]) -> list[Due]:
    """What is still due under the lock; somebody else may have issued in between, but nothing unchecked is issued."""
    contents = {row.whom.key: row.content for row in checked}
    if any(contents.get(row.whom.key) != row.content for row in now_due):
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    return now_due


def _issue(handover: Handover, rows: list[Due], *, actor: Actor, now: datetime) -> int:
    """In the caller's transaction: job, numbers, contents, receipts; one bell for all."""
    job = Job.objects.create(kind=documents.JOB_KIND, total=len(rows), started_by=actor.user)
    Handover.objects.filter(pk=handover.pk).update(receipts_job=job)
    fresh = [row for row in rows if row.replaces is None]
    made = documents.issue_many(KIND, [row.content for row in fresh], actor=actor, job=job, now=now)
    first = [
        Receipt(handover=handover, document=paper, **row.whom.columns) for row, paper in zip(fresh, made, strict=True)
    ]
    _stand_many(zip(first, [row.given for row in fresh], strict=True))
    anew = [(row.replaces, row.content, row.given) for row in rows if row.replaces is not None]
    replace_many(anew, actor=actor, job=job, now=now)
    record(handover, ISSUED, actor=actor, data={"count": len(rows)}, happened_at=now)
    return len(rows)


def stand(handover: Handover, whom: Whom, document: Document, given: Sequence[Allocation]) -> None:
    """In the caller's transaction: from now on this paper claims the need or class set, and these devices."""
    receipt = Receipt.objects.create(handover=handover, document=document, **whom.columns)
    receipt.allocations.set(given)


def _stand_many(issued: Iterable[tuple[Receipt, Sequence[Allocation]]]) -> None:
    """The same for many receipts, not saved yet, by few statements."""
    given = {receipt.document_id: (receipt, allocations) for receipt, allocations in issued}
    covers = Receipt.allocations.through
    covered = [
        covers(receipt_id=receipt.pk, allocation_id=allocation.pk)
        for receipt in Receipt.objects.bulk_create([receipt for receipt, _allocations in given.values()])
        for allocation in given[receipt.document_id][1]
    ]
    covers.objects.bulk_create(covered, batch_size=STATEMENT)


def replace(
    receipt: Receipt, content: Content, given: list[Allocation], *, actor: Actor, job: Job | None, now: datetime
) -> Document:
    """In the caller's transaction: the next version stands in place of this receipt. Raises TransitionRefused when
    somebody else replaced the paper meanwhile."""
    (document,) = replace_many([(receipt, content, given)], actor=actor, job=job, now=now)
    return document


def replace_many(
    rows: Sequence[tuple[Receipt, Content, list[Allocation]]], *, actor: Actor, job: Job | None, now: datetime
) -> list[Document]:
    """The same for many receipts by few statements: all of them, or none."""
    _stand_back([receipt for receipt, _content, _given in rows])
    drafts = [(receipt.document, content) for receipt, content, _given in rows]
    made = documents.issue_versions(drafts, actor=actor, job=job, now=now)
    anew = [_standing_for(receipt, paper) for (receipt, *_rest), paper in zip(rows, made, strict=True)]
    _stand_many(zip(anew, [given for _receipt, _content, given in rows], strict=True))
    return made


def _standing_for(old: Receipt, paper: Document) -> Receipt:
    """What the old one stood for, by another paper."""
    claimed = {"handover_id": old.handover_id, "need_id": old.need_id, "class_set_id": old.class_set_id}
    return Receipt(document=paper, **claimed)


def _stand_back(rows: Iterable[Receipt]) -> None:
    """They claim need and devices no more."""
    Receipt.objects.filter(pk__in=[row.pk for row in rows]).update(active=False)


def corrections(
    handover: Handover, leaving: Collection[int], *, now: datetime | None = None, drawn: bool = True
) -> list[Correction]:
    """What becomes of the standing receipts when these allocations leave them; drawn once for a check, so call it
    before the transaction; within one, with `drawn` False: such a paper could be drawn when it said more.

    Raises TransitionRefused for a paper that is still being made, ContentRefused.
    """
    now = now or timezone.now()
    touched = handover.receipts.active().filter(allocations__in=leaving).distinct()
    on_board = {row.pk: row for row in allocations_of(handover)}
    shared = sources(handover)
    found = []
    for receipt in touched.select_related("document", "need", "class_set").prefetch_related("allocations"):
        is_made(receipt)
        left = [on_board[row.pk] for row in receipt.allocations.all() if row.pk not in leaving]
        content = _without(receipt, left, leaving, shared=shared, now=now) if left else None
        found.append(Correction(receipt, left, content))
    if drawn:
        documents.check_contents(KIND, [row.content for row in found if row.content])
    return found


def _without(
    receipt: Receipt, left: list[Allocation], leaving: Collection[int], *, shared: Sources, now: datetime
) -> Content:
    """The content as it will be: what leaves counts as open again."""
    whom = whom_of(receipt, left)
    whom.without(leaving)
    return whom.draft(left, shared=shared, now=now)


def correct(rows: list[Correction], *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Voids or supersedes, in the caller's transaction. Raises TransitionRefused when one does not stand any more."""
    documents.lock([row.receipt.document for row in rows])
    withdraw_many([row.receipt for row in rows if row.content is None], actor=actor, reason=reason, now=now)
    anew = [(row.receipt, row.content, row.left) for row in rows if row.content is not None]
    replace_many(anew, actor=actor, job=None, now=now or timezone.now())


def withdraw(receipt: Receipt, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Declares a receipt void, in the caller's transaction: the paper, and its claim on need and devices."""
    withdraw_many([receipt], actor=actor, reason=reason, now=now)


@transaction.atomic
def withdraw_many(rows: Sequence[Receipt], *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """The same for many receipts by few statements: all of them, or none."""
    if not rows:
        return
    for row in rows:
        is_made(row)
    _stand_back(rows)
    documents.void_many([row.document for row in rows], actor=actor, reason=reason, now=now)


@transaction.atomic
def void(receipt: Receipt, *, actor: Actor, reason: str) -> None:
    """Declares one receipt void. Raises TransitionRefused once a device has left with it: what is on its way keeps its
    paper, and what was handed over keeps its signed one."""
    lock_handover(receipt.handover_id)
    given = set(receipt.allocations.values_list("status", flat=True))
    if AllocationStatus.HANDED_OVER in given:
        raise TransitionRefused(_("The devices of this receipt were handed over. Take the confirmation back first."))
    if AllocationStatus.DELIVERED in given:
        raise TransitionRefused(_("A device has left the house with this receipt. Take the scanning out back first."))
    withdraw(receipt, actor=actor, reason=reason)


def retry_failed(handover: Handover, *, actor: Actor) -> int:
    """Puts the failed receipts back into the queue; returns how many."""
    failed = Document.objects.failed().filter(receipt__in=handover.receipts.active())
    return documents.retry_many(failed.values_list("pk", flat=True), actor=actor)


def log_look(handover: Handover, user: User, *, now: datetime | None = None) -> None:
    """Writes down that an assigned volunteer saw codes with devices; coordination and the institution itself see them
    by their office."""
    if not user.has_perm("recipients.view_request") and not handover.institution.members.filter(user=user).exists():
        HandoverLook.objects.create(handover=handover, user=user, looked_at=now or timezone.now())


def _visible_to(documents_of_kind: QuerySet[Document], user: User) -> QuerySet[Document]:
    return documents_of_kind.filter(receipt__handover__in=Handover.objects.visible_to(user).values("pk"))


def _owner(document: Document) -> tuple[str, str]:
    handover = document.receipt.handover
    return handover.number, reverse("handover_receipts", args=[handover.number])


def _looked_at(document: Document, user: User) -> None:
    log_look(document.receipt.handover, user)


def _follower(document: Document) -> Document | None:
    """The receipt that stands now for the same need or class set at the same handover."""
    row = document.receipt
    later = Receipt.objects.active().filter(handover=row.handover_id, pk__gt=row.pk)
    later = later.filter(need=row.need_id, class_set=row.class_set_id)
    return Document.objects.filter(receipt__in=later).first()


RECEIPT = DocumentKind(
    code=KIND,
    series="Q",
    title=gettext_lazy("Handover receipt"),
    draw=papers.draw_receipts,
    check=papers.issue_check,
    visible_to=_visible_to,
    renderer=lambda: pdf.RENDERER,
    template="recipients/receipts/content.html",
    owner=_owner,
    related=("receipt__handover",),
    looked_at=_looked_at,
    owner_words=("receipt__handover__institution__search_text",),
    attestation=attestation,
    follower=_follower,
)
