"""A receipt is signed with a finger or a pen: the version with the drawings supersedes the one without.

No names are asked for: the software knows none (PRODUCT.md § 7). The lines for them stay on the paper."""

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from documents import services as documents
from documents.models import Document
from documents.on_screen import OnScreen, Signer, record_signature
from documents.pdf.signed import Signed
from documents.registry import Content
from recipients import receipts
from recipients.locking import lock_handover
from recipients.models import Handover, Receipt
from recipients.signatures import waiting

SIGNED = "receipt_signed"
HANDS_OUT = ("recipients.manage_handover", "recipients.assist_handover")
RECEIVES = "recipients.file_request"
GIVER = Signer("giver", gettext_lazy("For the initiative"))
RECIPIENT = Signer("recipient", gettext_lazy("Pupil or institution"))
INSTITUTION = Signer("recipient", gettext_lazy("For the institution"))
GUARDIAN = Signer("guardian", gettext_lazy("Guardian of a minor (may stay empty)"), is_required=False)


def signers_of(document: Document) -> tuple[Signer, ...]:
    """Whoever has a line on the paper."""
    for_pupil = bool(json.loads(document.content or "{}").get("pupil"))
    return (GIVER, RECIPIENT, GUARDIAN) if for_pupil else (GIVER, INSTITUTION)


def may_sign(document: Document, user: User) -> bool:
    """Coordination, volunteers on the day of a handover that is theirs, and the institution's people as soon as devices
    have gone out: nobody signs alone for what is still in the house."""
    mine = Handover.objects.visible_to(user).filter(pk=document.receipt.handover_id)
    if any(user.has_perm(permission) for permission in HANDS_OUT):
        return mine.exists()
    return (
        user.has_perm(RECEIVES)
        and waiting.gone_out(Receipt.objects.filter(document=document)).exists()
        and mine.exists()
    )


def place_of(document: Document) -> str:
    """The institution's town."""
    return document.receipt.handover.institution.city


def sign(document: Document, signed: Signed, actor: Actor, now: datetime) -> Document:
    """Issues the version that holds the drawings. Raises TransitionRefused for a paper that was signed or replaced
    meanwhile; ContentRefused."""
    content = _with(json.loads(document.content), signed, now)
    documents.check_contents(receipts.KIND, [content])
    with transaction.atomic():
        handover = lock_handover(document.receipt.handover_id)
        receipt = (
            handover.receipts.active().select_related("document", "need", "class_set").filter(document=document).first()
        )
        if receipt is None or receipt.document.signatures.exists():
            raise TransitionRefused(_("This paper was signed or replaced meanwhile. Please look again."))
        receipts.is_made(receipt)
        given = list(receipt.allocations.all())
        made = receipts.replace(receipt, content, given, actor=actor, job=None, now=now)
        record_signature(made, actor=actor, now=now)
        record(handover, SIGNED, actor=actor, data={"document": made.pk}, happened_at=now)
    return made


def _with(content: Content, signed: Signed, now: datetime) -> Content:
    """Place and time stand on the line beside the signatures, and how it was signed."""
    issued = timezone.localtime(now).isoformat(timespec="seconds")
    when = f"{signed['signed_at']}, am Bildschirm"
    return {**content, "signed": signed, "place": signed["place"], "date": when, "issued_at": issued}


ON_SCREEN = OnScreen(signers=signers_of, may_sign=may_sign, place=place_of, sign=sign, takes_remark=False)
