"""Pages and files of the papers between school and parents."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from documents.errors import refused
from documents.pdf.errors import PaperError
from documents.pdf.scripts import is_right_to_left
from recipients.enums import ReceiptLanguage
from recipients.models import Request
from recipients.papers.code_list import draw_code_list
from recipients.papers.parents_sheet import INFORMATION, SheetContent, draw_parents_sheet
from recipients.parents.code_list import code_list
from recipients.parents.sheet import languages, sheet
from recipients.views.access import VIEW, with_any


@require_safe
@with_any(VIEW)
def parents_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as a page: choose the second language, read it, open the file."""
    try:
        offered = languages(timezone.localdate())
        content = sheet(_second(request, offered))
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("request_list")
    names = dict(ReceiptLanguage.choices)
    context = {
        "content": content,
        "languages": [(code, names[code]) for code in offered],
        "pairs": _pairs(content, INFORMATION),
        "consent": _pairs(content, ("consent", "kept")),
        "head": _pairs(content, ("title", "subtitle", "binding")),
        "direction": "rtl" if is_right_to_left(content["second"]) else "ltr",
        "second_name": names.get(content["second"], ""),
    }
    return render(request, "recipients/parents/sheet.html", context)


@require_safe
@with_any(VIEW)
def parents_sheet_file(request: HttpRequest) -> HttpResponse:
    """The sheet as a PDF, drawn when it is asked for."""
    try:
        content = sheet(_second(request, languages(timezone.localdate())))
        pdf = draw_parents_sheet(content)
    except (TransitionRefused, PaperError) as refusal:
        return _not_drawn(request, refusal, "parents_sheet")
    return _file(pdf, f"einwilligung-{content['second'] or 'de'}.pdf")


def _second(request: HttpRequest, offered: list[str]) -> str:
    """The second language that the address asks for; 404 for one that there is none of."""
    asked = request.GET.get("language", "")
    if asked and asked not in offered:
        raise Http404
    return asked


def _pairs(content: SheetContent, names: tuple[str, ...]) -> list[list[dict[str, str]]]:
    """Each passage in all languages of the sheet."""
    return [[wording[name] for wording in content["texts"]] for name in names]


@never_cache
@require_safe
@with_any(VIEW)
def code_list_file(request: HttpRequest, number: str) -> HttpResponse:
    """The codes of a request with blank lines for names; nothing is stored."""
    row = get_object_or_404(Request.objects.visible_to(request.user).select_related("institution"), number=number)
    try:
        pdf = draw_code_list(code_list(row))
    except (TransitionRefused, PaperError) as refusal:
        return _not_drawn(request, refusal, "request_detail", number)
    return _file(pdf, f"schluesselliste-{slugify(number)}.pdf")


def _not_drawn(request: HttpRequest, refusal: Exception, page: str, *arguments: str) -> HttpResponse:
    """Back to the page with the sentence that says why."""
    told = refused(refusal) if isinstance(refusal, PaperError) else refusal
    flash(request, str(told), level=messages.ERROR)
    return redirect(page, *arguments)


def _file(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
