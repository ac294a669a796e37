"""A scan lies with the wrong paper: it is taken off, and the paper is waited for again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from documents.models import Document, ScannedPage, Signature
from documents.retention import leaving
from documents.scanned.models import PageReason, PageState

TAKEN_OFF = "scan_taken_off"


@transaction.atomic
def take_off(pk: int, *, actor: Actor, reason: str, now: datetime | None = None) -> bool:
    """The newest scan of this paper goes: its row stays as taken back, the file is destroyed, and those of its pages
    whose pictures are kept wait in the inbox. Returns whether the paper counts as signed all the same, by an earlier
    scan or a tick. Raises TransitionRefused without a reason or a scan."""
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why the scan is taken off."))
    paper = Document.objects.select_for_update().get(pk=pk)
    scan = paper.signatures.exclude(scan_key="").first()
    if scan is None:
        raise TransitionRefused(_("No scan of %(number)s is kept.") % {"number": paper.number})
    _into_the_inbox(scan)
    key = scan.scan_key
    emptied = {"scan_key": "", "scan_type": "", "scan_bytes": 0}
    Signature.objects.filter(pk=scan.pk).update(taken_back_at=now, taken_back_by=actor.user, **emptied)
    leaving.let_go([key], now=now)
    record(paper, TAKEN_OFF, actor=actor, note=reason.strip(), happened_at=now)
    return paper.signatures.exists()


def _into_the_inbox(scan: Signature) -> None:
    """Its pages belong to no paper; without a picture there is nothing to decide."""
    pages = ScannedPage.objects.filter(signature=scan)
    loose = {"signature": None, "document": None, "reason": PageReason.TAKEN_OFF}
    pages.filter(picture_key="").update(state=PageState.DISCARDED, **loose)
    pages.update(state=PageState.INBOX, decided_by=None, decided_at=None, **loose)
