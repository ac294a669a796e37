"""Pages about signatures by hand: uploading the signed paper, and getting its scan back."""

import logging

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import DateInput, typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import downloads, scans, signing, unticking
from documents.asking import Step, WhyForm, ask_why
from documents.models import Document
from documents.registry import KINDS
from documents.views import address_of, file_answer, log_look, may_download, visible_document

logger = logging.getLogger(__name__)


class SignedForm(forms.Form):
    """The scan of the signed paper, and the day beside the signature."""

    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed paper"),
        help_text=gettext_lazy("PDF, JPEG or PNG, up to 10 MB; all pages in one file."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(scans.ENDINGS)}),
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput())

    def clean_scan(self) -> bytes:
        """Read only as far as a scan may be long."""
        return self.cleaned_data["scan"].read(scans.MOST_BYTES + 1)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("documents.manage_document")
def document_signed(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Uploads the scan of a paper that was signed by hand."""
    document = visible_document(request.user, number, version)
    if not KINDS[document.kind].takes_scans:
        raise Http404
    form = SignedForm(typed(request), request.FILES or None, initial={"signed_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and _kept(request, document, form):
        flash(request, _("%(number)s counts as signed; the scan is kept with it.") % {"number": document.number})
        return redirect(address_of(document))
    return render(request, "documents/signed.html", {"document": document, "form": form})


def _kept(request: HttpRequest, document: Document, form: SignedForm) -> bool:
    said = form.cleaned_data
    try:
        signing.keep_signed(document, said["scan"], signed_on=said["signed_on"], actor=request.actor)
    except scans.UnreadableScan as refusal:
        form.add_error("scan", str(refusal))
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
    except OSError as error:
        logger.error("The storage did not take the scan of document %s: %s", document.pk, type(error).__name__)
        form.add_error(None, _("The storage can't be written at the moment. Please try again in a few minutes."))
    else:
        return True
    return False


UNTICK = Step(
    title=gettext_lazy("Not signed after all"),
    texts=(
        gettext_lazy(
            "The paper was ticked off as signed by mistake: it is waited for again, and people are reminded of it. The "
            "tick stays in the history."
        ),
        gettext_lazy(
            "Only a tick can be taken back. A wrong scan is taken off by coordination on the paper's page; a paper "
            "that was signed on screen is declared void or replaced if it is wrong."
        ),
    ),
    button=gettext_lazy("Take the tick back"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def document_untick(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Takes a mistaken tick back; for everybody who may see the paper, as any of them may have ticked it."""
    document = visible_document(request.user, number, version)
    if not any(signature.is_tick for signature in unticking.newest_signatures([document])):
        raise Http404
    form = WhyForm(typed(request))
    if request.method == "POST" and form.is_valid() and _taken_back(request, document, form):
        return redirect(address_of(document))
    return ask_why(request, document, UNTICK, form)


def _taken_back(request: HttpRequest, document: Document, form: WhyForm) -> bool:
    anyone = request.user.has_perm("documents.manage_document")
    said = {"actor": request.actor, "reason": form.cleaned_data["reason"], "anyone": anyone}
    try:
        unticking.take_back([document.pk], **said)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    flash(request, _("%(number)s counts as unsigned again.") % {"number": document.number})
    return True


@never_cache
@require_safe
def document_scan(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The newest scan of the signed paper, for everybody who gets its file."""
    document = visible_document(request.user, number, version)
    signature = document.signatures.exclude(scan_key="").first()
    if signature is None or not may_download(document, request.user):
        raise Http404
    content = downloads.content(request, signature.scan_key, of=signature)
    if content is None:
        return redirect(address_of(document))
    log_look(document, request.user)
    name = f"{document.number}-unterschrieben.{scans.ENDINGS[signature.scan_type]}"
    return file_answer(content, signature.scan_type, name)
