"""The page on which coordination takes a scan off the wrong paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.asking import Step, WhyForm, ask_why
from documents.models import Document
from documents.scanned import taking_off
from documents.scanned.models import MANAGE
from documents.views import address_of, visible_document

TAKE_OFF = Step(
    title=gettext_lazy("Take the scan off"),
    texts=(
        gettext_lazy(
            "The scan belongs to another paper or can't be used: its file is destroyed and can't be brought back. The "
            "paper waits for its signature again, unless an earlier scan or a tick counts; the history keeps the line."
        ),
        gettext_lazy(
            "Pages that came in a pile wait in the inbox again, as long as their pictures are kept, and can be filed "
            "with the right paper."
        ),
    ),
    button=gettext_lazy("Take the scan off"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def document_scan_off(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Asks why, and takes the newest scan off."""
    document = visible_document(request.user, number, version)
    if not document.signatures.exclude(scan_key="").exists():
        raise Http404
    form = WhyForm(typed(request))
    if request.method == "POST" and form.is_valid() and _taken_off(request, document, form):
        return redirect(address_of(document))
    return ask_why(request, document, TAKE_OFF, form)


def _taken_off(request: HttpRequest, document: Document, form: WhyForm) -> bool:
    try:
        is_signed = taking_off.take_off(document.pk, actor=request.actor, reason=form.cleaned_data["reason"])
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    earlier = _("The scan was taken off %(number)s; what was recorded before it counts again.")
    none_left = _("The scan was taken off %(number)s: the paper counts as unsigned again.")
    flash(request, (earlier if is_signed else none_left) % {"number": document.number})
    return True
