"""Drawing a queued paper in a worker: claim, draw, store, mark. May run twice or be killed anywhere."""

import json
import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from custody.actor import Actor
from custody.services import change_status_many
from documents import services, storage
from documents.archive.words import search_text
from documents.enums import DocumentStatus
from documents.errors import GAVE_UP, STORAGE, UNKNOWN_KIND, code_of
from documents.models import Document
from documents.pdf.errors import PaperError
from documents.registry import KINDS

logger = logging.getLogger(__name__)

# A paper that kills its worker, or breaks the drawing, must not go round for ever.
MOST_ATTEMPTS = 5


def render(pk: int, *, now: datetime | None = None) -> None:
    """Makes one queued paper, if no other worker is at it. A paper that can't be drawn fails with its reason; a storage
    that can't be written leaves it queued, and it is tried again when the lease has run out."""
    if not Document.objects.claim(pk, now=now or timezone.now()):
        return
    document = Document.objects.get(pk=pk)
    if error := _hopeless(document):
        _finish(document, DocumentStatus.FAILED, now, error=error)
        return
    try:
        content = KINDS[document.kind].draw([json.loads(document.content)])
    except PaperError as error:
        _finish(document, DocumentStatus.FAILED, now, error=code_of(error))
        return
    _keep(document, content, now)


def _hopeless(document: Document) -> str:
    """The code of the reason why drawing is not tried (again); empty when it is."""
    if document.kind not in KINDS:
        return UNKNOWN_KIND
    return GAVE_UP if document.attempts > MOST_ATTEMPTS else ""


def _keep(document: Document, content: bytes, now: datetime | None) -> None:
    """Stores the drawn paper and marks it. A full or locked storage is no fault of the paper: that attempt does not
    count."""
    try:
        key = storage.put_once(content)
    except OSError as error:
        logger.error("The storage did not take document %s: %s", document.pk, type(error).__name__)
        Document.objects.waiting().filter(pk=document.pk).update(error=STORAGE, attempts=0)
        return
    _finish(
        document,
        DocumentStatus.READY,
        now,
        file_key=key,
        file_bytes=len(content),
        search_text=search_text(json.loads(document.content)),
        renderer=KINDS[document.kind].renderer(),
        ready_at=now or timezone.now(),
        error="",
    )


def _finish(document: Document, status: str, now: datetime | None, **columns) -> None:
    """Marks the paper and counts its batch anew in one transaction, so that a worker killed here leaves both or neither
    undone. One that came second finds the paper finished and changes nothing."""
    with transaction.atomic():
        columns |= {"happened_at": now, "lease_until": None}
        change_status_many(Document, [document.pk], status, actor=Actor.system(), **columns)
        services.refresh_job(document.job_id)
