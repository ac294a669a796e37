"""The papers of a donation for whoever has its signed link: what a donor with an account finds on the donation's
page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from documents import downloads
from documents.enums import DocumentStatus
from documents.models import Document
from documents.views import pdf_answer
from donations import papers, state_links
from donations.models import StateLink
from donations.views.state import HOLDER, by_link


@require_safe
@by_link
def paper(request: HttpRequest, link: StateLink, number: str, version: int) -> HttpResponse:
    """The file of a paper that stands on the page; others are not found."""
    document = _listed(link, number, version)
    content = downloads.content(request, document.file_key, of=document)
    if content is None:
        return redirect("donation_state", state_links.token_of(link))
    return pdf_answer(content, f"{document.number}-v{document.version}.pdf")


def _listed(link: StateLink, number: str, version: int) -> Document:
    for line in papers.of(HOLDER, link.donation).lines:
        document = line.document
        if (document.number, document.version, document.status) == (number, version, DocumentStatus.READY):
            return document
    raise Http404
