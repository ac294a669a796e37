"""Files whose owner went: noted in the owner's transaction, destroyed after it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from custody.ring import ring
from documents import storage, stored
from documents.models import FileToDestroy

logger = logging.getLogger(__name__)

TASK = "documents.tasks.destroy_files"
# Who stores a file writes its row in the same minute; an hour leaves room for everything.
UNCOMMITTED_FOR = timedelta(hours=1)
MOST_AT_A_TIME = 500


def let_go(keys: Iterable[str], *, now: datetime) -> None:
    """Notes that these files lost an owner, in the transaction in which they did. Each time is a note of its own: one
    that comes while an earlier one is decided upon is decided upon later."""
    rows = [FileToDestroy(key=key, since=now) for key in sorted(set(keys)) if key]
    if rows:
        FileToDestroy.objects.bulk_create(rows)
        ring(TASK)


@contextmanager
def let_go_without_rows(now: datetime) -> Iterator[list[str]]:
    """A list for the keys of files that are stored for rows to come: when an error keeps those rows away, the files are
    let go, as far as nobody else needs them."""
    stored_keys: list[str] = []
    try:
        yield stored_keys
    except Exception:
        with transaction.atomic():
            let_go(stored_keys, now=now)
        raise


def destroy_files(*, now: datetime, most: int = MOST_AT_A_TIME) -> int:
    """Destroys what nobody needs, the oldest first; returns how many files went. A file that another row needs stays,
    one that was stored within the last hour waits. May run twice at once and be killed anywhere."""
    notes: dict[str, list[int]] = {}
    for pk, key in FileToDestroy.objects.order_by("pk").values_list("pk", "key")[:most]:
        notes.setdefault(key, []).append(pk)
    gone = 0
    for key, pks in notes.items():
        is_needed = stored.is_needed(key)
        if _kept(key) if is_needed else _destroyed(key, now):
            FileToDestroy.objects.filter(pk__in=pks).delete()
            gone += not is_needed
    return gone


def _kept(key: str) -> bool:
    """Whether the file lies in its place, also when a killed worker had put it aside before the row came."""
    try:
        storage.put_back(key)
    except OSError as error:
        logger.error("File %s could not be put back: %s. It is tried again.", key[:12], type(error).__name__)
        return False
    return True


def _destroyed(key: str, now: datetime) -> bool:
    try:
        return storage.destroy(key, unless_wanted_since=now - UNCOMMITTED_FOR)
    except OSError as error:
        logger.error("File %s could not be destroyed: %s. It is tried again.", key[:12], type(error).__name__)
        return False


def forget_half_written(*, now: datetime) -> None:
    """Deletes half files of killed workers. No worker writes for an hour."""
    try:
        storage.forget_half_written(before=now - UNCOMMITTED_FOR)
    except OSError as error:
        logger.error("Half-written files could not be deleted: %s. It is tried again.", type(error).__name__)
