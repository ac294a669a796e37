"""Asking for a big pile, finding it, forgetting it. It is drawn in recipients.big_piles.making.

It lies in a folder of its own under a name that nobody can guess, for a day, for all who may see the handover."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from custody.actor import Actor
from custody.models import Job
from custody.ring import ring
from documents import storage
from documents.archive import waiting
from documents.archive.models import ExportState
from documents.enums import DocumentStatus
from recipients import receipt_piles
from recipients.models import Handover, ReceiptPile
from recipients.models.receipt_pile import STANDING

logger = logging.getLogger(__name__)

# So many are drawn in less than a second: while a request draws, nobody else is served by its process.
MOST_AT_ONCE = 200
FOLDER = "piles"
JOB = "receipt_pile"
TASK = "recipients.tasks.make_receipt_pile"
KEPT_FOR = timedelta(hours=24)
# A worker that is free begins at once.
STUCK_AFTER = timedelta(seconds=30)
# No worker writes this long: what lies there longer without a row was left by a killed one.
LEFT_BEHIND_AFTER = timedelta(hours=1)


def is_big(handover: Handover) -> bool:
    """Whether a worker draws its pile."""
    return receipt_piles.kept_receipts(handover).count() > MOST_AT_ONCE


def state_of(handover: Handover) -> str:
    """SHA-256 of what decides how the pile looks: its receipts in their order, and what the list on top says."""
    day = (handover.starts_at, handover.ends_at, handover.place, handover.institution.name, handover.institution.city)
    receipts = handover.receipts.active().order_by("pk")
    rows = receipts.values_list("document_id", "document__status", "need__school_grade", "need__pupil_code")
    allocations = handover.allocations.order_by("pk").values_list("pk", "status", "device_id")
    said = json.dumps([day, list(rows), list(allocations)], default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def newest(handover: Handover, *, duplex: bool) -> ReceiptPile | None:
    """The pile of the receipts as they are now, in whatever state; None if nobody asked for it yet."""
    asked = handover.piles.filter(duplex=duplex, drawn_from=state_of(handover))
    return asked.select_related("job").first()


def ask(handover: Handover, *, duplex: bool, actor: Actor, now: datetime | None = None) -> ReceiptPile:
    """Leaves the pile to a worker; one that is being made, or is ready, is the same. Raises TransitionRefused while a
    receipt isn't ready."""
    now = now or timezone.now()
    total = len(receipt_piles.ready_receipts(handover))
    with transaction.atomic():
        Handover.objects.select_for_update().get(pk=handover.pk)
        known = newest(handover, duplex=duplex)
        if known and known.state in STANDING:
            return known
        job = Job.objects.create(kind=JOB, total=total, started_by=actor.user, created_at=now)
        facts = {"duplex": duplex, "drawn_from": state_of(handover), "created_at": now, "rung_at": now}
        made = ReceiptPile.objects.create(handover=handover, job=job, **facts)
        ring(TASK, made.pk)
    return made


def waits_for_storage(made: ReceiptPile) -> bool:
    """Whether it was drawn, and its file could not be written."""
    return waiting.is_waiting(made.state, made.job)


def is_stuck(made: ReceiptPile, *, now: datetime | None = None) -> bool:
    """Whether no worker has it, though it was left to them a while ago."""
    now = now or timezone.now()
    held = made.lease_until is not None and made.lease_until >= now
    return made.state == ExportState.QUEUED and not held and made.created_at < now - STUCK_AFTER


def opened(made: ReceiptPile | None, *, now: datetime | None = None) -> BinaryIO | None:
    """The file; None when there is none any more: then the pile is over, and can be asked for anew. Raises OSError when
    the storage can't be read, also when it is not mounted."""
    if made is None or made.state != ExportState.READY:
        return None
    try:
        if made.expires_at >= (now or timezone.now()):
            return path_of(made).open("rb")
    except FileNotFoundError:
        if not storage.is_mounted():
            raise
        logger.error("The file of pile %s is gone", made.pk)
    _end([made])
    return None


def folder() -> Path:
    """Where big piles lie."""
    return Path(settings.FILES_DIR) / FOLDER


def path_of(made: ReceiptPile) -> Path:
    """The file of a pile that is ready."""
    return folder() / made.file_name


def forget(*, now: datetime | None = None) -> None:
    """Deletes the files of piles whose day is over, or of which retention destroyed a receipt, and what killed workers
    left."""
    now = now or timezone.now()
    ready = ReceiptPile.objects.filter(state=ExportState.READY)
    _end({*ready.filter(expires_at__lt=now), *_with_destroyed(ready)})
    known = set(ReceiptPile.objects.exclude(file_name="").values_list("file_name", flat=True))
    for path in folder().iterdir() if folder().is_dir() else ():
        if path.name not in known and storage.is_older(path, now - LEFT_BEHIND_AFTER):
            path.unlink(missing_ok=True)


def _with_destroyed(ready: QuerySet[ReceiptPile]) -> list[ReceiptPile]:
    """Piles that may hold a receipt that retention destroyed since; what was destroyed before they were asked for is in
    none of them."""
    purged = Handover.objects.filter(receipts__document__status=DocumentStatus.PURGED)
    piles = ready.filter(handover__in=purged).select_related("handover__institution")
    return [made for made in piles if made.drawn_from != state_of(made.handover)]


def _end(piles: Iterable[ReceiptPile]) -> None:
    """The rows let go of their files first: one that a killed worker leaves is found by `forget`."""
    ending = {made.pk: path_of(made) for made in piles}
    with transaction.atomic():
        ReceiptPile.objects.filter(pk__in=ending).update(state=ExportState.EXPIRED, file_name="")
        for path in ending.values():
            transaction.on_commit(partial(path.unlink, missing_ok=True))


def expected_files() -> Iterator[tuple[str, str, str, int]]:
    """Files of piles that have to be there."""
    ready = ReceiptPile.objects.exclude(file_name="").order_by("file_name")
    for pk, name in ready.values_list("pk", "file_name").iterator():
        yield name, "", "recipients.ReceiptPile", pk
