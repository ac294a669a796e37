"""What a worker does with an import: one step at a time, each claimed, each safe to do twice."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone, translation

from custody.leases import LEASE
from custody.models import Job
from devices.models import ImportState, SpreadsheetImport
from devices.spreadsheets import checking, entering, reading

# A file that kills its worker must not go round for ever.
MOST_ATTEMPTS = 4
BACK_TO = {ImportState.READING: ImportState.UNREADABLE, ImportState.CHECKING: ImportState.COLUMNS}


def work_through(pk: int) -> None:
    """Does the step that the import waits for. Nothing when another worker is at it, or nobody waits."""
    if not SpreadsheetImport.objects.claim(pk, now=timezone.now()):
        return
    spreadsheet = SpreadsheetImport.objects.select_related("donor", "donation", "default_category", "job__started_by")
    spreadsheet = spreadsheet.get(pk=pk)
    if spreadsheet.attempts > MOST_ATTEMPTS:
        _give_up(spreadsheet)
        return
    with translation.override(spreadsheet.job.started_by.language or settings.LANGUAGE_CODE):
        _step(spreadsheet)
    _finish(spreadsheet)


def _step(spreadsheet: SpreadsheetImport) -> None:
    if spreadsheet.state == ImportState.READING:
        reading.read(spreadsheet)
    elif spreadsheet.state == ImportState.CHECKING:
        checking.check(spreadsheet, progress=lambda done: _tell(spreadsheet, done))
    else:
        _enter(spreadsheet)


def _enter(spreadsheet: SpreadsheetImport) -> None:
    try:
        entering.enter(spreadsheet)
    except IntegrityError:
        # Somebody registered one of the devices at the same moment: the check says which.
        waiting = SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=ImportState.ENTERING)
        if waiting.update(state=ImportState.CHECKING, lease_until=None):
            checking.check(spreadsheet, error="known_meanwhile")


def _tell(spreadsheet: SpreadsheetImport, done: int) -> None:
    """Moves the progress bar and keeps the claim."""
    SpreadsheetImport.objects.filter(pk=spreadsheet.pk).update(lease_until=timezone.now() + LEASE)
    Job.objects.filter(pk=spreadsheet.job_id, total__gte=done).update(done=done)


def _finish(spreadsheet: SpreadsheetImport) -> None:
    job = spreadsheet.job
    Job.objects.filter(pk=job.pk).update(done=job.total, finished_at=timezone.now())


def _give_up(spreadsheet: SpreadsheetImport) -> None:
    back = BACK_TO.get(ImportState(spreadsheet.state), ImportState.READY)
    SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=spreadsheet.state).update(
        state=back, error="gave_up", lease_until=None
    )


def forgotten_imports(*, now: datetime) -> list[int]:
    """Imports whose worker died, or whose bell was lost; rung from now on."""
    pks = list(SpreadsheetImport.objects.forgotten(now).values_list("pk", flat=True))
    SpreadsheetImport.objects.filter(pk__in=pks).update(rung_at=now)
    return pks
