"""Pages of the receipts' captions: languages and versions, changing them, and how a receipt looks with them."""

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import display_name
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import program_texts
from documents.errors import refused
from documents.models import TextVersion
from documents.pdf.errors import PaperError
from documents.views import pdf_answer
from recipients.clauses.views import KEEP
from recipients.enums import Agreement
from recipients.papers import draw_receipt
from recipients.receipt_content import CLAUSES
from recipients.receipt_words import editing
from recipients.receipt_words.forms import CaptionsForm
from recipients.receipt_words.printing import CaptionsRefused, check_printable, sample_with
from recipients.second_language import CAPTIONS

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permitted(KEEP)
def receipt_words(request: HttpRequest) -> HttpResponse:
    """Each language with its versions; which of them holds."""
    rows = editing.versions()
    newer = program_texts.waiting(CAPTIONS).get(CAPTIONS, [])
    languages = [
        {"code": code, "name": name, "versions": _versions(rows[code]), "newer_draft": code in newer}
        for code, name in editing.LANGUAGES.items()
    ]
    return render(request, "recipients/receipt_words/list.html", {"languages": languages})


def _versions(rows: Sequence[TextVersion]) -> list[dict[str, object]]:
    today = timezone.localdate()
    held = next((row for row in rows if row.valid_from <= today), None)
    return [
        {
            "text": row,
            "holds": row is held,
            "is_to_come": row.valid_from > today,
            "is_newest": index == 0,
            "checked_by": display_name(row.checked_by) if row.checked_by else "",
            "changes": _changes(row, rows[index + 1]) if index + 1 < len(rows) else [],
        }
        for index, row in enumerate(rows)
    ]


def _changes(newer: TextVersion, older: TextVersion) -> list[tuple[str, str, str]]:
    """(German, before, after) of each caption that a version says in other words."""
    before, after = editing.captions_of(older), editing.captions_of(newer)
    return [(editing.GERMAN[name], before[name], said) for name, said in after.items() if said != before[name]]


@never_cache
@PAGE
@permitted(KEEP)
def receipt_words_change(request: HttpRequest, language: str) -> HttpResponse:
    """All captions of a language, German beside them; looked at as a PDF, or kept as the next version."""
    name = editing.LANGUAGES.get(language)
    if name is None:
        raise Http404
    newest = editing.newest(language)
    form = CaptionsForm(typed(request), language=language, captions=editing.captions_of(newest))
    if form.is_bound and form.is_valid():
        answer = _looked_at(form, language) if "preview" in request.POST else _kept(request, form, language)
        if answer is not None:
            return answer
    context = {"form": form, "language": language, "language_name": name, "newest": newest}
    return render(request, "recipients/receipt_words/change.html", context)


def _looked_at(form: CaptionsForm, language: str) -> HttpResponse | None:
    """The sample with what was typed; nothing when it can't be drawn, which the form then says."""
    captions, today = form.captions(), timezone.localdate()
    try:
        check_printable(language, captions, on=today, printed_now=None)
        return _sample(language, captions, on=today, heading=_("preview"))
    except TransitionRefused as refusal:
        _say(form, refusal)
        return None


def _kept(request: HttpRequest, form: CaptionsForm, language: str) -> HttpResponse | None:
    try:
        text = editing.keep(language, form.captions(), valid_from=form.cleaned_data["valid_from"], now=timezone.now())
    except TransitionRefused as refusal:
        _say(form, refusal)
        return None
    said = _("Version %(version)d of the words in %(language)s is saved as a draft and holds from %(day)s.")
    words = {"version": text.version, "language": editing.LANGUAGES[language], "day": f"{text.valid_from:%d.%m.%Y}"}
    flash(request, said % words, undo_url=_undo(text))
    return redirect("receipt_words")


def _say(form: CaptionsForm, refusal: TransitionRefused) -> None:
    """At the captions that are at fault, else above the form."""
    names = refusal.names if isinstance(refusal, CaptionsRefused) else []
    for name in names or [None]:
        form.add_error(name, str(refusal))


def _sample(language: str, captions: dict[str, str], *, on: date, heading: str) -> HttpResponse:
    content = sample_with(language, captions, CLAUSES[Agreement.GIFT], on=on, heading=heading)
    return pdf_answer(draw_receipt(content), f"Muster-{CAPTIONS}-{language}.pdf")


@never_cache
@require_safe
@permitted(KEEP)
def receipt_words_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample receipt with the captions of a version."""
    text = _text(pk)
    heading = f"{editing.LANGUAGES[text.language]}, {text.version}"
    try:
        return _sample(text.language, editing.captions_of(text), on=timezone.localdate(), heading=heading)
    except PaperError as error:
        flash(request, str(refused(error)), level=messages.ERROR)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    return redirect("receipt_words")


@require_POST
@permitted(KEEP)
def receipt_words_checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who speaks the language has read a version."""
    text = _text(pk)
    if _done(request, lambda: editing.check(text, actor=request.actor, now=timezone.now())):
        flash(request, _("It is noted that you checked this text."))
    return redirect("receipt_words")


@require_POST
@permitted(KEEP)
def receipt_words_back(request: HttpRequest, pk: int) -> HttpResponse:
    """An earlier version's words hold again, as a new version."""
    text = _text(pk)
    try:
        again = editing.back_to(text, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        said = _("The words of version %(version)d hold again from %(day)s, as version %(again)d.")
        words = {"version": text.version, "again": again.version, "day": f"{again.valid_from:%d.%m.%Y}"}
        flash(request, said % words, undo_url=_undo(again))
    return redirect("receipt_words")


@require_POST
@permitted(KEEP)
def receipt_words_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A version whose day has not come goes again."""
    text = _text(pk)
    if _done(request, lambda: editing.discard(text, now=timezone.now())):
        flash(request, _("Version %(version)d is discarded.") % {"version": text.version})
    return redirect("receipt_words")


def _done(request: HttpRequest, step: Callable[[], None]) -> bool:
    """Takes a step; why it was refused is said on the next page."""
    try:
        step()
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return False
    return True


def _text(pk: int) -> TextVersion:
    return get_object_or_404(TextVersion, pk=pk, key=CAPTIONS)


def _undo(text: TextVersion) -> str:
    return reverse("receipt_words_discard", args=[text.pk])
