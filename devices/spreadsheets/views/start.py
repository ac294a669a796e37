"""Bringing a file, and the page of an import while a worker has it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.pages.flash import flash
from devices.models import ImportState, SpreadsheetImport
from devices.spreadsheets import imports
from devices.spreadsheets.checking import AWAITED
from devices.spreadsheets.forms import FileForm, LayoutForm
from devices.spreadsheets.imports import ImportRefused
from devices.spreadsheets.texts import file_sentence
from devices.spreadsheets.views import rows
from devices.spreadsheets.views.finding import ON_BEHALF, may_import, visible_import
from donations.models import Donation, Donor

RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; `?donation=` adds its rows to an offered donation. Whoever has no donor yet makes one first."""
    donation = _donation(request)
    donors = [donation.donor] if donation else _donors(request.user)
    if not may_import(request.user) or not (donors or request.user.has_perm(ON_BEHALF)):
        return redirect("donor_create")
    if request.method != "POST":
        return _start_page(request, FileForm(donors=donors, initial={"donor": request.GET.get("donor", "")}), donation)
    form = FileForm(request.POST, request.FILES, donors=donors)
    if not form.is_valid():
        return _start_page(request, form, donation)
    try:
        spreadsheet, is_new = imports.receive(
            form.cleaned_data["file"], donor=form.chosen_donor, donation=donation, actor=request.actor
        )
    except OSError:
        form.add_error(None, _("The files could not be stored just now. Please try again in a minute."))
        return _start_page(request, form, donation, status=503)
    if not is_new:
        flash(request, _("You brought this file before. Here is what became of it; nothing was entered twice."))
    return redirect("import_detail", spreadsheet.pk)


def _donors(user: User) -> list[Donor]:
    donors = Donor.objects.filter(merged_into=None)
    return list(donors if user.has_perm(ON_BEHALF) else donors.of(user))


def _donation(request: HttpRequest) -> Donation | None:
    """The donation that the rows are added to; None for a new one, and for one that takes no more."""
    number = request.POST.get("donation") or request.GET.get("donation")
    if not number:
        return None
    mine = Donation.objects.visible_to(request.user).filter(status__in=AWAITED).exclude(donor=None)
    return mine.select_related("donor").filter(number=number).first()


def _start_page(request: HttpRequest, form: FileForm, donation: Donation | None, status: int = 200) -> HttpResponse:
    mine = SpreadsheetImport.objects.visible_to(request.user).standing().select_related("donor", "donation")
    context = {
        "form": form,
        "donation": donation,
        "recent": mine.with_open_rows()[:RECENT],
        "on_behalf": request.user.has_perm(ON_BEHALF),
    }
    return render(request, "devices/spreadsheets/start.html", context, status=status)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import is: at work, unreadable, to be mapped, or its rows."""
    spreadsheet = visible_import(request, pk)
    if spreadsheet.is_at_work:
        return _progress(request, spreadsheet)
    if spreadsheet.state == ImportState.UNREADABLE:
        return _unreadable(request, spreadsheet)
    if spreadsheet.state == ImportState.COLUMNS and spreadsheet.discarded_at is None:
        return _onward(request, reverse("import_columns", args=[pk]))
    if request.htmx:
        return _onward(request, reverse("import_detail", args=[pk]))
    return rows.page(request, spreadsheet)


def _progress(request: HttpRequest, spreadsheet: SpreadsheetImport) -> HttpResponse:
    template = "progress.html" if request.htmx else "working.html"
    return render(request, f"devices/spreadsheets/{template}", {"spreadsheet": spreadsheet, "job": spreadsheet.job})


def _onward(request: HttpRequest, url: str) -> HttpResponse:
    """To the next page; a polling page is told by htmx's own header, as it would follow a redirect unseen."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _unreadable(request: HttpRequest, spreadsheet: SpreadsheetImport) -> HttpResponse:
    if request.htmx:
        return _onward(request, reverse("import_detail", args=[spreadsheet.pk]))
    twin = SpreadsheetImport.objects.visible_to(request.user).filter(pk=spreadsheet.details.get("import", 0)).first()
    context = {
        "spreadsheet": spreadsheet,
        "sentence": file_sentence(spreadsheet.error, spreadsheet.details),
        "twin": twin,
        "layout_form": LayoutForm(spreadsheet=spreadsheet) if spreadsheet.layout.get("titles") else None,
    }
    return render(request, "devices/spreadsheets/unreadable.html", context)


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody goes on with it."""
    spreadsheet = visible_import(request, pk)
    try:
        imports.put_away(spreadsheet)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("import_detail", pk)
    undo = reverse("import_take_up", args=[pk])
    flash(request, _("“%(file)s” is put away.") % {"file": spreadsheet.file_name}, undo_url=undo)
    return redirect("import_start")


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Putting it away was a mistake."""
    spreadsheet = visible_import(request, pk)
    try:
        imports.take_up_again(spreadsheet)
    except ImportRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    return redirect("import_detail", pk)
