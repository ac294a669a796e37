"""Drawing a queued paper in a worker: claim, draw, store, mark. May run twice or be killed anywhere."""

import json
import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from custody.actor import Actor
from custody.services import change_status_many
from documents import services, storage
from documents.enums import DocumentStatus
from documents.errors import ContentRefused
from documents.models import Document
from documents.registry import KINDS

logger = logging.getLogger(__name__)


def render(pk: int, *, now: datetime | None = None) -> None:
    """Makes one queued paper, if no other worker is at it. A paper that can't be drawn fails with its reason; a storage
    that can't be written leaves it queued, and it is tried again when the lease has run out."""
    if not Document.objects.claim(pk, now=now or timezone.now()):
        return
    document = Document.objects.get(pk=pk)
    kind = KINDS[document.kind]
    try:
        content = kind.draw([json.loads(document.content)])
    except ContentRefused as error:
        _finish(document, DocumentStatus.FAILED, error=str(error)[:200])
        return
    try:
        key = storage.put_once(content)
    except OSError as error:
        logger.error("The storage did not take document %s: %s", document.pk, type(error).__name__)
        Document.objects.filter(pk=pk).update(error="storage")
        return
    _finish(
        document,
        DocumentStatus.READY,
        file_key=key,
        file_bytes=len(content),
        renderer=kind.renderer(),
        ready_at=timezone.now(),
        error="",
    )


def _finish(document: Document, status: str, **columns) -> None:
    """Marks the paper; a worker that came second finds it finished and changes nothing."""
    with transaction.atomic():
        change_status_many(Document, [document.pk], status, actor=Actor.system(), lease_until=None, **columns)
    services.refresh_job(document.job_id)
