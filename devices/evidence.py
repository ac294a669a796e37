"""Uploaded originals: kept unchanged under their SHA-256, read, and told line by line what became of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import EvidenceKind
from devices.erasure import Verdict, settle_by_report
from devices.hardware import Applied, apply_report
from devices.importers import recognise
from devices.importers.facts import ErasureReport, HardwareReport, UnreadableReport
from devices.media import takes_reports
from devices.models import Device, Erasure, Evidence
from documents import storage

EVIDENCE_ADDED = "evidence_added"
VIRTUAL_MACHINE = "virtual_machine"
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
Reading = HardwareReport | ErasureReport | None


class Outcome(StrEnum):
    """What became of one uploaded file."""

    READ = "read"
    KNOWN = "known"
    ELSEWHERE = "elsewhere"
    KEPT = "kept"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    DIFFERS = "differs"
    REFUSED = "refused"


class UploadedFile(Protocol):
    """What Django gives for an uploaded file."""

    name: str
    size: int

    def read(self) -> bytes: ...


@dataclass
class FileResult:
    """One uploaded file and what became of it. `error` is a code of importers.messages, `refusal` a sentence."""

    file_name: str
    outcome: Outcome
    evidence: Evidence | None = None
    error: str = ""
    refusal: str = ""
    reading: Reading = None
    applied: Applied | None = None
    settled: list[Erasure] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


@dataclass(frozen=True)
class Original:
    """A file as it came, with what could be read from it."""

    file_name: str
    content: bytes
    kind: EvidenceKind
    reading: Reading = None
    error: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def take_files(
    device: Device, files: Iterable[UploadedFile], *, actor: Actor, now: datetime | None = None
) -> list[FileResult]:
    """Takes several files for a device; one bad file never costs another one.

    Hardware reports come before erasure logs, whatever the order of the files, as a log settles what a report makes
    known. Raises OSError when nothing can be stored.
    """
    now = now or timezone.now()
    too_large, originals = [], []
    for file in files:
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            too_large.append(FileResult(file.name[-200:], Outcome.TOO_LARGE))
        else:
            originals.append(read_original(file.name, file.read()))
    ranked = sorted(originals, key=lambda original: isinstance(original.reading, ErasureReport))
    return [take_original(device, original, actor=actor, now=now) for original in ranked] + too_large


def read_original(file_name: str, content: bytes) -> Original:
    """Reads a file; never fails, whatever the bytes are. To be called outside a transaction."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "?"
    if content.startswith(PICTURES):
        return Original(name, content, EvidenceKind.PHOTO)
    try:
        reading = recognise.read(content)
    except UnreadableReport as unreadable:
        kind = EvidenceKind.ATTACHMENT if unreadable.code == "pdf" else EvidenceKind.UNREADABLE
        return Original(name, content, kind, error=unreadable.code)
    if isinstance(reading, ErasureReport):
        return Original(name, content, EvidenceKind.ERASURE_REPORT, reading)
    if reading.category == VIRTUAL_MACHINE:
        return Original(name, content, EvidenceKind.UNREADABLE, error=VIRTUAL_MACHINE)
    return Original(name, content, EvidenceKind.HARDWARE_REPORT, reading)


def take_original(device: Device, original: Original, *, actor: Actor, now: datetime) -> FileResult:
    """Stores one original and lets it speak.

    A file known by its hash is recognised, not doubled; a log of several media still settles those of this device. A
    report is refused for a device it can change nothing about; photos and other documents are taken for any.
    """
    if original.reading and not takes_reports(device):
        refusal = _("The device is not in the workshop: reports about it are not taken now.")
        return FileResult(original.file_name, Outcome.REFUSED, refusal=refusal, reading=original.reading)
    storage.put_once(original.content)
    evidence, is_new = keep(device, original, actor=actor, now=now)
    result = FileResult(original.file_name, Outcome.READ, evidence, original.error, reading=original.reading)
    if not is_new:
        result.outcome = Outcome.KNOWN if evidence.device_id == device.pk else Outcome.ELSEWHERE
    if isinstance(original.reading, ErasureReport):
        _apply_log(device, original.reading, result, actor=actor, now=now)
    elif not is_new:
        pass
    elif isinstance(original.reading, HardwareReport):
        _apply_hardware(device, original.reading, result, actor=actor, now=now)
    else:
        result.outcome = Outcome.UNREADABLE if evidence.kind == EvidenceKind.UNREADABLE else Outcome.KEPT
    return result


def keep(device: Device, original: Original, *, actor: Actor, now: datetime) -> tuple[Evidence, bool]:
    """The evidence row of a stored original, and whether it is new."""
    if known := Evidence.objects.filter(sha256=original.sha256).first():
        return known, False
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(
                sha256=original.sha256,
                file_name=original.file_name,
                file_bytes=len(original.content),
                kind=original.kind,
                format=original.reading.format[:24] if original.reading else "",
                facts=facts_of(original.reading),
                error=original.error,
                device=device,
                uploaded_by=actor.user,
                uploaded_at=now,
            )
            data = {"evidence": evidence.pk, "kind": evidence.kind}
            record(device, EVIDENCE_ADDED, actor=actor, data=data, happened_at=now)
    except IntegrityError:
        # The same file came twice at the same moment.
        return Evidence.objects.get(sha256=original.sha256), False
    return evidence, True


def facts_of(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: times as ISO texts, tuples as lists."""
    return _plain(asdict(reading)) if reading else {}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def reading_of(evidence: Evidence) -> Reading:
    """What the stored original says, read anew; None when nothing can be read, or the file is not there any more."""
    try:
        content = storage.read(evidence.sha256)
    except storage.FileMissing:
        return None
    return read_original(evidence.file_name, content).reading


def _apply_hardware(device: Device, report: HardwareReport, result: FileResult, *, actor: Actor, now: datetime) -> None:
    try:
        result.applied = apply_report(device, report, result.evidence, actor=actor, now=now)
    except TransitionRefused as refusal:
        result.outcome, result.refusal = Outcome.REFUSED, str(refusal)
        return
    if result.applied.waits_for_a_person or result.applied.differences:
        result.outcome = Outcome.DIFFERS


def _apply_log(device: Device, report: ErasureReport, result: FileResult, *, actor: Actor, now: datetime) -> None:
    told = settle_by_report(report, result.evidence, device.media.all(), actor=actor, now=now)
    result.verdicts, result.settled = told.verdicts, told.settled
    result.refusal = " ".join(dict.fromkeys(told.refusals))
