"""A paper that was signed by hand comes back: its scan is kept, and the paper counts as signed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from documents import scans, storage
from documents.enums import DocumentStatus, SignatureKind
from documents.models import Document, Signature

SIGNED = "signed"


def keep_signed(
    document: Document, content: bytes, *, signed_on: date, actor: Actor, now: datetime | None = None
) -> Signature:
    """Stores the scan and records the signature; a better scan may follow, the newest counts.

    Raises TransitionRefused for a paper that does not stand, or a day on which it could not be signed; UnreadableScan;
    OSError when the storage can't be written.
    """
    now = now or timezone.now()
    issued_on = timezone.localdate(document.issued_at)
    if not issued_on <= signed_on <= timezone.localdate(now):
        raise TransitionRefused(
            _("The paper was signed between the day of its issue and today. Please check the date.")
        )
    media_type = scans.media_type(content)
    key = storage.put_once(content)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        if locked.status != DocumentStatus.READY:
            raise TransitionRefused(_("Only a valid paper can be signed."))
        signature = Signature.objects.create(
            document=locked,
            kind=SignatureKind.PAPER,
            signed_on=signed_on,
            scan_key=key,
            scan_type=media_type,
            scan_bytes=len(content),
            recorded_by=actor.user,
            recorded_at=now,
        )
        record(locked, SIGNED, actor=actor, data={"scan": key}, happened_at=now)
    return signature
