"""The page on which a paper is signed with a finger or a pen, on the telephone of whoever stands at the door."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from documents import strokes
from documents.enums import DocumentStatus
from documents.models import Document
from documents.on_screen import OnScreen, Signer, signed_content
from documents.pdf.signed import BOX_HEIGHT, BOX_WIDTH, Signed
from documents.registry import KINDS
from documents.views import address_of, visible_document


class OnScreenForm(forms.Form):
    """Place and remark, and for each signer a name and a drawing."""

    place = forms.CharField(label=gettext_lazy("Place"), max_length=80)
    remark = forms.CharField(
        label=gettext_lazy("Remarks, for example what is missing"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, signers: tuple[Signer, ...], takes_remark: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.signers = signers
        if not takes_remark:
            del self.fields["remark"]
        for signer in signers:
            if signer.name_label:
                self.fields[f"{signer.code}_name"] = forms.CharField(
                    label=signer.name_label, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
                )
            self.fields[f"{signer.code}_drawing"] = forms.CharField(
                label=signer.label, required=False, strip=False, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for signer in self.signers:
            field = f"{signer.code}_drawing"
            drawn = cleaned.get(field) or ""
            if not signer.is_required and drawn.strip() in ("", "[]"):
                cleaned[field] = []
                continue
            try:
                cleaned[field] = strokes.read(drawn)
            except strokes.UnreadableDrawing as refusal:
                self.add_error(field, f"{signer.label}: {refusal}")
        return cleaned

    def parts(self) -> Iterator[tuple[Signer, BoundField | None, BoundField]]:
        """Each signer with the fields for name and drawing, for the page."""
        for signer in self.signers:
            name = self[f"{signer.code}_name"] if signer.name_label else None
            yield signer, name, self[f"{signer.code}_drawing"]

    def signed(self) -> Signed:
        """What was signed, of a valid form."""
        said = self.cleaned_data
        marks = {
            signer.code: {"name": said.get(f"{signer.code}_name", ""), "strokes": said[f"{signer.code}_drawing"]}
            for signer in self.signers
            if said[f"{signer.code}_drawing"]
        }
        return signed_content(said["place"], said.get("remark", ""), marks, now=timezone.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_sign(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Shows the paper in short and takes the signatures; a refusal keeps what was written and drawn."""
    document = visible_document(request.user, number, version)
    way = KINDS[document.kind].on_screen
    if way is None:
        raise Http404
    if not way.may_sign(document, request.user):
        raise PermissionDenied
    shape = {"signers": way.signers(document), "takes_remark": way.takes_remark}
    form = OnScreenForm(typed(request), **shape, initial={"place": way.place(document)})
    if request.method == "POST" and form.is_valid():
        signed = _signed(request, document, way, form)
        if signed is not None:
            flash(request, _("%(number)s is signed.") % {"number": signed.number})
            return redirect(address_of(signed))
    is_open = document.status == DocumentStatus.READY and not document.signatures.exists()
    context = {"document": document, "form": form, "is_open": is_open, "box": (BOX_WIDTH, BOX_HEIGHT)}
    return render(request, "documents/sign.html", context)


def _signed(request: HttpRequest, document: Document, way: OnScreen, form: OnScreenForm) -> Document | None:
    try:
        return way.sign(document, form.signed(), request.actor, timezone.now())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return None
