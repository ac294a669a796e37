"""Many files at once: the request stores the originals, a worker lets them speak one after the other.

Each file is taken in one transaction with its line, so that a worker may be killed anywhere and two may work at once:
a line is either waiting, or its file was taken, once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from custody.actor import Actor
from custody.models import Job
from custody.ring import ring
from devices.enums import LineState
from devices.evidence import take_stored
from devices.importers.facts import ErasureReport
from devices.models import Device, Upload, UploadLine
from devices.models.uploads import UploadLineQuerySet
from devices.originals import Original, Outcome, UploadedFile, base_name, read_original
from devices.upload_lines import FILE_MISSING, GAVE_UP, details_of, state_of
from documents import storage

JOB = "upload"
TASK = "devices.tasks.work_through_upload"
# A file that kills its worker must not go round for ever.
MOST_ATTEMPTS = 5


def store_upload(
    files: Sequence[UploadedFile], *, actor: Actor, device: Device | None = None, now: datetime | None = None
) -> Upload:
    """Stores the originals and leaves the rest to a worker. `device` is the one for which they were dropped. A file
    over the limit is named and not stored. Raises OSError when the storage takes none; then no line is written."""
    now = now or timezone.now()
    lines = [_line(position, file) for position, file in enumerate(files, start=1)]
    with transaction.atomic():
        job = Job.objects.create(kind=JOB, total=len(lines), started_by=actor.user, created_at=now)
        upload = Upload.objects.create(job=job, device=device, uploaded_by=actor.user, created_at=now)
        for line in lines:
            line.upload = upload
        UploadLine.objects.bulk_create(lines)
        _refresh_job(upload)
        ring(TASK, upload.pk)
    return upload


def _line(position: int, file: UploadedFile) -> UploadLine:
    line = UploadLine(position=position, file_name=base_name(file.name), file_bytes=file.size)
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        line.state, line.outcome = LineState.TOO_LARGE, Outcome.TOO_LARGE
    else:
        line.sha256 = storage.put_once(file.read())
    return line


def work_through(pk: int) -> None:
    """Takes every file of an upload that no other worker is at: hardware reports before erasure logs, as a log settles
    what a report makes known."""
    lines = UploadLine.objects.filter(upload=pk)
    lines.waiting().filter(rung_at=None).update(rung_at=timezone.now())
    while (line := _claim_next(lines)) is not None:
        work_on(line)


def _claim_next(lines: UploadLineQuerySet) -> UploadLine | None:
    """The next line, claimed; None when nothing is left, or only logs while another worker is at a report."""
    now = timezone.now()
    for line in lines.free(now).order_by("is_log", "position").select_related("upload__uploaded_by", "upload__device"):
        if line.is_log and _others_first(line):
            return None
        if lines.claim(line.pk, now=now):
            line.attempts += 1
            return line
    return None


def _others_first(line: UploadLine) -> bool:
    """Whether files of the upload that may be hardware reports are not taken yet."""
    return UploadLine.objects.waiting().filter(upload=line.upload_id, is_log=False).exclude(pk=line.pk).exists()


def work_on(line: UploadLine) -> None:
    """Takes one claimed file, or puts a log back until the reports are taken. May run twice: the second time nothing is
    left to do."""
    if line.attempts > MOST_ATTEMPTS:
        _give_up(line, GAVE_UP)
        return
    try:
        content = storage.read(line.sha256)
    except storage.FileMissing:
        _give_up(line, FILE_MISSING)
        return
    original = read_original(line.file_name, content)
    if isinstance(original.reading, ErasureReport) and not line.is_log and _others_first(line):
        UploadLine.objects.waiting().filter(pk=line.pk).update(is_log=True, lease_until=None, attempts=0)
        return
    _take(line, original)


@transaction.atomic
def _take(line: UploadLine, original: Original) -> None:
    """The file and its line, or neither."""
    if not UploadLine.objects.waiting().select_for_update().filter(pk=line.pk).exists():
        return
    upload = line.upload
    with translation.override(upload.uploaded_by.language or settings.LANGUAGE_CODE):
        result = take_stored(original, upload.device, actor=Actor.person(upload.uploaded_by), now=timezone.now())
    _finish(
        line,
        state=state_of(result),
        outcome=result.outcome,
        code=result.error,
        details=details_of(result),
        evidence=result.evidence,
        device=result.devices[0] if result.devices else upload.device,
    )


@transaction.atomic
def _give_up(line: UploadLine, code: str) -> None:
    _finish(line, state=LineState.UNREADABLE, outcome=Outcome.UNREADABLE, code=code)


def _finish(line: UploadLine, **columns: Any) -> None:
    UploadLine.objects.waiting().filter(pk=line.pk).update(lease_until=None, **columns)
    _refresh_job(line.upload)


def _refresh_job(upload: Upload) -> None:
    """Counts anew: right however often a task ran. The job is locked, so that of two workers the later one counts
    both lines."""
    job = Job.objects.select_for_update().get(pk=upload.job_id)
    waiting = UploadLine.objects.waiting().filter(upload=upload).count()
    finished_at = None if waiting else job.finished_at or timezone.now()
    Job.objects.filter(pk=job.pk).update(done=job.total - waiting, finished_at=finished_at)


def forgotten_uploads(*, now: datetime) -> list[int]:
    """Uploads with a file whose worker died, or whose bell was lost; rung from now on."""
    rows = list(UploadLine.objects.forgotten(now).values_list("pk", "upload"))
    UploadLine.objects.filter(pk__in=[pk for pk, _upload in rows]).update(rung_at=now)
    return sorted({upload for _pk, upload in rows})
