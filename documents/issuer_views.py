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
from documents import issuer
from documents.issuer_forms import IssuerForm
from documents.models import Issuer, TextVersion

KEEP = "documents.keep_issuer"
OFFICIAL_FORM = "tax_confirmation"
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
