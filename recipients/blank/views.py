"""The page of a handover's blank papers, and their files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.errors import refused
from documents.pdf.errors import PaperError
from documents.views import pdf_answer
from recipients.blank.forms import BlankListForm, BlankReceiptsForm
from recipients.blank.gather import blank_receipts
from recipients.handover_steps import MANAGE
from recipients.models import Handover
from recipients.packing.lists import blank_handover_list
from recipients.views.handovers import crumbs, visible


@require_safe
@permitted(MANAGE)
def handover_blank(request: HttpRequest, number: str) -> HttpResponse:
    """Choose what to print ahead."""
    return _page(request, visible(request, number), BlankReceiptsForm(), BlankListForm())


@never_cache
@require_safe
@permitted(MANAGE)
def handover_blank_receipts(request: HttpRequest, number: str) -> HttpResponse:
    """Receipts to fill in by hand, in the language and as many as asked for."""
    handover = visible(request, number)
    form = BlankReceiptsForm(request.GET)
    if not form.is_valid():
        return _page(request, handover, form, BlankListForm())
    try:
        pdf = blank_receipts(handover, **form.cleaned_data)
    except PaperError as error:
        flash(request, str(refused(error)), level=messages.ERROR)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        return pdf_answer(pdf, f"Vordruck-Uebergabeprotokoll-{_plain(number)}.pdf")
    return redirect("handover_blank", number=number)


@never_cache
@require_safe
@permitted(MANAGE)
def handover_blank_rows(request: HttpRequest, number: str) -> HttpResponse:
    """A handover list with empty rows."""
    handover = visible(request, number)
    form = BlankListForm(request.GET)
    if not form.is_valid():
        return _page(request, handover, BlankReceiptsForm(), form)
    return pdf_answer(blank_handover_list(handover, form.cleaned_data["rows"]), f"Vordruck-Liste-{_plain(number)}.pdf")


def _plain(number: str) -> str:
    """For the name of a file."""
    return number.replace("Ü", "UE")


def _page(request: HttpRequest, handover: Handover, receipts: BlankReceiptsForm, rows: BlankListForm) -> HttpResponse:
    context = {
        "handover": handover,
        "receipts_form": receipts,
        "list_form": rows,
        "crumbs": crumbs(handover),
        "title": _("Blank papers"),
    }
    return render(request, "recipients/blank/page.html", context)
