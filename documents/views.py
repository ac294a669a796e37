"""Pages of papers: the archive's list, one paper as HTML and as PDF."""

import json
import logging
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import PAGE, PER_PAGE, SORT, ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import downloads, services, signing, unticking
from documents.archive import exports
from documents.enums import DocumentStatus
from documents.errors import brief, reason
from documents.filters import DocumentFilter
from documents.history import lines_for
from documents.models import ArchiveExport, Document, Signature
from documents.registry import KINDS
from documents.retention import running

logger = logging.getLogger(__name__)
PDF = "application/pdf"


def address_of(document: Document) -> str:
    """Its page."""
    return reverse("document_detail", args=[document.number, document.version])


def _owner(document: Document) -> str:
    return KINDS[document.kind].owner(document)[0] if document.kind in KINDS else ""


def _owner_address(document: Document) -> str | None:
    return KINDS[document.kind].owner(document)[1] if document.kind in KINDS else None


class DocumentList(ListPage):
    """The archive: all papers, for coordination; what failed comes first by its filter on the start page."""

    model = Document
    filterset_class = DocumentFilter
    template_name = "documents/list.html"
    permission_required = "documents.view_document"
    title = gettext_lazy("Documents")
    search_hint = gettext_lazy("Number, name, device, any word of the paper")
    default_sort = "-issued"
    empty_text = gettext_lazy("No paper has been issued yet.")
    columns = (
        Column("number", gettext_lazy("Number"), sort=("year", "sequence", "version"), code=True, link=address_of),
        Column("version", gettext_lazy("Version"), numeric=True, data_label=gettext_lazy("Version")),
        Column("title", gettext_lazy("Kind of paper"), main=True),
        Column("owner", gettext_lazy("Belongs to"), value=_owner, link=_owner_address, code=True),
        Column("status", gettext_lazy("Status"), badge="document", sort="status", mark=lambda row: brief(row.error)),
        Column("issued", gettext_lazy("Issued"), value="issued_at", sort="issued_at", numeric=True),
        Column(
            "signed", gettext_lazy("Signed"), value="signed_on", sort="signed_on", data_label=gettext_lazy("signed")
        ),
        Column("purged", gettext_lazy("Deleted on"), value="purged_on", on_page=False),
        Column("sha256", "SHA-256", value="file_key", on_page=False),
    )

    def get_queryset(self):
        related = [path for kind in KINDS.values() for path in kind.related]
        newest = Signature.objects.filter(document=OuterRef("pk")).order_by("-pk").values("signed_on")[:1]
        rows = super().get_queryset().select_related(*related).defer("content", "search_text")
        return rows.annotate(signed_on=Subquery(newest))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        asked = self.request.GET.copy()
        for name in (SORT, PAGE, PER_PAGE):
            asked.pop(name, None)
        mine = ArchiveExport.objects.visible_to(self.request.user).filter(state__in=exports.STANDING)
        return super().get_context_data(**kwargs) | {
            "archive_query": asked.urlencode(),
            "standing_exports": mine.select_related("job"),
        }


def _trouble(document: Document) -> str:
    return reason(document.error) if document.error else ""


def visible_document(user: User, number: str, version: int) -> Document:
    """The paper, if this person may see it. Raises Http404."""
    documents = Document.objects.visible_to(user).select_related("superseded_by")
    return get_object_or_404(documents, number=number, version=version)


def log_look(document: Document, user: User) -> None:
    """Where looks at papers of this kind are logged, so is this one."""
    if document.content and (looked_at := KINDS[document.kind].looked_at):
        looked_at(document, user)


@never_cache
@require_safe
def document_detail(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The paper as a page, made of the same frozen content as the PDF."""
    document = visible_document(request.user, number, version)
    log_look(document, request.user)
    signature = document.signatures.select_related("recorded_by").first()
    context = {
        "document": document,
        "paper": json.loads(document.content) if document.content else None,
        "kind": KINDS[document.kind],
        "template": KINDS[document.kind].template,
        "signature": signature,
        "may_untick": _may_untick(signature, request),
        "owner": KINDS[document.kind].owner(document),
        "facts": _facts(document, request.user) + signing.facts(signature, request.user),
        "history": lines_for(request.user, document),
        "trouble": _trouble(document),
        "may_download": may_download(document, request.user),
        "attested": _attested(document),
        "hold": document.holds.standing().first() if request.user.has_perm("documents.manage_document") else None,
        "follower": follower_of(document),
        "may_sign_on_screen": _may_sign_on_screen(document, request.user),
    }
    return render(request, "documents/detail.html", context)


def _may_untick(signature: Signature | None, request: HttpRequest) -> bool:
    anyone = request.user.has_perm("documents.manage_document")
    return unticking.may_take_back(signature, actor=request.actor, anyone=anyone)


def _may_sign_on_screen(document: Document, user: User) -> bool:
    """It stands, nobody has signed it, and this person may hold out the telephone."""
    way = KINDS[document.kind].on_screen
    is_open = document.status == DocumentStatus.READY and not document.signatures.exists()
    return way is not None and is_open and way.may_sign(document, user)


def follower_of(document: Document) -> Document | None:
    """The paper that stands in place of a void one; None when there is none."""
    if document.status not in (DocumentStatus.VOIDED, DocumentStatus.PURGED) or document.superseded_by_id:
        return None
    follower = KINDS[document.kind].follower if document.kind in KINDS else None
    return follower(document) if follower else None


def state_before_deletion(document: Document) -> str:
    """What a deleted paper was when it was deleted: valid, void or superseded."""
    if document.status != DocumentStatus.PURGED:
        return ""
    deleted = document.events.filter(new_status=DocumentStatus.PURGED).order_by("-sequence")
    return deleted.values_list("old_status", flat=True).first() or ""


def _attested(document: Document) -> list[tuple[str, str]]:
    """What may still be said of a paper whose content was destroyed, if it was valid until then."""
    attestation = KINDS[document.kind].attestation
    return attestation(document) if attestation and state_before_deletion(document) == DocumentStatus.READY else []


def _facts(document: Document, user: User) -> list[tuple[str, object]]:
    may_know = document.status != DocumentStatus.PURGED and user.has_perm("documents.view_retention")
    kept_until = running.kept_until(document, today=timezone.localdate()) if may_know else None
    return [
        (_("Number"), document.number),
        (_("Version"), document.version),
        (_("Issued"), document.issued_at),
        (_("Kept until"), kept_until),
        (_("Deleted on"), document.purged_on),
        ("SHA-256", document.file_key),
    ]


def may_download(document: Document, user: User) -> bool:
    """A void or superseded paper is kept, but only coordination gets the file again."""
    stands = document.status == DocumentStatus.READY
    return document.has_file and (stands or user.has_perm("documents.manage_document"))


@never_cache
@require_safe
def document_download(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """The stored PDF, byte for byte as it was issued."""
    document = visible_document(request.user, number, version)
    if not may_download(document, request.user):
        flash(request, _("There is no file of this paper."), level=messages.ERROR)
        return redirect(address_of(document))
    lost = _("The file is missing or damaged. Please tell the administration; the paper itself stays valid.")
    content = downloads.content(request, document.file_key, of=document, lost=lost)
    if content is None:
        return redirect(address_of(document))
    log_look(document, request.user)
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
