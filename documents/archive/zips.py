"""Making the ZIP file of an export, in a worker: written file by file, so that memory does not grow with the archive.

A worker killed anywhere leaves a half file, which is deleted after an hour; another one begins anew. Only the worker
whose attempt it still is may finish it."""

import csv
import hashlib
import io
import logging
import os
import secrets
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.pages.exports import harmless
from custody.leases import LEASE
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import storage
from documents.archive import exports, waiting
from documents.archive.models import ArchiveExport, ExportState
from documents.enums import DocumentStatus
from documents.models import Document
from documents.scans import ENDINGS

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
# The column ends at 32,767, which a storage that stays full gets to in a week or two.
COUNTED_UP_TO = 30_000
# Papers between two signs of life: they take far less than a lease.
CHUNK = 50
PAPERS, INDEX, SUMS = "papers", "index.csv", "SHA256SUMS"
MOST_ERRORS = 100
MISSING = "missing"


class TakenOver(Exception):
    """Another worker has the export now, or it was withdrawn."""


def make(pk: int, *, now: datetime | None = None) -> None:
    """Makes one queued export, if no other worker is at it. A storage that can't be written or read leaves it
    queued, however often; it has failed after five workers died of it."""
    if not ArchiveExport.objects.claim(pk, now=now or timezone.now()):
        return
    export = ArchiveExport.objects.select_related("job", "requested_by").get(pk=pk)
    if export.attempts - export.forgiven > MOST_ATTEMPTS:
        _fail(export)
        return
    name = f"{secrets.token_hex(16)}.zip"
    try:
        with override(export.language):
            _finish(export, name, *_write(export, name), now or timezone.now())
    except TransitionRefused:
        _fail(export)
    except TakenOver:
        (exports.folder() / name).unlink(missing_ok=True)
    except OSError as error:
        logger.error("The storage did not take export %s: %s", pk, type(error).__name__)
        _wait_for_storage(export)


def _write(export: ArchiveExport, name: str) -> tuple[int, list[dict[str, str]]]:
    """Writes the file in full under its name; (bytes, papers whose file is missing)."""
    exports.folder().mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=exports.folder(), prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            errors = _fill(export, file)
            file.flush()
            os.fsync(file.fileno())
            written = file.tell()
        os.replace(temporary, exports.folder() / name)
    finally:
        # Gone already, if it took its name.
        Path(temporary).unlink(missing_ok=True)
    return written, errors


def _fill(export: ArchiveExport, file: IO[bytes]) -> list[dict[str, str]]:
    """Papers, then the index and the checksums, which are gathered in temporary files beside."""
    errors: list[dict[str, str]] = []
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
        tempfile.TemporaryFile() as index,
        tempfile.TemporaryFile() as sums,
    ):
        lines = io.TextIOWrapper(index, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(lines)
        writer.writerow(_headings())
        for papers in _chunks(export):
            for paper in papers:
                writer.writerow([harmless(cell) for cell in _packed(archive, sums, paper, errors)])
            _sign_of_life(export, len(papers))
        lines.flush()
        _add_stream(archive, sums, INDEX, index)
        _add_stream(archive, None, SUMS, sums)
        lines.detach()
    return errors[:MOST_ERRORS]


def _chunks(export: ArchiveExport) -> Iterator[list[Document]]:
    """The papers in small groups, with what the index says of them."""
    found = exports.filtered(export.requested_by, export.query).order_by("pk").values_list("pk", flat=True)
    pks = list(found)
    Job.objects.filter(pk=export.job_id).update(done=0, total=len(pks), errors=[])
    for start in range(0, len(pks), CHUNK):
        rows = Document.objects.filter(pk__in=pks[start : start + CHUNK]).defer("content", "search_text")
        yield list(rows.select_related("superseded_by").prefetch_related("signatures").order_by("pk"))


def _headings() -> list[str]:
    return [
        _("Number"),
        _("Version"),
        _("Kind of paper"),
        _("Issued"),
        _("Status"),
        _("Replaced by version"),
        _("Deleted on"),
        "SHA-256",
        _("File"),
        _("Signed on"),
        _("Scan of the signed paper"),
        _("SHA-256 of the scan"),
    ]


def _packed(archive: zipfile.ZipFile, sums: IO[bytes], paper: Document, errors: list) -> list[object]:
    """Puts a paper and its newest scan into the archive; its line of the index."""
    stem = f"{PAPERS}/{paper.series}/{paper.number}-v{paper.version}"
    file = _add(archive, sums, f"{stem}.pdf", paper.file_key, paper, errors) if paper.has_file else ""
    signature = next(iter(paper.signatures.all()), None)
    scan_key = signature.scan_key if signature else ""
    scan_name = f"{stem}-signed.{ENDINGS[signature.scan_type]}" if scan_key else ""
    scan = _add(archive, sums, scan_name, scan_key, paper, errors) if scan_key else ""
    return [
        paper.number,
        paper.version,
        paper.title,
        timezone.make_naive(paper.issued_at).isoformat(sep=" ", timespec="minutes"),
        str(DocumentStatus(paper.status).label),
        paper.superseded_by.version if paper.superseded_by else "",
        paper.purged_on or "",
        paper.file_key,
        file,
        signature.signed_on if signature else "",
        scan,
        scan_key,
    ]


def _add(archive: zipfile.ZipFile, sums: IO[bytes], name: str, key: str, paper: Document, errors: list) -> str:
    """The name in the archive; what is missing in the storage is said in its place, and in the job. Raises OSError when
    the storage can't be read, also when it is not mounted: then nothing in it is missing."""
    try:
        content = storage.read(key)
    except storage.FileMissing:
        storage.need_mounted()
        logger.error("A file of document %s is missing or was changed.", paper.pk)
        errors.append({"what": f"{paper.number} v{paper.version}", "why": MISSING})
        return _("missing or damaged")
    archive.writestr(_entry(name), content)
    sums.write(f"{key}  {name}\n".encode())
    return name


def _add_stream(archive: zipfile.ZipFile, sums: IO[bytes] | None, name: str, stream: IO[bytes]) -> None:
    stream.seek(0)
    digest = hashlib.sha256()
    with archive.open(_entry(name), "w", force_zip64=True) as target:
        while part := stream.read(1 << 16):
            digest.update(part)
            target.write(part)
    if sums is not None:
        sums.write(f"{digest.hexdigest()}  {name}\n".encode())


def _entry(name: str) -> zipfile.ZipInfo:
    """Readable for whoever unpacks it, dated today."""
    entry = zipfile.ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if name in (INDEX, SUMS) else zipfile.ZIP_STORED
    return entry


def _mine(export: ArchiveExport):
    """The row, unless a later attempt has it, or it was withdrawn, which takes the lease away."""
    claimed = ArchiveExport.objects.waiting().filter(lease_until__isnull=False)
    return claimed.filter(pk=export.pk, attempts=export.attempts)


def _sign_of_life(export: ArchiveExport, done: int) -> None:
    """Renews the lease and moves the progress on. Raises TakenOver."""
    if not _mine(export).update(lease_until=timezone.now() + LEASE):
        raise TakenOver
    Job.objects.filter(pk=export.job_id, done__lte=F("total") - done).update(done=F("done") + done)


@transaction.atomic
def _wait_for_storage(export: ArchiveExport) -> None:
    """A full or locked storage is no fault of the export: no attempt so far counts, and the page says why it waits.
    When the lease has run out, another is made.

    Attempts are forgiven, not taken back: a worker that lost the export to a later one would be mistaken for it."""
    forgiven = {"forgiven": export.attempts} if export.attempts < COUNTED_UP_TO else {"attempts": 0, "forgiven": 0}
    if _mine(export).update(**forgiven):
        waiting.say(export.job_id, str(export.pk))


@transaction.atomic
def _finish(export: ArchiveExport, name: str, written: int, errors: list, now: datetime) -> None:
    """Row and progress in one: a worker killed here leaves both undone."""
    ready = {"state": ExportState.READY, "file_name": name, "file_bytes": written, "lease_until": None}
    if not _mine(export).update(**ready, expires_at=now + exports.KEPT_FOR):
        raise TakenOver
    Job.objects.filter(pk=export.job_id).update(done=F("total"), errors=errors, finished_at=now)


@transaction.atomic
def _fail(export: ArchiveExport) -> None:
    _mine(export).update(state=ExportState.FAILED, lease_until=None, query="")
    Job.objects.filter(pk=export.job_id).update(finished_at=timezone.now())
