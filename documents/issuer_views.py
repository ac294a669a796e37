"""The page of the issuer's data, with the tax notice and the wording of the tax confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import display_name
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import issuer, program_texts
from documents.issuer_forms import IssuerForm
from documents.models import Issuer, TextVersion

KEEP = "documents.keep_issuer"
OFFICIAL_FORM = "tax_confirmation"
PAGES_OF_TEXTS = ("clauses", "receipt_words")
# Enough to see who changed what lately; older versions stay in the database.
VERSIONS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(KEEP)
def issuer_page(request: HttpRequest) -> HttpResponse:
    """Shows the newest version, saves the next one."""
    newest = Issuer.objects.first()
    initial = {"version": newest.pk if newest else None}
    form = IssuerForm(typed(request), instance=newest, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        flash(request, _("The issuer's data are saved. Papers that were issued before keep what they had."))
        return redirect("issuer")
    return render(request, "documents/issuer.html", _context(form))


def _saved(request: HttpRequest, form: IssuerForm) -> bool:
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        issuer.save_issuer(values, after=form.cleaned_data["version"], actor=request.actor)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _context(form: IssuerForm) -> dict:
    today = timezone.localdate()
    held = Issuer.objects.select_related("saved_by").first()
    versions = Issuer.objects.select_related("saved_by")[:VERSIONS_SHOWN]
    return {
        "form": form,
        "until": issuer.confirms_until(held),
        "to_be_renewed": issuer.to_be_renewed(held, today=today),
        "why_not": issuer.why_not(held, today=today),
        "versions": [(row, display_name(row.saved_by) if row.saved_by else "") for row in versions],
        "wording": issuer.wording(OFFICIAL_FORM, on=today),
        "newer_draft": OFFICIAL_FORM if program_texts.waiting(OFFICIAL_FORM) else "",
    }


@require_POST
@permitted(KEEP)
def wording_checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody compared the wording with the official form."""
    text = get_object_or_404(TextVersion, pk=pk, key=OFFICIAL_FORM)
    try:
        issuer.confirm_wording(text, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("It is noted that you compared the wording with the official form."))
    return redirect("issuer")


@require_POST
@permitted(KEEP)
def program_text_take_over(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What comes with the program becomes the next version of a text; back to the page that told of it."""
    try:
        text = program_texts.take_over(key, language, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        said = _("Version %(version)d is what comes with the program, marked as a draft; it holds from %(day)s.")
        flash(request, said % {"version": text.version, "day": f"{text.valid_from:%d.%m.%Y}"})
    page = request.POST.get("page")
    return redirect(page if page in PAGES_OF_TEXTS else "issuer")
