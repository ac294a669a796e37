"""Uploaded originals: the file as it came, and what could be read from it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from devices.enums import EvidenceKind
from devices.importers import recognise
from devices.importers.facts import ErasureReport, UnreadableReport
from devices.readings import Reading

VIRTUAL_MACHINE = "virtual_machine"
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Outcome(StrEnum):
    """What became of one uploaded file. `differs`: taken, and something was typed otherwise before; `needs_you`: a
    person has to say of which device it is."""

    READ = "read"
    KNOWN = "known"
    ELSEWHERE = "elsewhere"
    KEPT = "kept"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    DIFFERS = "differs"
    NEEDS_YOU = "needs_you"
    REFUSED = "refused"


class UploadedFile(Protocol):
    """What Django gives for an uploaded file."""

    name: str
    size: int

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class Original:
    """A file as it came, with what could be read from it."""

    file_name: str
    content: bytes
    kind: EvidenceKind
    reading: Reading = None
    error: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def base_name(file_name: str) -> str:
    """A file's name without its folders, at most 200 characters."""
    return file_name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "?"


def read_original(file_name: str, content: bytes) -> Original:
    """Reads a file; never fails, whatever the bytes are. To be called outside a transaction."""
    if content.startswith(PICTURES):
        return Original(base_name(file_name), content, EvidenceKind.PHOTO)
    return _original(file_name, content, lambda: recognise.read(content))


def read_json_original(file_name: str, content: bytes, value: Any) -> Original:
    """The same for a file that is known to be JSON and was parsed: `value`."""
    return _original(file_name, content, lambda: recognise.read_json(value))


def _original(file_name: str, content: bytes, read: Callable[[], recognise.Report]) -> Original:
    name = base_name(file_name)
    try:
        reading = read()
    except UnreadableReport as unreadable:
        kind = EvidenceKind.ATTACHMENT if unreadable.code == "pdf" else EvidenceKind.UNREADABLE
        return Original(name, content, kind, error=unreadable.code)
    if isinstance(reading, ErasureReport):
        return Original(name, content, EvidenceKind.ERASURE_REPORT, reading)
    if reading.category == VIRTUAL_MACHINE:
        return Original(name, content, EvidenceKind.UNREADABLE, error=VIRTUAL_MACHINE)
    return Original(name, content, EvidenceKind.HARDWARE_REPORT, reading)
