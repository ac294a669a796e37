"""Sheets and printers: sizes are data that the administration edits; an offset belongs to who stands at the printer."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe
from django_filters import FilterSet

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from devices.labelling.forms import PrinterForm, SheetForm
from devices.labelling.layouts import layout_of
from devices.labelling.views import PRINT, pdf_answer
from devices.models import LabelPrinter, LabelSheet
from devices.papers import draw_test_page

REFERENCE = "accounts.manage_reference_data"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


class NothingToFilter(FilterSet):
    """A handful of rows needs no filter."""


class SheetList(ListPage):
    """All sheets and rolls."""

    model = LabelSheet
    filterset_class = NothingToFilter
    template_name = "devices/labels/sheets.html"
    permission_required = REFERENCE
    title = gettext_lazy("Label sheets")
    default_sort = "position"
    columns = (
        Column("name", gettext_lazy("Name"), link=lambda sheet: reverse("label_sheet", args=[sheet.code])),
        Column("per_page", gettext_lazy("Labels on a page"), numeric=True, data_label=gettext_lazy("labels on a page")),
        Column("is_active", gettext_lazy("In use"), sort="is_active", data_label=gettext_lazy("in use")),
    )

    def get_queryset(self) -> QuerySet:
        return LabelSheet.objects.all()


@require_http_methods(READ_AND_WRITE)
@permitted(REFERENCE)
def sheet_new(request: HttpRequest) -> HttpResponse:
    """One more sheet or roll."""
    return _sheet_page(request, LabelSheet(position=100))


@require_http_methods(READ_AND_WRITE)
@permitted(REFERENCE)
def sheet_edit(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet's measures."""
    return _sheet_page(request, get_object_or_404(LabelSheet, code=code))


def _sheet_page(request: HttpRequest, sheet: LabelSheet) -> HttpResponse:
    form = SheetForm(typed(request), instance=sheet)
    if form.is_bound and form.is_valid():
        if not sheet.code:
            sheet.code = _free_code(sheet.name_de)
        form.save()
        flash(request, _("%(name)s is saved.") % {"name": sheet})
        return redirect("label_sheet_list")
    return render(request, "devices/labels/sheet.html", {"sheet": sheet, "form": form})


def _free_code(name: str) -> str:
    """A code that no sheet has: the name's, with a number behind it if need be."""
    base = slugify(name)[:34] or "sheet"
    known = set(LabelSheet.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(known) + 3))) if code not in known)


class PrinterList(ListPage):
    """All printers of the workshop."""

    model = LabelPrinter
    filterset_class = NothingToFilter
    template_name = "devices/labels/printers.html"
    permission_required = PRINT
    title = gettext_lazy("Label printers")
    default_sort = "name"
    related = ("default_sheet",)
    empty_text = gettext_lazy("No printer yet. Only a printer that prints beside the place has to be entered.")
    columns = (
        Column("name", gettext_lazy("Name"), link=lambda printer: reverse("label_printer", args=[printer.pk])),
        Column("offset_x", gettext_lazy("To the right in mm"), numeric=True, data_label=gettext_lazy("to the right")),
        Column("offset_y", gettext_lazy("Down in mm"), numeric=True, data_label=gettext_lazy("down")),
        Column("default_sheet", gettext_lazy("Usual sheet or roll")),
        Column("is_active", gettext_lazy("In use"), sort="is_active", data_label=gettext_lazy("in use")),
    )

    def get_queryset(self) -> QuerySet:
        return LabelPrinter.objects.select_related(*self.related)


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def printer_new(request: HttpRequest) -> HttpResponse:
    """One more printer."""
    return _printer_page(request, LabelPrinter())


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def printer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A printer's offset."""
    return _printer_page(request, get_object_or_404(LabelPrinter, pk=pk))


def _printer_page(request: HttpRequest, printer: LabelPrinter) -> HttpResponse:
    form = PrinterForm(typed(request), instance=printer)
    if form.is_bound and form.is_valid():
        form.save()
        flash(request, _("%(name)s is saved. Print a test page to see whether it fits.") % {"name": printer})
        return redirect("label_printer", printer.pk)
    context = {"printer": printer, "form": form, "sheets": LabelSheet.objects.filter(is_active=True)}
    return render(request, "devices/labels/printer.html", context)


@require_safe
@permitted(PRINT)
def printer_test_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The outlines of a sheet's labels, as this printer prints them."""
    printer = get_object_or_404(LabelPrinter, pk=pk)
    sheet = get_object_or_404(LabelSheet, code=code)
    content = draw_test_page(layout_of(sheet), float(printer.offset_x), float(printer.offset_y))
    return pdf_answer(content, f"{pgettext('file name', 'test-page')}-{sheet.code}.pdf")
