"""What papers put on shared pages: navigation, the start page's tile, the search."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation, reference
from accounts.pages.search import MOST_HITS, Hit, Source
from accounts.pages.search import register as register_source
from documents import issuer
from documents.archive.words import all_words
from documents.models import Document, Issuer, ScannedPage


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(_("Documents"), "document_list", permission="documents.view_document", position=80)
    )
    cards.register(
        cards.Card(
            code="documents_failed",
            label=_("Papers that failed"),
            permission="documents.manage_document",
            count=lambda user: Document.objects.visible_to(user).failed().count(),
            url=lambda: f"{reverse('document_list')}?status=failed",
            tone="danger",
            position=5,
        ),
        cards.Card(
            code="scans_to_file",
            label=_("Scans to be filed"),
            permission="documents.manage_document",
            count=lambda user: ScannedPage.objects.visible_to(user).inbox().count(),
            url=lambda: reverse("scan_inbox"),
            tone="warning",
            position=7,
        ),
        cards.Card(
            code="tax_notice_ends",
            label=_("Tax notice to be renewed"),
            permission="documents.keep_issuer",
            count=lambda user: int(issuer.to_be_renewed(Issuer.objects.first(), today=timezone.localdate())),
            url=lambda: reverse("issuer"),
            tone="warning",
            position=6,
        ),
    )
    reference.register(
        reference.Page(
            _("Issuer and tax notice"),
            _("Name, address and logo on every paper; from there also clauses and words of the receipts."),
            "issuer",
            78,
        ),
        reference.Page(_("Terms of deletion"), _("How long papers, codes and notes are kept."), "retention", 80),
    )
    register_source(Source("documents", _("Documents"), find, position=80))


def find(user: User, text: str) -> list[Hit]:
    """Papers by number, of those that this person may see; the newest version first. Who sees only their own finds them
    by their words, too; coordination has the archive's list for that, as there are many."""
    typed = text.strip().upper()
    if len(typed) < 3:
        return []
    asked = Q(number__icontains=typed)
    if not user.has_perm("documents.view_document"):
        asked |= all_words("search_text", text)
    found = Document.objects.visible_to(user).filter(asked).order_by("-issued_at", "-version")
    hits = list(found[:MOST_HITS])
    only = len({document.number for document in hits}) == 1 and hits[0].number == typed
    return [_hit(document, exact=only and document is hits[0]) for document in hits]


def _hit(document: Document, *, exact: bool) -> Hit:
    url = reverse("document_detail", args=[document.number, document.version])
    return Hit(
        f"{document.number} · {document.version}", f"{document.title} · {document.get_status_display()}", url, exact
    )
