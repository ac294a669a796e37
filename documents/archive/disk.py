"""What lies in the storage, in the order of its names, and what it hashes to. Bounded memory: one folder of two letters
at a time, one part of a file at a time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from documents.storage import FileMissing, path_of

HEX = frozenset("0123456789abcdef")


def files() -> Iterator[tuple[str, Path]]:
    """(name, path) of every file under the storage's two-letter folders, in the order of names."""
    for folder in _folders():
        if len(folder.name) == 2 and set(folder.name) <= HEX:
            for name in sorted(path.name for path in folder.iterdir()):
                yield name, folder / name


def strangers(known: frozenset[str]) -> Iterator[Path]:
    """What lies in the storage beside its two-letter folders and the known ones; hidden files are somebody's work."""
    for path in _folders():
        two_letters = len(path.name) == 2 and set(path.name) <= HEX
        if not two_letters and path.name not in known and not path.name.startswith("."):
            yield path


def _folders() -> list[Path]:
    root = Path(settings.FILES_DIR)
    return sorted(root.iterdir()) if root.is_dir() else []


def in_folder(name: str) -> Iterator[tuple[str, Path]]:
    """(path in the folder, path) of every file under a folder with names of its own."""
    root = Path(settings.FILES_DIR) / name
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            yield path.relative_to(root).as_posix(), path


def is_whole(path: Path, key: str) -> bool | None:
    """Whether the bytes can be read and hash to the key; None when there is no such file (any more)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == key
    except FileNotFoundError:
        return None
    except OSError:
        return False


def place_of(key: str) -> Path | None:
    """Where the file of a key would lie; None for what is no key."""
    try:
        return path_of(key)
    except FileMissing:
        return None
