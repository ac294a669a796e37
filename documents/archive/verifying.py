"""Every file of the storage against every row that names one: what is missing, what was changed, what nobody owns.

Rows and files are read in the order of their keys and compared as two streams, so that memory does not grow; several
files are hashed at once."""

import hashlib
import heapq
import itertools
import operator
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from documents import stored
from documents.archive import disk
from documents.archive.remaking import make_again
from documents.models import Document, FileToDestroy

MISSING, CHANGED, ORPHANED, CONTENT_CHANGED = "missing", "changed", "orphaned", "content_changed"
HASHERS = 4
BATCH = 256
CHUNK = 2_000
# A file is stored a moment before its row is committed: what is younger has an owner to come.
STORED_LATELY = 3600.0
DOCUMENT = "documents.Document"

Owner = tuple[str, int]
# A key with its owners and, where one lies there, its file.
Pair = tuple[str, tuple[Owner, ...], Path | None]


@dataclass(frozen=True)
class Finding:
    """What is wrong with one file or row. `file`: its key, or its path in the storage; `owners`: (model, primary key)
    of the rows that name it; `papers`: numbers and versions of those that are papers. `made_again`: None when nobody
    tried, else "" for success or the code of the reason."""

    what: str
    file: str
    owners: tuple[Owner, ...] = ()
    papers: tuple[str, ...] = ()
    made_again: str | None = None

    @property
    def is_open(self) -> bool:
        """Somebody still has to look at it."""
        return self.made_again != ""


def verify(*, repair: bool = False, progress: Callable[[int], None] = lambda done: None) -> Iterator[Finding]:
    """All findings, as they are found. `repair` makes lost and changed papers again where that gives their very bytes.
    `progress` is told how many files were looked at."""
    for finding in itertools.chain(_keys(progress), _folders(), _strangers(), _contents()):
        named = replace(finding, papers=_papers(finding.owners))
        yield _made_again(named) if repair else named


def _keys(progress: Callable[[int], None]) -> Iterator[Finding]:
    """Files under their SHA-256."""
    pairs = _pairs(_owned(), disk.files())
    seen = 0
    with ThreadPoolExecutor(HASHERS) as pool:
        while batch := list(itertools.islice(pairs, BATCH)):
            whole = pool.map(_look, batch)
            yield from filter(None, map(_judged, batch, whole))
            seen += len(batch)
            progress(seen)


def _owned() -> Iterator[tuple[str, tuple[Owner, ...]]]:
    """Every key that a row names, with all its owners, in the order of keys."""
    streams = [_of_column(column) for column in stored.COLUMNS.values()]
    merged = heapq.merge(*streams, key=operator.itemgetter(0))
    for key, named in itertools.groupby(merged, key=operator.itemgetter(0)):
        yield key, tuple(owner for _key, owner in named)


def _of_column(column: stored.StoredColumn) -> Iterator[tuple[str, Owner]]:
    rows = column.rows().order_by(column.field).values_list(column.field, "pk")
    for key, pk in rows.iterator(chunk_size=CHUNK):
        yield key, (column.model, pk)


def _pairs(owned: Iterable[tuple[str, tuple[Owner, ...]]], files: Iterable[tuple[str, Path]]) -> Iterator[Pair]:
    """Both streams side by side, by key."""
    rows = ((key, owners, None) for key, owners in owned)
    found = ((name, (), path) for name, path in files)
    merged = heapq.merge(rows, found, key=operator.itemgetter(0))
    for key, parts in itertools.groupby(merged, key=operator.itemgetter(0)):
        owners, path = (), None
        for _key, its_owners, its_path in parts:
            owners, path = owners or its_owners, path or its_path
        yield key, owners, path


def _look(pair: Pair) -> bool | None:
    """Whether the file is whole; None when it is not there, or has no owner and need not be read."""
    key, owners, path = pair
    place = path or disk.place_of(key)
    return disk.is_whole(place, key) if owners and place else None


def _judged(pair: Pair, whole: bool | None) -> Finding | None:
    key, owners, path = pair
    if not owners:
        return Finding(ORPHANED, key) if path and _is_orphaned(key, path) else None
    if whole is None:
        # Retention may have been at work since the rows were read.
        return Finding(MISSING, key, owners) if stored.is_needed(key) else None
    return None if whole else Finding(CHANGED, key, owners)


def _is_orphaned(key: str, path: Path) -> bool:
    """Neither about to be destroyed, nor stored a moment ago, nor given an owner since the rows were read."""
    leaving = FileToDestroy.objects.filter(key=key.removeprefix(".leaving-"))
    return not (_is_young(path) or leaving.exists() or stored.is_needed(key))


def _is_young(path: Path) -> bool:
    try:
        return path.stat().st_mtime > time.time() - STORED_LATELY
    except FileNotFoundError:
        return True


def _folders() -> Iterator[Finding]:
    """Folders with names of their own. They hold few files, or small ones."""
    for folder in stored.FOLDERS.values():
        lying = dict(disk.in_folder(folder.name))
        for name, key, model, pk in folder.expected():
            path = lying.pop(name, None)
            whole = disk.is_whole(path, key) if path and key else path is not None
            if not whole:
                what = CHANGED if path and whole is False else MISSING
                yield Finding(what, f"{folder.name}/{name}", ((model, pk),))
        orphans = [name for name, path in lying.items() if not _is_young(path)]
        yield from (Finding(ORPHANED, f"{folder.name}/{name}") for name in orphans)


def _strangers() -> Iterator[Finding]:
    for path in disk.strangers(frozenset(stored.FOLDERS)):
        yield Finding(ORPHANED, path.name)


def _contents() -> Iterator[Finding]:
    """Frozen contents that are not what was frozen: somebody changed the row behind the program's back."""
    rows = Document.objects.exclude(content="").order_by("pk").values_list("pk", "content", "content_sha256")
    for pk, content, digest in rows.iterator(chunk_size=200):
        if hashlib.sha256(content.encode()).hexdigest() != digest:
            yield Finding(CONTENT_CHANGED, "", ((DOCUMENT, pk),))


def _papers(owners: tuple[Owner, ...]) -> tuple[str, ...]:
    pks = [pk for model, pk in owners if model == DOCUMENT]
    named = Document.objects.filter(pk__in=pks).order_by("pk").values_list("number", "version") if pks else ()
    return tuple(f"{number} v{version}" for number, version in named)


def _made_again(finding: Finding) -> Finding:
    paper = next((pk for model, pk in finding.owners if model == DOCUMENT), None)
    if finding.what not in (MISSING, CHANGED) or paper is None:
        return finding
    return replace(finding, made_again=make_again(Document.objects.get(pk=paper)))
