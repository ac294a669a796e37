"""Drawing a big pile, in a worker. One killed anywhere leaves a half file, which is deleted after an hour; another one
begins anew. Only the worker whose attempt it still is may finish it."""

import logging
import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from custody.leases import LEASE
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents.archive import waiting
from documents.archive.models import ExportState
from recipients import receipt_piles
from recipients.big_piles import asking
from recipients.models import ReceiptPile

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
# The column ends at 32,767, which a storage that stays full gets to in a week or two.
COUNTED_UP_TO = 30_000
# Receipts between two signs of life: they take far less than a lease.
CHUNK = 50


class TakenOver(Exception):
    """Another worker has the pile now."""


def make(pk: int, *, now: datetime | None = None) -> None:
    """Draws one queued pile, if no other worker is at it. A storage that can't be written leaves it queued, however
    often; it has failed after five workers died of it, or when its receipts changed meanwhile."""
    if not ReceiptPile.objects.claim(pk, now=now or timezone.now()):
        return
    made = ReceiptPile.objects.select_related("job", "handover__institution").get(pk=pk)
    if made.attempts - made.forgiven > MOST_ATTEMPTS or asking.state_of(made.handover) != made.drawn_from:
        _fail(made)
        return
    name = f"{secrets.token_hex(16)}.pdf"
    try:
        _finish(made, name, _write(made, name), now or timezone.now())
    except TransitionRefused:
        _fail(made)
    except TakenOver:
        (asking.folder() / name).unlink(missing_ok=True)
    except OSError as error:
        logger.error("The storage did not take pile %s: %s", pk, type(error).__name__)
        _wait_for_storage(made)


def _write(made: ReceiptPile, name: str) -> int:
    """Writes the file in full under its name; its bytes."""
    content = receipt_piles.pile(made.handover, duplex=made.duplex, drawn=lambda count: _drawn(made, count))
    asking.folder().mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=asking.folder(), prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, asking.folder() / name)
    finally:
        # Gone already, if it took its name.
        Path(temporary).unlink(missing_ok=True)
    return len(content)


def _mine(made: ReceiptPile):
    """The row, unless a later attempt has it."""
    return ReceiptPile.objects.waiting().filter(pk=made.pk, attempts=made.attempts)


def _drawn(made: ReceiptPile, count: int) -> None:
    """So many receipts are drawn: every now and then that is said, and the lease renewed. Raises TakenOver."""
    if count % CHUNK:
        return
    if not _mine(made).update(lease_until=timezone.now() + LEASE):
        raise TakenOver
    Job.objects.filter(pk=made.job_id, total__gte=count).update(done=count)


@transaction.atomic
def _finish(made: ReceiptPile, name: str, written: int, now: datetime) -> None:
    """Row and progress in one: a worker killed here leaves both undone."""
    ready = {"state": ExportState.READY, "file_name": name, "file_bytes": written, "lease_until": None}
    if not _mine(made).update(**ready, expires_at=now + asking.KEPT_FOR):
        raise TakenOver
    Job.objects.filter(pk=made.job_id).update(done=F("total"), errors=[], finished_at=now)


@transaction.atomic
def _wait_for_storage(made: ReceiptPile) -> None:
    """A full or locked storage is no fault of the pile: no attempt so far counts, and the page says what it waits for.
    When the lease has run out, another is made.

    Attempts are forgiven, not taken back: a worker that lost the pile to a later one would be mistaken for it."""
    forgiven = {"forgiven": made.attempts} if made.attempts < COUNTED_UP_TO else {"attempts": 0, "forgiven": 0}
    if _mine(made).update(**forgiven):
        waiting.say(made.job_id, made.handover.number)


@transaction.atomic
def _fail(made: ReceiptPile) -> None:
    _mine(made).update(state=ExportState.FAILED, lease_until=None)
    Job.objects.filter(pk=made.job_id).update(finished_at=timezone.now())
