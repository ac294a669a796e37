"""The folder that a run of the tests has for itself, and what becomes of those that killed runs left behind."""

import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "h4f-tests-"
# No run takes so long: a folder this old belongs to one that was killed.
FORGOTTEN_SECONDS = 24 * 60 * 60
ROOMY_BYTES = 2**30


def parent_of_rooms(memory: Path = Path("/dev/shm")) -> Path:
    """Memory, if there is enough of it to keep files in: each is asked to be safe on the disk, and a test would wait
    for that. Else where temporary files are."""
    is_roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY_BYTES
    return memory if is_roomy else Path(tempfile.gettempdir())


def new_room(parent: Path) -> str:
    """An empty folder, once what killed runs left there is deleted: nobody else frees memory that is a file's."""
    for folder in parent.glob(f"{PREFIX}*"):
        if _is_forgotten(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return tempfile.mkdtemp(prefix=PREFIX, dir=parent)


def _is_forgotten(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        # Another run, which starts at the same moment, deleted it.
        return False
    return found.st_uid == os.getuid() and time.time() - found.st_mtime > FORGOTTEN_SECONDS
