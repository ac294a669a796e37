"""Asking for an export, following it, taking it along, forgetting it. The ZIP itself is made by documents.archive.zips.

It lies in a folder of its own under a name that nobody can guess, for a day, for the one who asked."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.ring import ring
from documents import storage
from documents.archive.models import ArchiveExport, ExportState

logger = logging.getLogger(__name__)

FOLDER = "exports"
JOB = "archive_export"
TASK = "documents.tasks.make_export"
KEPT_FOR = timedelta(hours=24)
# No worker writes this long without a sign of life: what lies there longer without a row was left by a killed one.
LEFT_BEHIND_AFTER = timedelta(hours=1)
STANDING = (ExportState.QUEUED, ExportState.READY)


def filtered(user: User, query: str) -> QuerySet:
    """The papers of a list's address that this person may see. Raises TransitionRefused for an address that no list
    has."""
    # The filters ask the models for their choices: they are imported when there are models.
    from documents.filters import DocumentFilter
    from documents.models import Document

    found = DocumentFilter(QueryDict(query), queryset=Document.objects.visible_to(user))
    if not found.is_valid():
        raise TransitionRefused(_("These filters can't be read. Please filter the list again."))
    return found.qs


def ask(query: str, *, actor: Actor, now: datetime | None = None) -> ArchiveExport:
    """Leaves an export to a worker; asked again for the same while it is being made, it is the same. Raises
    TransitionRefused for filters that leave nothing."""
    now = now or timezone.now()
    total = filtered(actor.user, query).count()
    if not total:
        raise TransitionRefused(_("There is no paper with these filters."))
    waiting = ArchiveExport.objects.filter(requested_by=actor.user, query=query, state=ExportState.QUEUED)
    with transaction.atomic():
        if known := waiting.first():
            return known
        job = Job.objects.create(kind=JOB, total=total, started_by=actor.user, created_at=now)
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        made = ArchiveExport.objects.create(
            requested_by=actor.user, job=job, query=query, language=language, created_at=now, rung_at=now
        )
        ring(TASK, made.pk)
    return made


def folder() -> Path:
    """Where exports lie."""
    return Path(settings.FILES_DIR) / FOLDER


def path_of(export: ArchiveExport) -> Path:
    """The file of an export that is ready."""
    return folder() / export.file_name


def withdraw() -> None:
    """Ends every export, in the transaction in which a paper goes: retention destroys copies, too. One that is still
    being made is begun anew: without its lease the worker that has it can't finish it."""
    standing = ArchiveExport.objects.select_for_update().filter(state__in=STANDING).order_by("pk")
    files = _end(export for export in standing if export.state == ExportState.READY)
    ArchiveExport.objects.waiting().update(lease_until=None, rung_at=None, forgiven=F("attempts"))
    transaction.on_commit(partial(_delete, files))


def forget(*, now: datetime | None = None) -> None:
    """Deletes the files of exports that are over, and what killed workers left."""
    now = now or timezone.now()
    _delete(_end(ArchiveExport.objects.filter(state=ExportState.READY, expires_at__lt=now)))
    known = set(ArchiveExport.objects.exclude(file_name="").values_list("file_name", flat=True))
    for path in folder().iterdir() if folder().is_dir() else ():
        if path.name not in known and storage.is_older(path, now - LEFT_BEHIND_AFTER):
            path.unlink(missing_ok=True)


def _end(exports: Iterable[ArchiveExport]) -> list[Path]:
    """The rows let go of their files, which are to be deleted then: one that a killed worker leaves is found by
    `forget`."""
    ending = list(exports)
    pks = [export.pk for export in ending]
    ArchiveExport.objects.filter(pk__in=pks).update(state=ExportState.EXPIRED, file_name="", query="")
    return [path_of(export) for export in ending]


def _delete(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def expected_files() -> Iterator[tuple[str, str, str, int]]:
    """Files of exports that have to be there."""
    ready = ArchiveExport.objects.exclude(file_name="").order_by("file_name")
    for pk, name in ready.values_list("pk", "file_name").iterator():
        yield name, "", "documents.ArchiveExport", pk
