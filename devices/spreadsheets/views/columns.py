"""Which column is which; and reading the file anew when the sheet or the row of titles was guessed wrong."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.flash import flash
from devices.models import RowState, SpreadsheetImport
from devices.spreadsheets import imports
from devices.spreadsheets.forms import ColumnsForm, LayoutForm
from devices.spreadsheets.imports import ImportRefused
from devices.spreadsheets.texts import SEPARATOR_NAMES, file_sentence
from devices.spreadsheets.views.finding import visible_import


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The guess, to be confirmed or corrected."""
    spreadsheet = visible_import(request, pk)
    if spreadsheet.is_at_work or not spreadsheet.layout.get("titles") or spreadsheet.discarded_at:
        return redirect("import_detail", pk)
    if request.method != "POST":
        return _page(request, spreadsheet, ColumnsForm(spreadsheet=spreadsheet))
    form = ColumnsForm(request.POST, spreadsheet=spreadsheet)
    if not form.is_valid():
        return _page(request, spreadsheet, form)
    try:
        imports.confirm_columns(
            spreadsheet,
            form.mapping,
            default_category=form.cleaned_data["default_category"],
            with_hidden=form.cleaned_data.get("with_hidden", False),
            actor=request.actor,
        )
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    return redirect("import_detail", pk)


def _page(request: HttpRequest, spreadsheet: SpreadsheetImport, form: ColumnsForm) -> HttpResponse:
    has_entered = spreadsheet.rows.filter(state=RowState.ENTERED).exists()
    context = {
        "spreadsheet": spreadsheet,
        "form": form,
        "layout": spreadsheet.layout,
        "separator": SEPARATOR_NAMES.get(spreadsheet.layout.get("separator", ""), ""),
        "layout_form": None if has_entered else LayoutForm(spreadsheet=spreadsheet),
        "sentence": file_sentence(spreadsheet.error, spreadsheet.details),
    }
    return render(request, "devices/spreadsheets/columns.html", context)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet, or titles in another row."""
    spreadsheet = visible_import(request, pk)
    form = LayoutForm(request.POST, spreadsheet=spreadsheet)
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        flash(request, " ".join(sentences), level=messages.ERROR)
        return redirect("import_columns", pk)
    sheet = form.cleaned_data.get("sheet") or spreadsheet.sheet
    header = form.cleaned_data["header"]
    # On another sheet the titles are looked for anew.
    wanted = header if sheet == spreadsheet.sheet else None
    try:
        imports.read_again(spreadsheet, sheet=sheet, header=wanted, actor=request.actor)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("import_columns", pk)
    return redirect("import_detail", pk)


@require_POST
def another_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One more sheet of the same file, as an import of its own."""
    spreadsheet = visible_import(request, pk)
    try:
        new = imports.another_sheet(spreadsheet, request.POST.get("sheet", ""), actor=request.actor)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("import_detail", pk)
    return redirect("import_detail", new.pk)
