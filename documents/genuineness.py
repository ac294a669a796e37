"""What anybody learns who scans a paper's code: whether it was issued by us, what became of it, and whether a file in
their hands is the unchanged original. Nothing about people, schools or devices."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.pages.limits import Limit, machine_of
from documents.models import Document, Issuer
from documents.views import follower_of, state_before_deletion

# Longer texts are no token of ours: they are not even looked up.
LONGEST_TOKEN = 32
# A class of papers may be checked from one office; guessing a token takes longer than the world will last anyway.
LOOKS = Limit("verify-looks", most=300, seconds=600)
FILES = Limit("verify-files", most=30, seconds=600)
# Beside the file a form sends a few hundred bytes.
BESIDE_THE_FILE = 20_000
SAME, OTHER, OTHER_VERSION, NOT_MADE = "same", "other", "other_version", "not_made"


class HashedUpload(UploadedFile):
    """An upload of which only size and SHA-256 were kept."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(name=name, size=size)
        self.sha256 = sha256


class HashOnly(FileUploadHandler):
    """Takes each part of an upload into the hash and forgets it: nothing is stored, in no memory and on no disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> HashedUpload:
        return HashedUpload(self.file_name, file_size, self.digest.hexdigest())


class FileForm(forms.Form):
    """The file that somebody wants to know about."""

    file = forms.FileField(
        label=gettext_lazy("File to be compared"),
        help_text=gettext_lazy("The PDF as you got it. It is compared and not stored."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )


@dataclass(frozen=True)
class Compared:
    """What became of the comparison: a code, and the version that the file is, if it is another one."""

    code: str
    version: int = 0


def compare(document: Document, sha256: str) -> Compared:
    """Whether these bytes are the paper's file. The hash stays when retention has destroyed the file."""
    if not document.file_key:
        return Compared(NOT_MADE)
    if document.file_key == sha256:
        return Compared(SAME, document.version)
    numbered = Document.objects.filter(series=document.series, year=document.year, sequence=document.sequence)
    version = numbered.filter(file_key=sha256).values_list("version", flat=True).first()
    return Compared(OTHER_VERSION, version) if version else Compared(OTHER)


@method_decorator((login_not_required, csrf_exempt, never_cache), name="dispatch")
class Verify(View):
    """The verification page. A POST is protected against forgery as every form, but only once its file is taken by
    `HashOnly`, which has to be in place before anybody reads the form. Following pages of a paper bear its address with
    their number: it is the same page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [HashOnly(request)]
        answer = self.answered(request, *args, **kwargs)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    def answered(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not LOOKS.allows(machine_of(request)):
            return render(request, "documents/verify_refused.html", {"refusal": _too_often()}, status=429)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES + BESIDE_THE_FILE:
            return render(request, "documents/verify_refused.html", {"refusal": _too_large()}, status=413)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str, page: int = 1) -> HttpResponse:
        return self.shown(request, _found(token), FileForm())

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, token: str, page: int = 1) -> HttpResponse:
        if not FILES.allows(machine_of(request)):
            return render(request, "documents/verify_refused.html", {"refusal": _too_often()}, status=429)
        document = _found(token)
        form = FileForm(request.POST, request.FILES)
        compared = compare(document, form.cleaned_data["file"].sha256) if document and form.is_valid() else None
        return self.shown(request, document, form if document and not compared else FileForm(), compared)

    def shown(
        self, request: HttpRequest, document: Document | None, form: FileForm, compared: Compared | None = None
    ) -> HttpResponse:
        context = {
            "document": document,
            "issuer": Issuer.objects.first(),
            "form": form,
            "compared": compared,
            "was": state_before_deletion(document) if document else "",
            "follower": follower_of(document) if document else None,
        }
        return render(request, "documents/verify.html", context, status=200 if document else 404)


def _found(token: str) -> Document | None:
    documents = Document.objects.select_related("superseded_by").defer("content", "search_text")
    return documents.filter(token=token).first() if len(token) <= LONGEST_TOKEN else None


def _too_often() -> str:
    return _("Too many papers were checked from your network. Please try again in ten minutes.")


def _too_large() -> str:
    return _("The file is larger than 20 MB: it is none of our papers.")
