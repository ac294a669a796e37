"""The page on which coordination takes a scan off the wrong paper."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.models import Document
from documents.scanned import taking_off
from documents.scanned.models import MANAGE
from documents.views import address_of, visible_document


class TakeOffForm(forms.Form):
    """Why the scan is wrong; coordination reads it in the history."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def document_scan_off(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Asks why, and takes the newest scan off."""
    document = visible_document(request.user, number, version)
    if not document.signatures.exclude(scan_key="").exists():
        raise Http404
    form = TakeOffForm(typed(request))
    if request.method == "POST" and form.is_valid() and _taken_off(request, document, form):
        return redirect(address_of(document))
    return render(request, "documents/scanned/off.html", {"document": document, "form": form})


def _taken_off(request: HttpRequest, document: Document, form: TakeOffForm) -> bool:
    try:
        is_signed = taking_off.take_off(document.pk, actor=request.actor, reason=form.cleaned_data["reason"])
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    earlier = _("The scan was taken off %(number)s; what was recorded before it counts again.")
    none_left = _("The scan was taken off %(number)s: the paper counts as unsigned again.")
    flash(request, (earlier if is_signed else none_left) % {"number": document.number})
    return True
