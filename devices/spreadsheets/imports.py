"""What people do with an import: bring a file, confirm its columns, correct rows, have them entered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.models import Job
from custody.ring import ring
from devices.models import Category, ImportState, RowState, SpreadsheetImport, SpreadsheetRow
from devices.originals import UploadedFile, base_name
from devices.spreadsheets.checking import Checked, judge, read_one, store
from devices.spreadsheets.files.titles import FIELDS
from devices.spreadsheets.reading import WANTED_HEADER
from devices.spreadsheets.rows import AGAIN, RowReader
from documents import storage
from donations.models import Donation, Donor

JOB = "spreadsheet_import"
TASK = "devices.tasks.work_through_spreadsheet"
LONGEST_EDIT = 200
CORRECTABLE = (RowState.GOOD, RowState.BAD, RowState.KNOWN)


class ImportRefused(Exception):
    """This cannot be done with the import now. The message is for people."""


def receive(
    file: UploadedFile, *, donor: Donor, donation: Donation | None, actor: Actor, now: datetime | None = None
) -> tuple[SpreadsheetImport, bool]:
    """Stores the file and leaves the rest to a worker; or finds the import that has this file already. The second is
    whether it is new. Raises OSError when the storage takes nothing."""
    content = file.read()
    key = storage.put_once(content)
    known = SpreadsheetImport.objects.standing().filter(donor=donor, sha256=key)
    if found := known.first():
        return found, False
    try:
        return _new(file, key, donor, donation, actor, now or timezone.now()), True
    except IntegrityError:
        # The same file came twice at the same moment.
        return known[0], False


@transaction.atomic
def _new(
    file: UploadedFile, key: str, donor: Donor, donation: Donation | None, actor: Actor, now: datetime
) -> SpreadsheetImport:
    spreadsheet = SpreadsheetImport.objects.create(
        donor=donor,
        donation=donation,
        uploaded_by=actor.user,
        job=Job.objects.create(kind=JOB, started_by=actor.user, created_at=now),
        file_name=base_name(file.name),
        file_bytes=file.size,
        sha256=key,
        created_at=now,
        rung_at=now,
    )
    ring(TASK, spreadsheet.pk)
    return spreadsheet


@transaction.atomic
def another_sheet(spreadsheet: SpreadsheetImport, sheet: str, *, actor: Actor) -> SpreadsheetImport:
    """An import of its own for another sheet of the same workbook. Raises ImportRefused."""
    if sheet not in spreadsheet.layout.get("sheets", ()):
        raise ImportRefused(_("The file has no such sheet."))
    same = {"donor": spreadsheet.donor, "sha256": spreadsheet.sha256, "sheet": sheet}
    if found := SpreadsheetImport.objects.standing().filter(**same).first():
        return found
    now = timezone.now()
    copied = {name: getattr(spreadsheet, name) for name in ("donation", "file_name", "file_bytes")}
    job = Job.objects.create(kind=JOB, started_by=actor.user, created_at=now)
    new = SpreadsheetImport.objects.create(
        **same, **copied, uploaded_by=actor.user, job=job, created_at=now, rung_at=now
    )
    ring(TASK, new.pk)
    return new


def read_again(spreadsheet: SpreadsheetImport, *, sheet: str, header: int | None, actor: Actor) -> None:
    """Reads the file anew: another sheet, or with the titles in another row (None: wherever they are likeliest).
    Raises ImportRefused when rows are entered already, or the sheet has an import of its own."""
    if spreadsheet.rows.filter(state=RowState.ENTERED).exists():
        raise ImportRefused(_("Rows of this sheet are entered already. Import another sheet of the file instead."))
    layout = {**spreadsheet.layout, WANTED_HEADER: header}
    try:
        with transaction.atomic():
            _set_to_work(spreadsheet, ImportState.READING, actor, sheet=sheet, layout=layout, table_sha256="")
            if sheet != spreadsheet.sheet:
                # What was typed belongs to the rows of the other sheet.
                spreadsheet.rows.all().delete()
    except IntegrityError as taken:
        raise ImportRefused(_("This sheet has an import of its own already.")) from taken


def confirm_columns(
    spreadsheet: SpreadsheetImport,
    mapping: Mapping[str, int],
    *,
    default_category: Category | None,
    with_hidden: bool,
    actor: Actor,
) -> None:
    """Says which column is which; the rows are checked by it. Raises ImportRefused."""
    chosen = {name: column for name, column in mapping.items() if name in FIELDS}
    with transaction.atomic():
        _set_to_work(
            spreadsheet,
            ImportState.CHECKING,
            actor,
            mapping=chosen,
            default_category=default_category,
            with_hidden=with_hidden,
        )
        _hide_or_show(spreadsheet, with_hidden)


def _hide_or_show(spreadsheet: SpreadsheetImport, with_hidden: bool) -> None:
    hidden = spreadsheet.rows.filter(hidden=True)
    if with_hidden:
        hidden.filter(state=RowState.LEFT_OUT).update(state=RowState.UNCHECKED)
    else:
        hidden.exclude(state__in=[RowState.ENTERED, RowState.RELEASED]).update(state=RowState.LEFT_OUT, problems=[])


def name_kinds(spreadsheet: SpreadsheetImport, kinds: Mapping[str, str], *, actor: Actor) -> None:
    """Says what kinds are that the file calls by words that nobody knew: {word: code}. Raises ImportRefused."""
    said = {**spreadsheet.kinds, **{word.casefold(): code for word, code in kinds.items() if code}}
    _set_to_work(spreadsheet, ImportState.CHECKING, actor, kinds=said)


def enter_rows(spreadsheet: SpreadsheetImport, offer: Mapping[str, Any], *, actor: Actor) -> None:
    """Has the good rows entered; `offer` are the columns of a new donation, unused when there is one. Raises
    ImportRefused."""
    if not spreadsheet.rows.filter(state=RowState.GOOD).exists():
        raise ImportRefused(_("No row is ready to be entered."))
    _set_to_work(spreadsheet, ImportState.ENTERING, actor, offer=dict(offer))


@transaction.atomic
def _set_to_work(spreadsheet: SpreadsheetImport, state: ImportState, actor: Actor, **columns: Any) -> None:
    """Hands the import to a worker. Raises ImportRefused while one has it, or when it was put away."""
    now = timezone.now()
    resting = SpreadsheetImport.objects.standing().filter(pk=spreadsheet.pk)
    resting = resting.filter(state__in=[ImportState.COLUMNS, ImportState.READY, ImportState.UNREADABLE])
    if not resting.update(state=state, rung_at=now, lease_until=None, attempts=0, error="", details={}, **columns):
        raise ImportRefused(_("The rows are just being worked on. Please wait a moment."))
    Job.objects.filter(pk=spreadsheet.job_id).update(
        started_by=actor.user, total=spreadsheet.rows.count(), done=0, finished_at=None
    )
    ring(TASK, spreadsheet.pk)


@transaction.atomic
def correct(spreadsheet: SpreadsheetImport, typed: Mapping[int, Mapping[str, str]]) -> list[SpreadsheetRow]:
    """Takes what was typed for rows: {number: {field: text}}, and checks those rows and all with the same numbers anew.
    Returns the corrected rows. Raises ImportRefused while a worker is at the import."""
    _locked(spreadsheet)
    rows = {row.number: row for row in spreadsheet.rows.filter(number__in=typed, state__in=CORRECTABLE)}
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    touched = set()
    for number, texts in typed.items():
        if row := rows.get(number):
            touched |= {row.serial_key, row.asset_key}
            _edit(row, reader, texts)
    SpreadsheetRow.objects.bulk_update(rows.values(), ["edits"])
    _check_some(spreadsheet, reader, rows, touched)
    return list(rows.values())


def _edit(row: SpreadsheetRow, reader: RowReader, texts: Mapping[str, str]) -> None:
    """Only what differs from the cell is kept as typed; what a cell is marked for is lifted by typing it as it is."""
    before = reader.texts(row)
    for name, text in texts.items():
        text = " ".join(text.split())[:LONGEST_EDIT]
        if name == "category" and not text:
            # A kind is chosen; no choice leaves what stands in the file.
            continue
        if name == AGAIN:
            row.edits[AGAIN] = text
        elif name in FIELDS and (text != before.get(name, "") or name in row.edits or _is_marked(row, reader, name)):
            row.edits[name] = text


def _is_marked(row: SpreadsheetRow, reader: RowReader, name: str) -> bool:
    return str(reader.columns.get(name, -1)) in row.marks


def _check_some(
    spreadsheet: SpreadsheetImport, reader: RowReader, rows: Mapping[int, SpreadsheetRow], touched: set[str]
) -> None:
    """Checks these rows, and all that share a number with what they were or are; the rows in their order."""
    found = {row.number: read_one(reader, row) for row in rows.values()}
    keys = touched | {key for one in found.values() for key in (one.keys.serial, one.keys.asset)}
    others = spreadsheet.rows.exclude(number__in=list(rows))
    same = others.filter(serial_key__in=keys - {""}) | others.filter(asset_key__in=keys - {""})
    found |= {row.number: read_one(reader, row) for row in same}
    everything: list[Checked] = [found[number] for number in sorted(found)]
    judge(everything, spreadsheet)
    store(everything)


@transaction.atomic
def leave_out(spreadsheet: SpreadsheetImport, numbers: Sequence[int]) -> int:
    """These rows are not to be entered; returns how many. Raises ImportRefused while a worker is at the import."""
    _locked(spreadsheet)
    rows = {row.number: row for row in spreadsheet.rows.filter(number__in=numbers, state__in=CORRECTABLE)}
    touched = {key for row in rows.values() for key in (row.serial_key, row.asset_key)}
    spreadsheet.rows.filter(number__in=list(rows)).update(state=RowState.LEFT_OUT, problems=[])
    _check_some(spreadsheet, RowReader.of(spreadsheet, today=timezone.localdate()), {}, touched)
    return len(rows)


@transaction.atomic
def bring_back(spreadsheet: SpreadsheetImport, numbers: Sequence[int]) -> int:
    """Rows that were left out are checked again; returns how many. Raises ImportRefused."""
    _locked(spreadsheet)
    rows = {row.number: row for row in spreadsheet.rows.filter(number__in=numbers, state=RowState.LEFT_OUT)}
    for row in rows.values():
        row.state = RowState.UNCHECKED
    _check_some(spreadsheet, RowReader.of(spreadsheet, today=timezone.localdate()), rows, set())
    return len(rows)


def _locked(spreadsheet: SpreadsheetImport) -> None:
    """Holds the import, so that no worker begins meanwhile. Raises ImportRefused when one is at it."""
    held = SpreadsheetImport.objects.select_for_update().standing().filter(pk=spreadsheet.pk, state=ImportState.READY)
    if not held.exists():
        raise ImportRefused(_("The rows are just being worked on. Please wait a moment."))


@transaction.atomic
def put_away(spreadsheet: SpreadsheetImport) -> None:
    """Nobody goes on with it; the same file can be brought again. Raises ImportRefused when something is entered."""
    # Held first: a worker that enters the rows holds it as well, and what it entered is seen then.
    resting = SpreadsheetImport.objects.select_for_update().standing().exclude(state=ImportState.ENTERING)
    held = resting.filter(pk=spreadsheet.pk).first()
    if held is None:
        raise ImportRefused(_("The rows are just being worked on. Please wait a moment."))
    if held.rows.filter(state=RowState.ENTERED).exists():
        raise ImportRefused(_("Rows of this file are devices already; it stays with them."))
    SpreadsheetImport.objects.filter(pk=held.pk).update(discarded_at=timezone.now())


def take_up_again(spreadsheet: SpreadsheetImport) -> None:
    """Goes on with an import that was put away. Raises ImportRefused when the file was brought again meanwhile."""
    away = SpreadsheetImport.objects.filter(pk=spreadsheet.pk, donation=None).exclude(discarded_at=None)
    try:
        with transaction.atomic():
            away.update(discarded_at=None)
    except IntegrityError as taken:
        raise ImportRefused(_("This file was brought again meanwhile.")) from taken
