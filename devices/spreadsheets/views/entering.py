"""Good rows become a donation, or are added to one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from devices.models import RowState, SpreadsheetImport
from devices.spreadsheets import imports, preview
from devices.spreadsheets.checking import AWAITED
from devices.spreadsheets.forms import ImportedOfferForm
from devices.spreadsheets.imports import ImportRefused
from devices.spreadsheets.rows import RowReader
from devices.spreadsheets.views.finding import ON_BEHALF, resting_import


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks what a donation needs beside its rows; then a worker enters them."""
    spreadsheet = resting_import(request, pk)
    if spreadsheet is None or not spreadsheet.rows.filter(state=RowState.GOOD).exists():
        return redirect("import_detail", pk)
    form = None if _takes_more(spreadsheet) else _form(request, spreadsheet)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _page(request, spreadsheet, form)
    try:
        imports.enter_rows(spreadsheet, form.donor_and_values[1] if form else {}, actor=request.actor)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    return redirect("import_detail", pk)


def _takes_more(spreadsheet: SpreadsheetImport) -> bool:
    return spreadsheet.donation is not None and spreadsheet.donation.status in AWAITED


def _form(request: HttpRequest, spreadsheet: SpreadsheetImport) -> ImportedOfferForm:
    data = request.POST if request.method == "POST" else None
    return ImportedOfferForm(data, donor=spreadsheet.donor, on_behalf=request.user.has_perm(ON_BEHALF))


def _page(request: HttpRequest, spreadsheet: SpreadsheetImport, form: ImportedOfferForm | None) -> HttpResponse:
    good = list(spreadsheet.rows.filter(state=RowState.GOOD))
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    context = {
        "spreadsheet": spreadsheet,
        "form": form,
        "rows": len(good),
        "devices": preview.devices_in(good, reader),
        "bad": spreadsheet.rows.filter(state=RowState.BAD).count(),
    }
    return render(request, "devices/spreadsheets/enter.html", context)
