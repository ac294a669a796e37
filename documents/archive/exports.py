"""Asking for an export, following it, taking it along, forgetting it. The ZIP itself is made by documents.archive.zips.

It lies in a folder of its own under a name that nobody can guess, for a day, for the one who asked."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.ring import ring
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


def withdraw(*, before: datetime) -> None:
    """Ends every export that was begun before a paper in it went: retention destroys copies, too. One that is still
    being made is begun anew."""
    standing = ArchiveExport.objects.filter(created_at__lte=before)
    _end(standing.filter(state=ExportState.READY))
    standing.filter(state=ExportState.QUEUED).update(lease_until=None, rung_at=None, attempts=0)


def forget(*, now: datetime | None = None) -> None:
    """Deletes the files of exports that are over, and what killed workers left."""
    now = now or timezone.now()
    _end(ArchiveExport.objects.filter(state=ExportState.READY, expires_at__lt=now))
    known = set(ArchiveExport.objects.exclude(file_name="").values_list("file_name", flat=True))
    for path in folder().iterdir() if folder().is_dir() else ():
        if path.name not in known and path.stat().st_mtime < (now - LEFT_BEHIND_AFTER).timestamp():
            path.unlink(missing_ok=True)


def _end(exports: QuerySet) -> None:
    """The row lets go first, then the file: a file that a killed worker leaves is found by `forget`."""
    for export in exports:
        path = path_of(export)
        ArchiveExport.objects.filter(pk=export.pk).update(state=ExportState.EXPIRED, file_name="", query="")
        path.unlink(missing_ok=True)


def expected_files() -> Iterator[tuple[str, str, str, int]]:
    """Files of exports that have to be there."""
    ready = ArchiveExport.objects.exclude(file_name="").order_by("file_name")
    for pk, name in ready.values_list("pk", "file_name").iterator():
        yield name, "", "documents.ArchiveExport", pk
