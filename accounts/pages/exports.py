"""CSV and XLSX of what a list has filtered. Both are written row by row into a file, so memory does not grow
with the list, and finished before the answer begins: words are in the reader's language, a failure is still
an error page."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import Model, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.pages.columns import Column

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
# Beyond this a spreadsheet takes longer to write than a browser waits; a sheet ends at 1,048,576 rows anyway.
XLSX_ROWS = 50_000
CHUNK = 2_000
_CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Spreadsheets run a cell that begins like this as a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# XML cannot hold these; a serial read from broken firmware may.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class TooManyRows(Exception):
    """The list is longer than a spreadsheet can be made of in one request."""

    def __str__(self) -> str:
        return _("A spreadsheet holds up to %(limit)s rows. Filter the list or export it as CSV.") % {
            "limit": f"{XLSX_ROWS:,}".replace(",", ".")
        }


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe in front."""
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, str):
        text = _UNPRINTABLE.sub("", value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value


def export(rows: QuerySet, columns: list[Column], *, kind: str, name: str) -> FileResponse:
    """The rows as a download named `name-2026-11-24.csv`. Raises: TooManyRows (spreadsheets only)."""
    if kind == XLSX and rows[: XLSX_ROWS + 1].count() > XLSX_ROWS:
        raise TooManyRows
    columns = [column for column in columns if column.in_export]
    file = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115 - FileResponse closes it
    table = _table(rows, columns)
    if kind == XLSX:
        _write_xlsx(file, table)
    else:
        _write_csv(file, table)
    file.seek(0)
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FileResponse(file, as_attachment=True, filename=filename, content_type=_CONTENT_TYPES[kind])


def _table(rows: QuerySet, columns: list[Column]) -> Iterator[list[Any]]:
    yield [str(column.label) for column in columns]
    for row in rows.iterator(chunk_size=CHUNK):
        yield _cells(row, columns)


def _cells(row: Model, columns: list[Column]) -> list[Any]:
    return [harmless(column.exported(row)) for column in columns]


def _write_csv(file: IO[bytes], table: Iterable[list[Any]]) -> None:
    # With the mark in front, Excel reads the file as UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for cells in table:
        writer.writerow([_plain(cell) for cell in cells])
    text.detach()


def _plain(cell: Any) -> str:
    """ISO dates in local time, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    return str(cell)


def _write_xlsx(file: IO[bytes], table: Iterable[list[Any]]) -> None:
    # Loaded when the first sheet is written: every start of the program would pay for it.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for cells in table:
        sheet.append([_spreadsheet_cell(sheet, cell) for cell in cells])
    book.save(file)


def _spreadsheet_cell(sheet: Any, value: Any) -> Any:
    """Texts are stored as texts, whatever they look like; times without their zone, which a sheet does not
    know."""
    if isinstance(value, datetime):
        return _local(value)
    if value is None or isinstance(value, bool | int | float) or hasattr(value, "isoformat"):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=str(value))
    cell.data_type = "s"
    return cell


def _local(moment: datetime) -> datetime:
    """Local time without its zone."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment
