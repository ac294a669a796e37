"""Pages of the clauses: their versions, a new one, translations, and how a receipt looks with them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from documents.texts import edition
from documents.views import pdf_answer
from recipients.clauses import editing
from recipients.clauses.forms import ClausesForm, VersionForm
from recipients.clauses.sample import sample
from recipients.enums import Agreement, ReceiptLanguage
from recipients.papers import draw_receipt
from recipients.receipt_content import CLAUSES

KEEP = "documents.keep_issuer"
TITLES = {CLAUSES[agreement]: agreement.label for agreement in Agreement if agreement in CLAUSES}
SECOND = [(code, name) for code, name in ReceiptLanguage.choices if code != editing.GERMAN]
PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permitted(KEEP)
def clauses(request: HttpRequest) -> HttpResponse:
    """All versions with their translations; what holds first."""
    newer, names = program_texts.waiting(*TITLES), dict(ReceiptLanguage.choices)
    kinds = [
        {
            "key": key,
            "title": title,
            "versions": _versions(key),
            "newer_draft": [names[language] for language in newer.get(key, [])],
        }
        for key, title in TITLES.items()
    ]
    return render(request, "recipients/clauses/list.html", {"kinds": kinds})


def _versions(key: str) -> list[dict[str, object]]:
    today = timezone.localdate()
    held = editing.in_force(key, today)
    rows = TextVersion.objects.filter(key=key).exclude(language=editing.GERMAN)
    translated = {(row.version, row.language): row for row in rows}
    return [
        {
            "text": german,
            "holds": held is not None and german.pk == held.pk,
            "is_to_come": editing.may_change(german, today=today),
            "checked_by": display_name(german.checked_by) if german.checked_by else "",
            "languages": [
                {"code": code, "name": name, "text": translated.get((german.version, code))} for code, name in SECOND
            ],
        }
        for german in editing.german_versions(key)
    ]


@PAGE
@permitted(KEEP)
def clauses_new(request: HttpRequest, key: str) -> HttpResponse:
    """The next version, beginning with the words of the newest."""
    if key not in TITLES:
        raise Http404
    newest = next(iter(editing.german_versions(key)), None)
    form = VersionForm(typed(request), clauses=newest.body if newest else [])
    if form.is_bound and form.is_valid():
        try:
            text = editing.add_version(
                key,
                form.clauses(),
                valid_from=form.cleaned_data["valid_from"],
                actor=request.actor,
                now=timezone.now(),
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _saved(text) % {"version": text.version, "day": f"{text.valid_from:%d.%m.%Y}"})
            return redirect("clauses")
    return render(request, "recipients/clauses/new.html", {"form": form, "kind": TITLES[key]})


def _saved(text: TextVersion) -> str:
    if TextVersion.objects.filter(key=text.key, version=text.version).exclude(pk=text.pk).exists():
        return _("Version %(version)d says the same in German and took its translations along; it holds from %(day)s.")
    return _("Version %(version)d is saved as a draft and holds from %(day)s. Now its translations are missing.")


@PAGE
@permitted(KEEP)
def clauses_translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The translation of one version, German beside it."""
    german, name = _german(pk), _language(language)
    text = editing.translation_of(german, language)
    form = ClausesForm(
        typed(request), clauses=_begun_with(german, text, language), rows=len(german.body), language=language
    )
    if form.is_bound and form.is_valid():
        try:
            editing.translate(german, language, form.clauses(), now=timezone.now())
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("The translation is saved as a draft."))
            return redirect("clauses")
    context = {"form": form, "german": german, "language_name": name, "pairs": _pairs(form, german)}
    return render(request, "recipients/clauses/translate.html", context)


def _begun_with(german: TextVersion, text: TextVersion | None, language: str) -> list[dict[str, str]]:
    """What is there; else the newest translation of another version, to be corrected."""
    if text is not None:
        return text.body
    others = TextVersion.objects.filter(key=german.key, language=language)
    newest = others.order_by("-version").first()
    return newest.body if newest else []


def _pairs(form: ClausesForm, german: TextVersion) -> list[dict[str, object]]:
    return [
        {"clause": clause, "heading": form[f"heading_{number}"], "text": form[f"text_{number}"]}
        for number, clause in enumerate(german.body, start=1)
    ]


@never_cache
@require_safe
@permitted(KEEP)
def clauses_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample receipt with this text; a translation stands beside the German one of its version."""
    text = get_object_or_404(TextVersion, pk=pk, key__in=editing.KEYS)
    german = get_object_or_404(TextVersion, key=text.key, version=text.version, language=editing.GERMAN)
    beside = {"language": text.language, "translated": text.body} if text.pk != german.pk else {}
    try:
        pdf = draw_receipt(sample(text.key, german.body, heading=f"{edition(german)}, Muster", **beside))
    except PaperError as error:
        flash(request, str(refused(error)), level=messages.ERROR)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        return pdf_answer(pdf, f"Muster-{text.key}-{text.version}-{text.language}.pdf")
    return redirect("clauses")


@require_POST
@permitted(KEEP)
def clauses_checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has read the text and takes the draft's mark away."""
    text = get_object_or_404(TextVersion, pk=pk, key__in=editing.KEYS)
    try:
        editing.check(text, actor=request.actor, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("It is noted that you checked this text. Receipts no longer call it a draft."))
    return redirect("clauses")


@require_POST
@permitted(KEEP)
def clauses_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A version whose day has not come goes again."""
    german = _german(pk)
    try:
        editing.discard(german, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("Version %(version)d is discarded.") % {"version": german.version})
    return redirect("clauses")


def _german(pk: int) -> TextVersion:
    return get_object_or_404(TextVersion, pk=pk, key__in=editing.KEYS, language=editing.GERMAN)


def _language(code: str) -> str:
    name = dict(SECOND).get(code)
    if name is None:
        raise Http404
    return str(name)
