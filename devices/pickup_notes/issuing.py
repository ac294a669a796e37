"""An Abholschein is issued before goods change hands, and signed on screen or on paper when they do."""

import json
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.models import PickUpNote
from devices.pickup_notes.content import NoteContent
from devices.pickup_notes.drafting import draft
from documents import services as documents
from documents.models import Document, Signature
from documents.on_screen import record_signature
from documents.pdf.signed import Signed
from documents.versions import may_be_replaced
from donations.agreements.rules import require_agreement
from donations.enums import DonationStatus
from donations.models import Donation

KIND = "pick_up_note"
ISSUED, SIGNED = "pick_up_note_issued", "pick_up_note_signed"
OPEN_TO = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED)


def issue(donation: Donation, *, actor: Actor, now: datetime | None = None) -> PickUpNote:
    """Issues the note as things are announced now. While one is unsigned, the next version follows under its number;
    after that a further pick-up has a number of its own.

    Raises TransitionRefused without the agreement that the data need, for a donation that is over, while the paper
    before is being made, and when nothing has changed; ContentRefused for a text that can't be printed.
    """
    now = now or timezone.now()
    replaces, content = _due(donation, now)
    documents.check_contents(KIND, [content])
    with transaction.atomic():
        donation = _locked(donation)
        if _due(donation, now) != (replaces, content):
            raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
        return _issue(donation, replaces, content, actor, now)


def _locked(donation: Donation) -> Donation:
    return Donation.objects.select_for_update(of=("self",)).select_related("donor").get(pk=donation.pk)


def _due(donation: Donation, now: datetime) -> tuple[PickUpNote | None, NoteContent]:
    if donation.status not in OPEN_TO:
        raise TransitionRefused(_("For this donation nothing is collected any more."))
    require_agreement(donation)
    standing = unsigned(donation)
    content = draft(donation, now=now)
    if standing is not None:
        may_be_replaced(standing.document, content)
    return standing, content


def unsigned(donation: Donation) -> PickUpNote | None:
    """The note that still has to be signed; one whose scan was uploaded is not."""
    by_hand = Signature.objects.filter(document=OuterRef("document"))
    notes = donation.pick_up_notes.unsigned().exclude(Exists(by_hand))
    return notes.select_related("document", "donation").first()


def _issue(
    donation: Donation, replaces: PickUpNote | None, content: NoteContent, actor: Actor, now: datetime
) -> PickUpNote:
    """In the caller's transaction. A note that was signed by hand is closed first: it keeps its number."""
    donation.pick_up_notes.unsigned().exclude(pk=getattr(replaces, "pk", None)).update(signed=True)
    if replaces is None:
        (document,) = documents.issue_many(KIND, [content], actor=actor, now=now)
    else:
        document = _next_version(replaces, content, actor, now)
    note = PickUpNote.objects.create(donation=donation, document=document)
    record(donation, ISSUED, actor=actor, data={"document": document.pk}, happened_at=now)
    return note


def _next_version(note: PickUpNote, content: NoteContent, actor: Actor, now: datetime) -> Document:
    PickUpNote.objects.filter(pk=note.pk).update(active=False)
    return documents.issue_version(note.document, content, actor=actor, now=now)


def sign(document: Document, signed: Signed, actor: Actor, now: datetime) -> Document:
    """Issues the version that holds the drawings; it supersedes the one without. Raises TransitionRefused for a paper
    that was signed or replaced meanwhile, without the agreement that the data need; ContentRefused."""
    note = document.pick_up_note
    require_agreement(note.donation)
    content = {**json.loads(document.content), "signed": signed}
    documents.check_contents(KIND, [content])
    with transaction.atomic():
        donation = _locked(note.donation)
        note = unsigned(donation)
        if note is None or note.document_id != document.pk:
            raise TransitionRefused(_("This paper was signed or replaced meanwhile. Please look again."))
        content["issued_at"] = timezone.localtime(now).isoformat(timespec="seconds")
        made = _next_version(note, content, actor, now)
        PickUpNote.objects.create(donation=donation, document=made, signed=True)
        record_signature(made, actor=actor, now=now)
        record(donation, SIGNED, actor=actor, data={"document": made.pk}, happened_at=now)
    return made
