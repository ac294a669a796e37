"""Files that are written once under their SHA-256: papers and evidence."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

_WRITING = ".writing-"


class FileMissing(Exception):
    """The storage has no file under this key, or not the one that was stored."""


def put_once(content: bytes) -> str:
    """Stores bytes under their SHA-256 and returns it. An equal file that is there already is success; a half-written
    file is never seen under the key. Raises OSError when the storage can't be written."""
    key = hashlib.sha256(content).hexdigest()
    path = _path(key)
    if not _is_there(path, content):
        write_file(path, content)
    return key


def _is_there(path: Path, content: bytes) -> bool:
    """Whether the file is there and whole. Its time then says that somebody has just wanted it, as `destroy` asks."""
    try:
        if path.read_bytes() != content:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def write_file(path: Path, content: bytes) -> None:
    """Writes a file so that it is there in full or not at all, also after a power cut. Raises OSError."""
    _make_folder(path.parent)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=_WRITING)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """A new folder survives a power cut, too."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut, not only the bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(key: str) -> bytes:
    """The bytes under a key, checked against it. Raises FileMissing when they are not there or were changed."""
    try:
        content = _path(key).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(key) from error
    if hashlib.sha256(content).hexdigest() != key:
        raise FileMissing(key)
    return content


def destroy(key: str, *, unless_wanted_since: datetime) -> bool:
    """Deletes a file for good. False when it was stored, or stored again, since that moment: its row may not be
    committed yet, so that nobody can know whether it is needed.

    The file is put aside before its time is asked: who stores the same bytes from then on writes them anew. Killed
    anywhere, it is right to call it again. Raises OSError."""
    path = _path(key)
    aside = _aside(path)
    if path.exists():
        os.replace(path, aside)
    if not aside.exists():
        return True
    if aside.stat().st_mtime >= unless_wanted_since.timestamp():
        os.replace(aside, path)
        return False
    aside.unlink()
    _sync_folder(path.parent)
    return True


def put_back(key: str) -> None:
    """Undoes a `destroy` that was killed half-way: the file lies in its place again, and its time says that it was
    wanted just now. Without such a file nothing happens. Raises OSError."""
    path = _path(key)
    aside = _aside(path)
    if not aside.exists():
        return
    os.utime(aside)
    os.replace(aside, path)
    _sync_folder(path.parent)


def forget_half_written(*, before: datetime) -> int:
    """Deletes what processes that were killed in `write_file` left lying before that moment, anywhere in the storage,
    and returns how many files: no row names them, so that retention would never find them. Raises OSError."""
    left = [path for path in Path(settings.FILES_DIR).rglob(f"{_WRITING}*") if is_older(path, before)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def is_mounted() -> bool:
    """Whether the storage is there: where no file lies under a key, its disk is missing, and none can be called lost.
    Folders of what workers make for people don't count: a worker makes them anew. Raises OSError when its folder can't
    be read."""
    folder = Path(settings.FILES_DIR)
    return folder.is_dir() and any(len(path.name) == 2 for path in folder.iterdir())


def need_mounted() -> None:
    """Before something is called lost. Raises OSError when the storage is not mounted, or can't be read."""
    if not is_mounted():
        raise FileNotFoundError("The storage is not mounted.")


def is_older(path: Path, moment: datetime) -> bool:
    """Whether the file was written before that moment. False for one that is gone: it has just got its name, or
    somebody else deleted it."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def path_of(key: str) -> Path:
    """Where the file under a key lies, or would lie. Raises FileMissing for what is no key."""
    return _path(key)


def _aside(path: Path) -> Path:
    return path.with_name(f".leaving-{path.name}")


def _path(key: str) -> Path:
    if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise FileMissing(key)
    return Path(settings.FILES_DIR) / key[:2] / key
