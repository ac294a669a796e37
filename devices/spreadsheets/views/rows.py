"""The rows of an import: each as it would be, with what is wrong at which cell, and the ways to correct it."""

from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.flash import flash
from devices.models import RowState, SpreadsheetImport, SpreadsheetRow
from devices.spreadsheets import imports, preview
from devices.spreadsheets.checking import AWAITED
from devices.spreadsheets.files.titles import FIELDS
from devices.spreadsheets.forms import KindsForm, RowForm
from devices.spreadsheets.imports import CORRECTABLE, ImportRefused
from devices.spreadsheets.rows import AGAIN, RowReader
from devices.spreadsheets.texts import ROW_LOOKS, file_sentence
from devices.spreadsheets.views.finding import resting_import

PER_PAGE = 50
EVERYTHING = "all"


def page(request: HttpRequest, spreadsheet: SpreadsheetImport) -> HttpResponse:
    """One page of rows; those with errors first, while there are any."""
    counts = preview.counts_of(spreadsheet)
    show = _shown(request, counts)
    rows = spreadsheet.rows.all() if show == EVERYTHING else spreadsheet.rows.filter(state=show)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    unknown = preview.unknown_kinds(spreadsheet) if counts.get(RowState.BAD) else []
    context = {
        "spreadsheet": spreadsheet,
        "page": shown,
        "rows": preview.preview(shown.object_list, reader, user=request.user, spreadsheet=spreadsheet),
        "tabs": _tabs(counts, show),
        "show": show,
        "can_correct": any(row.state == RowState.BAD for row in shown.object_list),
        "counts": counts,
        "is_open": spreadsheet.discarded_at is None,
        "sentence": file_sentence(spreadsheet.error, spreadsheet.details),
        "kinds_form": KindsForm(words=unknown) if unknown else None,
        "other_sheets": [name for name in spreadsheet.layout.get("sheets", []) if name != spreadsheet.sheet],
        "donation_takes_more": spreadsheet.donation is not None and spreadsheet.donation.status in AWAITED,
        "can_put_away": RowState.ENTERED not in counts,
    }
    return render(request, "devices/spreadsheets/rows.html", context)


def _shown(request: HttpRequest, counts: Mapping[str, int]) -> str:
    asked = request.GET.get("show", "")
    if asked in counts or asked == EVERYTHING:
        return asked
    return RowState.BAD.value if counts.get(RowState.BAD) else EVERYTHING


def _tabs(counts: Mapping[str, int], show: str) -> list[dict[str, object]]:
    """The filters with their counts."""
    named = [(EVERYTHING, _("All rows"), sum(counts.values()), "", "")]
    named += [(state, RowState(state).label, count, *ROW_LOOKS[RowState(state)]) for state, count in counts.items()]
    keys = ("state", "label", "count", "tone", "icon")
    return [{**dict(zip(keys, one, strict=True)), "is_current": one[0] == show} for one in named]


def _back(pk: int, request: HttpRequest) -> str:
    """The page of rows that the form was on."""
    kept = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    return reverse("import_detail", args=[pk]) + (f"?{urlencode(kept)}" if kept else "")


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes what was typed into the wrong cells of a page, and checks those rows anew."""
    spreadsheet = resting_import(request, pk)
    if spreadsheet is None:
        return redirect("import_detail", pk)
    typed = _typed_cells(request.POST)
    aside, back = _pressed(request, "leave_out"), _pressed(request, "bring_back")
    for number in aside:
        typed.pop(number, None)
    try:
        rows = imports.correct(spreadsheet, typed) if typed else []
        imports.leave_out(spreadsheet, aside)
        imports.bring_back(spreadsheet, back)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(_back(pk, request))
    _say_moved(request, pk, aside, back)
    if rows and not aside and not back:
        _say_corrected(request, rows)
    return redirect(_back(pk, request))


def _pressed(request: HttpRequest, name: str) -> list[int]:
    """The row whose button was pressed; what was typed into others is sent with it and kept."""
    number = request.POST.get(name, "")
    return [int(number)] if number.isascii() and number.isdigit() and len(number) < 9 else []


def _say_moved(request: HttpRequest, pk: int, aside: list[int], back: list[int]) -> None:
    for number in aside:
        undo = reverse("import_row_bring_back", args=[pk, number])
        flash(request, _("Row %(number)d is left out.") % {"number": number}, undo_url=undo)
    for number in back:
        flash(request, _("Row %(number)d is back in the list.") % {"number": number})


def _typed_cells(data: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """{row number: {field: text}} of fields named like r17-serial."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for key, text in data.items():
        row, dash, name = key.partition("-")
        number = row[1:]
        is_cell = dash and row[:1] == "r" and number.isascii() and number.isdigit() and len(number) < 9
        if is_cell and (name in FIELDS or name == AGAIN):
            found[int(number)][name] = text
    return found


def _say_corrected(request: HttpRequest, rows: list[SpreadsheetRow]) -> None:
    still = sum(row.state == RowState.BAD for row in rows)
    right = len(rows) - still
    said = [ngettext("%(count)d row is right now.", "%(count)d rows are right now.", right) % {"count": right}]
    if still:
        sentence = ngettext("%(count)d still needs you.", "%(count)d still need you.", still)
        said.append(sentence % {"count": still})
    flash(request, " ".join(said), level=messages.WARNING if still else messages.SUCCESS)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Every cell of one row."""
    spreadsheet = resting_import(request, pk)
    if spreadsheet is None:
        return redirect("import_detail", pk)
    row = get_object_or_404(spreadsheet.rows.filter(state__in=CORRECTABLE), number=number)
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    if request.method != "POST":
        return _row_page(request, spreadsheet, row, RowForm(row=row, reader=reader))
    form = RowForm(request.POST, row=row, reader=reader)
    if not form.is_valid():
        return _row_page(request, spreadsheet, row, form)
    try:
        (row,) = imports.correct(spreadsheet, {number: _typed_row(form)})
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return _row_page(request, spreadsheet, row, form)
    if row.state == RowState.BAD:
        form = RowForm(request.POST, row=row, reader=reader)
        form.say(row.problems)
        return _row_page(request, spreadsheet, row, form)
    flash(request, _("Row %(number)d is right now.") % {"number": number})
    return redirect("import_detail", pk)


def _typed_row(form: RowForm) -> dict[str, str]:
    """What was typed; whether they are further devices is kept as "1" or nothing."""
    typed = {name: text for name, text in form.cleaned_data.items() if name != AGAIN}
    return {**typed, AGAIN: "1" if form.cleaned_data[AGAIN] else ""} if AGAIN in form.fields else typed


def _row_page(request: HttpRequest, spreadsheet: SpreadsheetImport, row: SpreadsheetRow, form: RowForm) -> HttpResponse:
    said = [] if form.is_bound else preview.sentences(row)
    context = {"spreadsheet": spreadsheet, "row": row, "form": form, "said": said}
    return render(request, "devices/spreadsheets/row.html", context)


@require_POST
def leave_out(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """This row is not to be entered."""
    spreadsheet = _resting_or_404(request, pk)
    try:
        imports.leave_out(spreadsheet, [number])
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        _say_moved(request, pk, [number], [])
    return redirect(_back(pk, request))


@require_POST
def bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A row that was left out is to be entered after all."""
    spreadsheet = _resting_or_404(request, pk)
    try:
        imports.bring_back(spreadsheet, [number])
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        _say_moved(request, pk, [], [number])
    return redirect(_back(pk, request))


def _resting_or_404(request: HttpRequest, pk: int) -> SpreadsheetImport:
    spreadsheet = resting_import(request, pk)
    if spreadsheet is None:
        raise Http404
    return spreadsheet


@require_POST
def name_kinds(request: HttpRequest, pk: int) -> HttpResponse:
    """What kinds are that nobody knew: for all their rows at once."""
    spreadsheet = resting_import(request, pk)
    if spreadsheet is None:
        return redirect("import_detail", pk)
    form = KindsForm(request.POST, words=preview.unknown_kinds(spreadsheet))
    if form.is_valid() and any(form.kinds.values()):
        try:
            imports.name_kinds(spreadsheet, form.kinds, actor=request.actor)
        except ImportRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
    return redirect("import_detail", pk)
