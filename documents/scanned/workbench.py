"""The folder in which a worker takes a pile apart. It lies in the storage, so that what a killed worker left there is
found and deleted: these are pictures of signed papers."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from documents.scanned.models import ScanPile

# Hidden: no finding of the storage's inspection.
FOLDER = ".reading"


@contextmanager
def at(pile: ScanPile) -> Iterator[Path]:
    """An empty folder for this attempt at the pile, readable by nobody else, gone afterwards. Raises OSError."""
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=f"{pile.pk}-{pile.attempts}-") as folder:
        yield Path(folder)


def clear() -> int:
    """Deletes what workers that were killed left; returns how many folders. A folder whose attempt still has its pile
    is somebody's work."""
    gone = 0
    for path in list(_root().glob("[0-9]*-[0-9]*-*")):
        if not _is_at_work(path.name):
            shutil.rmtree(path, ignore_errors=True)
            gone += 1
    return gone


def _is_at_work(name: str) -> bool:
    pk, attempt, _random = name.split("-", 2)
    return ScanPile.objects.waiting().filter(pk=pk, attempts=attempt).exists()


def _root() -> Path:
    return Path(settings.FILES_DIR) / FOLDER
