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
    """Pages with the same fate, in a row or of one paper. `decide`: the page at which a person says what is to become
    of them; `others`: piles, with numbers of their pages, that the scan was put together with."""

    pages: list[int]
    state: PageState
    reason: str
    document: Document | None
    why: str = ""
    decide: int = 0
    others: list[tuple[ScanPile, list[int]]] = field(default_factory=list)
    tone: str = field(init=False)
    icon: str = field(init=False)

    def __post_init__(self) -> None:
        self.tone, self.icon = TONES.get(self.state, QUIET)


def lines_of(pile: ScanPile) -> list[ResultLine]:
    """In the order of the pages."""
    lines = list(_lines(pile.pages.select_related("document").order_by("position")))
    elsewhere = _elsewhere(pile)
    for line in lines:
        if line.state == PageState.FILED and line.document:
            line.others = elsewhere.get(line.document.pk, [])
    return lines


def _elsewhere(pile: ScanPile) -> dict[int, list[tuple[ScanPile, list[int]]]]:
    """By paper: pages of other piles in the scans that this pile's pages are part of."""
    scans = pile.pages.exclude(signature=None).order_by().values("signature")
    rows = ScannedPage.objects.filter(signature__in=scans).exclude(pile=pile).select_related("pile")
    found: dict[int, list[tuple[ScanPile, list[int]]]] = {}
    for (paper, other), same in groupby(rows.order_by("document_id", "pile_id", "position"), key=_paper_and_pile):
        found.setdefault(paper, []).append((other, [page.position for page in same]))
    return found


def _paper_and_pile(page: ScannedPage) -> tuple[int, ScanPile]:
    return page.document_id, page.pile


def _lines(pages: Iterable[ScannedPage]) -> Iterator[ResultLine]:
    """Pages that say which they are stand with their paper, wherever in the pile they lay."""
    runs = [list(same) for _key, same in groupby(pages, key=_fate)]
    together: dict[object, list[ScannedPage]] = {}
    for number, run in enumerate(runs):
        together.setdefault(_fate(run[0]) if run[0].paper_page else number, []).extend(run)
    for rows in together.values():
        first = rows[0]
        waiting = next((row.position for row in rows if row.state == PageState.INBOX and row.picture_key), 0)
        # What a person has decided needs no sentence.
        why = "" if first.state == PageState.FILED else first.why
        positions = [row.position for row in rows]
        yield ResultLine(positions, PageState(first.state), first.reason, first.document, why, waiting)


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
