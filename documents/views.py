"""Pages of papers: the list, one paper as HTML and as PDF, and what anybody learns who scans its code."""

import json
import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import services, storage
from documents.enums import DocumentStatus
from documents.errors import brief, reason
from documents.filters import DocumentFilter
from documents.history import lines_for
from documents.models import Document, Issuer
from documents.registry import KINDS

logger = logging.getLogger(__name__)
PDF = "application/pdf"
# Longer texts are no token of ours: they are not even looked up.
LONGEST_TOKEN = 32


def address_of(document: Document) -> str:
    """Its page."""
    return reverse("document_detail", args=[document.number, document.version])


def _owner(document: Document) -> str:
    return KINDS[document.kind].owner(document)[0] if document.kind in KINDS else ""


def _owner_address(document: Document) -> str | None:
    return KINDS[document.kind].owner(document)[1] if document.kind in KINDS else None


class DocumentList(ListPage):
    """All papers, for coordination; what failed comes first by its filter on the start page."""

    model = Document
    filterset_class = DocumentFilter
    template_name = "documents/list.html"
    permission_required = "documents.view_document"
    title = gettext_lazy("Documents")
    search_hint = gettext_lazy("Number, e.g. Q-2026-00017")
    default_sort = "-issued"
    empty_text = gettext_lazy("No paper has been issued yet.")
    columns = (
        Column("number", gettext_lazy("Number"), sort=("year", "sequence", "version"), code=True, link=address_of),
        Column("version", gettext_lazy("Version"), numeric=True, data_label=gettext_lazy("Version")),
        Column("title", gettext_lazy("Kind of paper"), main=True),
        Column("owner", gettext_lazy("Belongs to"), value=_owner, link=_owner_address, code=True),
        Column("status", gettext_lazy("Status"), badge="document", sort="status", mark=lambda row: brief(row.error)),
        Column("issued", gettext_lazy("Issued"), value="issued_at", sort="issued_at", numeric=True),
        Column("sha256", "SHA-256", value="file_key", on_page=False),
    )

    def get_queryset(self):
        related = [path for kind in KINDS.values() for path in kind.related]
        return super().get_queryset().select_related(*related)


def _trouble(document: Document) -> str:
    return reason(document.error) if document.error else ""


def visible_document(user: User, number: str, version: int) -> Document:
    """The paper, if this person may see it. Raises Http404."""
    documents = Document.objects.visible_to(user).select_related("superseded_by")
    return get_object_or_404(documents, number=number, version=version)


def _log_look(document: Document, user: User) -> None:
    if looked_at := KINDS[document.kind].looked_at:
        looked_at(document, user)


@never_cache
@require_safe
def document_detail(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The paper as a page, made of the same frozen content as the PDF."""
    document = visible_document(request.user, number, version)
    _log_look(document, request.user)
    context = {
        "document": document,
        "paper": json.loads(document.content) if document.content else None,
        "kind": KINDS[document.kind],
        "template": KINDS[document.kind].template,
        "signature": document.signatures.first(),
        "owner": KINDS[document.kind].owner(document),
        "facts": _facts(document),
        "history": lines_for(request.user, document),
        "trouble": _trouble(document),
        "may_download": _may_download(document, request.user),
    }
    return render(request, "documents/detail.html", context)


def _facts(document: Document) -> list[tuple[str, object]]:
    return [
        (_("Number"), document.number),
        (_("Version"), document.version),
        (_("Issued"), document.issued_at),
        (_("Deleted on"), document.purged_on),
        ("SHA-256", document.file_key),
    ]


def _may_download(document: Document, user: User) -> bool:
    """A void or superseded paper is kept, but only coordination gets the file again."""
    stands = document.status == DocumentStatus.READY
    return document.has_file and (stands or user.has_perm("documents.manage_document"))


@never_cache
@require_safe
def document_download(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The stored PDF, byte for byte as it was issued."""
    document = visible_document(request.user, number, version)
    if not _may_download(document, request.user):
        flash(request, _("There is no file of this paper."), level=messages.ERROR)
        return redirect(address_of(document))
    try:
        content = storage.read(document.file_key)
    except storage.FileMissing:
        logger.error("The file of document %s is missing or was changed.", document.pk)
        flash(
            request,
            _("The file is missing or damaged. Please tell the administration; the paper itself stays valid."),
            level=messages.ERROR,
        )
        return redirect(address_of(document))
    _log_look(document, request.user)
    return pdf_answer(content, f"{document.number}-v{document.version}.pdf")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to be saved or printed."""
    return file_answer(content, PDF, name)


def file_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be saved. Never sniffed as anything else, never kept by a shared cache."""
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@permitted("documents.manage_document")
def document_retry(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Tries a failed paper again."""
    document = visible_document(request.user, number, version)
    try:
        services.retry(document, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("%(number)s is tried again.") % {"number": document.number})
    return redirect(address_of(document))


@never_cache
@login_not_required
@require_safe
def document_verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a paper was issued by us, and what became of it: nothing about people, schools or devices. One row is
    read."""
    documents = Document.objects.select_related("superseded_by").defer("content")
    found = documents.filter(token=token).first() if len(token) <= LONGEST_TOKEN else None
    context = {"document": found, "issuer": Issuer.objects.first()}
    answer = render(request, "documents/verify.html", context, status=200 if found else 404)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
