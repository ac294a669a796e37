"""Reading a stored file into rows, with a guess of what its columns are."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from custody.chain import canonical
from devices.models import Category, ImportState, SpreadsheetImport, SpreadsheetRow
from devices.spreadsheets.checking import CHUNK
from devices.spreadsheets.files.read import read_table
from devices.spreadsheets.files.table import Table, TableRow, UnreadableTable
from devices.spreadsheets.files.titles import find_header, guess_columns
from devices.spreadsheets.files.values import Kinds
from devices.spreadsheets.rows import names_of
from documents import storage

EXAMPLES, ROWS_FOR_A_GUESS = 3, 60
# What a person asked for, kept over reading anew.
WANTED_HEADER = "wanted_header"


def read(spreadsheet: SpreadsheetImport) -> None:
    """Reads the file; then a person confirms the columns. What cannot be read says why. May run twice."""
    try:
        table = read_table(storage.read(spreadsheet.sha256), spreadsheet.sheet)
        header, rows = _split(table, spreadsheet.layout.get(WANTED_HEADER))
    except UnreadableTable as unreadable:
        _refuse(spreadsheet, unreadable.code, dict(unreadable.details))
        return
    except storage.FileMissing:
        _refuse(spreadsheet, "file_missing", {})
        return
    try:
        _keep(spreadsheet, table, header, rows)
    except IntegrityError:
        _refuse(spreadsheet, "known_table", _twin(spreadsheet, table, header, rows))


def _split(table: Table, wanted: int | None) -> tuple[TableRow, list[TableRow]]:
    """The row with the titles and the rows below it; titles that stand again on every printed page are left out.
    `wanted` is the number of the row that a person named, 0 for a table without titles."""
    if wanted == 0:
        first = table.rows[0]
        return TableRow(0, []), [row for row in table.rows if row.number >= first.number and any(row.cells)]
    if wanted:
        index = next((index for index, row in enumerate(table.rows) if row.number == wanted), None)
        if index is None:
            raise UnreadableTable("no_such_row", row=wanted)
    else:
        index = find_header([row.cells for row in table.rows])
    header = table.rows[index]
    rows = [row for row in table.rows[index + 1 :] if not row.is_empty and row.cells != header.cells]
    if not rows:
        raise UnreadableTable("only_titles")
    return header, rows


def _keep(spreadsheet: SpreadsheetImport, table: Table, header: TableRow, rows: Sequence[TableRow]) -> None:
    """The rows and what was found, or nothing. Raises IntegrityError for a table that the donor gave already."""
    width = max(len(row.cells) for row in (header, *rows))
    titles = [*header.cells, *[""] * (width - len(header.cells))]
    examples = [row.cells for row in rows[:ROWS_FOR_A_GUESS]]
    layout = {
        "header": header.number,
        "titles": titles,
        "examples": _examples(width, examples),
        "sheets": table.sheets,
        "encoding": table.encoding,
        "separator": table.separator,
        "rows": len(rows),
        "hidden": sum(row.hidden for row in rows),
    }
    said = {"layout": layout, "mapping": _guess(titles, examples), "sheet": table.sheet, "error": ""}
    with transaction.atomic():
        moved = SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=ImportState.READING)
        digest = _digest(titles, rows)
        if not moved.update(state=ImportState.COLUMNS, lease_until=None, table_sha256=digest, **said):
            return
        _store_rows(spreadsheet, rows)


def _store_rows(spreadsheet: SpreadsheetImport, rows: Sequence[TableRow]) -> None:
    """In place of those of a reading before; what was typed into a row stays with its number."""
    old = spreadsheet.rows.exclude(edits={}).values_list("number", "edits")
    edits: dict[int, dict[str, Any]] = dict(old)
    spreadsheet.rows.all().delete()
    new = [
        SpreadsheetRow(
            spreadsheet=spreadsheet,
            donor_id=spreadsheet.donor_id,
            number=row.number,
            hidden=row.hidden,
            cells=row.cells,
            marks=row.marks,
            edits=edits.get(row.number, {}),
        )
        for row in rows
    ]
    SpreadsheetRow.objects.bulk_create(new, batch_size=CHUNK)


def _examples(width: int, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first few different texts of each column."""
    found: list[list[str]] = []
    for column in range(width):
        texts = dict.fromkeys(row[column] for row in rows if column < len(row) and row[column])
        found.append(list(texts)[:EXAMPLES])
    return found


def _guess(titles: Sequence[str], examples: Sequence[Sequence[str]]) -> dict[str, int]:
    kinds = Kinds(names_of(Category.objects.filter(is_active=True)))
    return guess_columns(titles, examples, kinds.of)


def _digest(titles: Sequence[str], rows: Sequence[TableRow]) -> str:
    return hashlib.sha256(canonical([list(titles), [row.cells for row in rows]]).encode()).hexdigest()


def _twin(spreadsheet: SpreadsheetImport, table: Table, header: TableRow, rows: Sequence[TableRow]) -> dict[str, Any]:
    """The import that has this table already."""
    width = max(len(row.cells) for row in (header, *rows))
    digest = _digest([*header.cells, *[""] * (width - len(header.cells))], rows)
    others = SpreadsheetImport.objects.standing().filter(donor=spreadsheet.donor_id).exclude(pk=spreadsheet.pk)
    twin = others.filter(table_sha256=digest).first() or others.filter(sha256=spreadsheet.sha256).first()
    return {"import": twin.pk} if twin else {}


def _refuse(spreadsheet: SpreadsheetImport, code: str, details: dict[str, Any]) -> None:
    SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=ImportState.READING).update(
        state=ImportState.UNREADABLE, error=code, details=details, lease_until=None, table_sha256=""
    )
