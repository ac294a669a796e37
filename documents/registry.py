"""Kinds of papers. The app that knows what a paper says registers it in AppConfig.ready()."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User

if TYPE_CHECKING:
    from documents.models import Document
    from documents.on_screen import OnScreen

Content = dict[str, Any]


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper.

    `draw` is a pure function from frozen contents to the bytes of one PDF (one content: the paper; several: the pile).
    `check` raises PaperError for a content that can't be drawn (a missing glyph, a text that does not fit).
    `visible_to` narrows a QuerySet of documents of this kind to those the person may see.
    `renderer` says what draws it: equal renderers promise equal bytes.
    `template` shows the frozen content (`content`) as HTML, for those who can't read a PDF.
    `owner` gives (label, address) of the page that the paper belongs to, reading what `related` (for select_related)
    names.
    `looked_at` is told when somebody reads the paper, where that is to be logged.
    `signed_by_hand`: coordination uploads the scan of the signed paper, where the operator lets scans of this kind be
    kept (`keeps_scans`).
    `signed_from`: the first day on which it can have been signed, where that may lie before the day of its issue.
    `on_screen`: who signs it on a screen, and how.
    `actions` names a template with buttons for the head of the paper's page; it asks permissions itself.
    `owner_words`: columns of folded words (accounts.pages.folding) by which its institution or donor is found.
    `attestation` gives (label, value) of what may be said when retention has destroyed the content.
    `follower` finds the paper that stands in place of a void one, under a number of its own.
    """

    code: str
    series: str
    title: Promise | str
    draw: Callable[[Sequence[Content]], bytes]
    check: Callable[[Content], None]
    visible_to: Callable[[QuerySet, User], QuerySet]
    renderer: Callable[[], str]
    template: str
    owner: Callable[["Document"], tuple[str, str]]
    related: tuple[str, ...] = ()
    looked_at: Callable[["Document", User], None] | None = None
    signed_by_hand: bool = False
    keeps_scans: Callable[[], bool] = lambda: True
    signed_from: Callable[["Document"], date] | None = None
    on_screen: "OnScreen | None" = None
    actions: str = ""
    owner_words: tuple[str, ...] = ()
    attestation: Callable[["Document"], list[tuple[str, str]]] | None = None
    follower: Callable[["Document"], "Document | None"] | None = None

    @property
    def takes_scans(self) -> bool:
        """Whether a scan of the signed paper may be uploaded now."""
        return self.signed_by_hand and self.keeps_scans()


KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Makes a kind known."""
    KINDS[kind.code] = kind
