"""Taking originals: each is kept unchanged under its SHA-256, known once, and let speak."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from devices import inbox
from devices.enums import EvidenceKind, InboxReason, MatchHow
from devices.file_results import FileResult
from devices.hearing import hear
from devices.importers.facts import ErasureReport, HardwareReport
from devices.inside import gone_but_shown
from devices.matches import EVIDENCE_ADDED, devices_of, match
from devices.media import takes_reports
from devices.models import Device, Evidence, InboxItem
from devices.originals import VIRTUAL_MACHINE, Original, Outcome, UploadedFile, base_name, read_original
from devices.readings import Reading, facts_of
from documents import storage

__all__ = [
    "EVIDENCE_ADDED",
    "VIRTUAL_MACHINE",
    "FileResult",
    "Original",
    "Outcome",
    "facts_of",
    "keep",
    "read_original",
    "reading_of",
    "take_files",
    "take_new",
    "take_original",
    "take_unaddressed",
]


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
            too_large.append(FileResult(base_name(file.name), Outcome.TOO_LARGE))
        else:
            originals.append(read_original(file.name, file.read()))
    ranked = sorted(originals, key=lambda original: isinstance(original.reading, ErasureReport))
    return [take_original(device, original, actor=actor, now=now) for original in ranked] + too_large


def take_original(device: Device, original: Original, *, actor: Actor, now: datetime) -> FileResult:
    """Stores one original that was uploaded for a device and lets it speak.

    A file known by its hash is recognised, not doubled; a log of several media still settles those of this device. A
    report is refused for a device it can change nothing about; photos and other documents are taken for any.
    """
    if refused := _refused(original, device):
        return refused
    storage.put_once(original.content)
    return take_stored(original, device, actor=actor, now=now)


def _refused(original: Original, device: Device | None) -> FileResult | None:
    if device is None or original.reading is None or takes_reports(device):
        return None
    refusal = _("The device is not in the workshop: reports about it are not taken now.")
    return FileResult(original.file_name, Outcome.REFUSED, refusal=refusal, reading=original.reading)


def take_unaddressed(original: Original, *, actor: Actor, now: datetime) -> FileResult:
    """Lets an original speak of the device that it names itself; what names none, or is not sure, waits in the inbox.
    Its bytes are stored already (`storage.put_once`), as nothing is stored within a transaction."""
    return take_stored(original, None, actor=actor, now=now)


@transaction.atomic(savepoint=False)
def take_stored(original: Original, device: Device | None, *, actor: Actor, now: datetime) -> FileResult:
    """The row of a stored original and all that follows from it, or nothing. `device` as in `take_original`."""
    if refused := _refused(original, device):
        return refused
    evidence, is_new = _row_of(original, actor=actor, now=now)
    result = _result(original, evidence, is_new=is_new)
    if is_new or _is_unheard(evidence, device):
        hear(result, device, actor=actor, now=now)
    else:
        _take_known(result, device, actor=actor, now=now)
    return result


def take_new(original: Original, *, actor: Actor, now: datetime) -> FileResult:
    """As `take_unaddressed`, for an original that is hardly ever known: nothing is asked before its row is written.
    Raises IntegrityError for one that is; then the transaction, which the caller holds, is over."""
    result = _result(original, _new_row(original, actor=actor, now=now), is_new=True)
    hear(result, None, actor=actor, now=now)
    return result


def _result(original: Original, evidence: Evidence, *, is_new: bool) -> FileResult:
    said = {"reading": original.reading, "is_new": is_new}
    return FileResult(original.file_name, Outcome.READ, evidence, original.error, **said)


def _is_unheard(evidence: Evidence, device: Device | None) -> bool:
    """Whether a known original spoke of no device yet; one that a person set aside is asked only for a device."""
    if evidence.matches.standing().exists():
        return False
    return device is not None or InboxItem.objects.waiting().filter(evidence=evidence).exists()


def _take_known(result: FileResult, device: Device | None, *, actor: Actor, now: datetime) -> None:
    """It spoke already. A log may settle what became known since; a report that shows a medium which was taken out,
    destroyed or given back by our records asks a person whether it is inside again."""
    evidence = result.evidence
    owners = devices_of(evidence)
    own = device is None or device.pk in {owner.pk for owner in owners}
    if isinstance(result.reading, ErasureReport):
        hear(result, device, actor=actor, now=now)
    result.devices = result.devices or owners
    result.outcome = Outcome.KNOWN if own else Outcome.ELSEWHERE
    if isinstance(result.reading, HardwareReport) and own:
        back = [owner for owner in owners if owner.is_in_workshop and gone_but_shown(owner, result.reading.storage)]
        if back:
            result.outcome = Outcome.NEEDS_YOU
            result.item = inbox.put(evidence, InboxReason.DISK_AWAY, back, result.reading, now=now)


def keep(device: Device | None, original: Original, *, actor: Actor, now: datetime) -> tuple[Evidence, bool]:
    """The row of a stored original that belongs to a device without speaking of it, such as a photo, or to a loose
    medium (then `device` is None); and whether it is new."""
    with transaction.atomic():
        evidence, is_new = _row_of(original, actor=actor, now=now)
        if is_new and device:
            match(evidence, device, MatchHow.UPLOADED_THERE, actor=actor, now=now)
    return evidence, is_new


def _row_of(original: Original, *, actor: Actor, now: datetime) -> tuple[Evidence, bool]:
    """The evidence row of a stored original, and whether it is new."""
    if known := Evidence.objects.filter(sha256=original.sha256).first():
        return known, False
    try:
        with transaction.atomic():
            return _new_row(original, actor=actor, now=now), True
    except IntegrityError:
        # The same file came twice at the same moment.
        return Evidence.objects.get(sha256=original.sha256), False


def _new_row(original: Original, *, actor: Actor, now: datetime) -> Evidence:
    return Evidence.objects.create(
        sha256=original.sha256,
        file_name=original.file_name,
        file_bytes=len(original.content),
        kind=original.kind,
        format=original.reading.format[:24] if original.reading else "",
        facts=facts_of(original.reading),
        error=original.error,
        uploaded_by=actor.user,
        uploaded_at=now,
    )


def reading_of(evidence: Evidence) -> Reading:
    """What the stored original says, read anew; None when nothing can be read, or the file is not there any more."""
    if evidence.kind not in (EvidenceKind.HARDWARE_REPORT, EvidenceKind.ERASURE_REPORT):
        return None
    try:
        content = storage.read(evidence.sha256)
    except storage.FileMissing:
        return None
    return read_original(evidence.file_name, content).reading
