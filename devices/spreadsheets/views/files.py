"""Files of an import: the original as it came, and the rows that need correcting with what is wrong."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages.columns import Column
from accounts.pages.exports import CSV, FORMATS, export, harmless
from devices.models import RowState, SpreadsheetImport, SpreadsheetRow
from devices.spreadsheets.rows import RowReader
from devices.spreadsheets.texts import FIELD_LABELS, cell_sentence
from devices.spreadsheets.views.finding import visible_import
from documents import downloads


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came; never shown in the browser, whatever it is. What retention destroyed is not lost."""
    spreadsheet = visible_import(request, pk)
    if spreadsheet.original_gone_on:
        raise Http404
    content = downloads.content(request, spreadsheet.sha256, of=spreadsheet)
    if content is None:
        return redirect("import_detail", pk)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, spreadsheet.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with errors, with all their columns and what is wrong: to be corrected elsewhere and brought again."""
    spreadsheet = visible_import(request, pk)
    kind = request.GET.get("as", CSV)
    if kind not in FORMATS or not spreadsheet.layout.get("titles"):
        raise Http404
    rows = spreadsheet.rows.filter(state=RowState.BAD)
    return export(rows, _columns(spreadsheet), kind=kind, name=_("rows-to-correct"))


def _columns(spreadsheet: SpreadsheetImport) -> list[Column]:
    """The file's own columns with what was typed since, what was added, and what is wrong."""
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    by_column = {column: name for name, column in reader.columns.items()}
    titles = spreadsheet.layout["titles"]
    own = [
        Column(
            f"c{index}", harmless(title or str(index + 1)), value=_cell_reader(index, by_column.get(index, ""), reader)
        )
        for index, title in enumerate(titles)
    ]
    added = [
        Column(name, label, value=_added_reader(name))
        for name, label in FIELD_LABELS.items()
        if name not in reader.columns and _was_typed(spreadsheet, name)
    ]
    number = Column("row", _("Row in the file"), value="number")
    return [number, *own, *added, Column("wrong", _("What is wrong"), value=_wrong)]


def _cell_reader(index: int, name: str, reader: RowReader):
    def value(row: SpreadsheetRow) -> str:
        if name in row.edits:
            return row.edits[name]
        return row.cells[index] if index < len(row.cells) else ""

    return value


def _added_reader(name: str):
    return lambda row: row.edits.get(name, "")


def _was_typed(spreadsheet: SpreadsheetImport, name: str) -> bool:
    edits = spreadsheet.rows.filter(state=RowState.BAD).exclude(edits={}).values_list("edits", flat=True)
    return any(name in one for one in edits)


def _wrong(row: SpreadsheetRow) -> str:
    return " ".join(f"{FIELD_LABELS[problem['field']]}: {cell_sentence(problem)}" for problem in row.problems)
