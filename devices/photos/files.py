"""Where photos lie: uploads as they came for the minute until a worker has seen them, and the pictures made of them.

Not the store of papers and evidence: that one keeps what it has; here uploads and removed photos are really deleted.
"""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from documents.storage import FileMissing, is_older, write_file

_UPLOAD = re.compile(r"[0-9a-f]{32}")
_PICTURE = re.compile(r"[0-9a-f]{64}")


def _folder(name: str) -> Path:
    return Path(settings.FILES_DIR) / "photos" / name


def put_upload(content: bytes) -> str:
    """Lays an upload aside under a key that nobody can guess. Raises OSError when nothing can be written."""
    key = secrets.token_hex(16)
    write_file(_upload(key), content)
    return key


def read_upload(key: str) -> bytes:
    """Raises FileMissing when it is not there (any more)."""
    try:
        return _upload(key).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(key) from error


def delete_upload(key: str) -> None:
    """Gone already is success."""
    _upload(key).unlink(missing_ok=True)


def uploads_before(moment: datetime) -> Iterator[str]:
    """Keys of uploads laid aside before this moment."""
    folder = _folder("uploads")
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if _UPLOAD.fullmatch(path.name) and is_older(path, moment):
            yield path.name


def _upload(key: str) -> Path:
    if not _UPLOAD.fullmatch(key):
        raise FileMissing(key)
    return _folder("uploads") / key


def put_picture(photo: int, content: bytes) -> str:
    """Stores a picture of this photo under its SHA-256. An equal file that is there already is written anew."""
    key = hashlib.sha256(content).hexdigest()
    write_file(_picture(photo, key), content)
    return key


def read_picture(photo: int, key: str) -> bytes:
    """Raises FileMissing when it is not there, or not what was stored."""
    try:
        content = _picture(photo, key).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(key) from error
    if hashlib.sha256(content).hexdigest() != key:
        raise FileMissing(key)
    return content


def delete_pictures(photo: int) -> None:
    """Everything that was made of this photo; gone already is success."""
    folder = _folder(str(photo))
    if folder.is_dir():
        shutil.rmtree(folder)


def _picture(photo: int, key: str) -> Path:
    if not _PICTURE.fullmatch(key):
        raise FileMissing(key)
    return _folder(str(photo)) / key
