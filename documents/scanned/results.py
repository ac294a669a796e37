"""What became of a pile, line by line: one for each paper, one for each page that belongs to none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Q

from documents.models import Document
from documents.scanned.models import PageReason, PageState, ScannedPage, ScanPile

TONES = {PageState.FILED: ("success", "check"), PageState.INBOX: ("warning", "warning")}
QUIET = ("info", "info")


@dataclass
class ResultLine:
    """Pages in a row with the same fate. `decide`: the page at which a person says what is to become of them."""

    pages: list[int]
    state: PageState
    reason: str
    document: Document | None
    decide: int = 0
    tone: str = field(init=False)
    icon: str = field(init=False)

    def __post_init__(self) -> None:
        self.tone, self.icon = TONES.get(self.state, QUIET)

    @property
    def why(self) -> str:
        """The sentence for people; what a person has decided needs none."""
        return str(PageReason(self.reason).label) if self.reason and self.state != PageState.FILED else ""


def lines_of(pile: ScanPile) -> list[ResultLine]:
    """In the order of the pages."""
    return list(_lines(pile.pages.select_related("document").order_by("position")))


def _lines(pages: Iterable[ScannedPage]) -> Iterator[ResultLine]:
    for (state, reason, document, _alone), same in groupby(pages, key=_fate):
        rows = list(same)
        waiting = next((row.position for row in rows if row.state == PageState.INBOX and row.picture_key), 0)
        yield ResultLine([row.position for row in rows], PageState(state), reason, document, waiting)


def _fate(page: ScannedPage) -> tuple[str, str, Document | None, int]:
    """Pages of the inbox without a paper stand by themselves: each is decided upon."""
    alone = page.state == PageState.INBOX and page.document is None
    return page.state, page.reason, page.document, page.position if alone else 0


def counted(pile: ScanPile) -> dict[str, int]:
    """How many papers were signed, pages wait, pages there are."""
    waits = Q(state=PageState.INBOX) & ~Q(picture_key="")
    return pile.pages.aggregate(
        papers=Count("document", distinct=True, filter=Q(state=PageState.FILED)),
        inbox=Count("pk", filter=waits),
        pages=Count("pk", filter=~Q(reason=PageReason.TOO_MANY)),
    )
