"""Pages of one paper that came in several piles become one scan, once all of them are there.

A pile's rows are committed first: of two piles that are sorted at once, whoever commits last sees the pages of both.
Locks: the paper, then its pages by their keys, as everywhere in this package.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from custody.actor import Actor
from custody.services import record
from documents import scans, signing, storage
from documents.models import Document
from documents.retention import leaving
from documents.scanned import deciding, filing, forgetting, pictures
from documents.scanned.models import KEEPS_NOTHING, PageReason, PageState, ScannedPage, ScanPile

logger = logging.getLogger(__name__)

JOINED = "scan_joined"
MOST_TRIES = 3


class Changed(Exception):
    """Pages came or were decided upon while the scan was made."""


@dataclass(frozen=True)
class _Loose:
    """Numbered pages of a paper that wait, of all piles, the oldest first; `length`: how many pages the paper has, 0 if
    nobody knows; `may_see`: whether the sender of the newest may see all of them."""

    pages: Sequence[ScannedPage]
    length: int
    may_see: bool

    @property
    def missing(self) -> list[int]:
        """What nobody has sent who may see the others."""
        sender = None if self.may_see else self.last.uploaded_by
        numbers = {page.paper_page for page in self.pages if page.pile.uploaded_by != sender}
        length = self.length or max(numbers, default=0)
        return [number for number in range(1, length + 1) if number not in numbers]

    @property
    def is_whole(self) -> bool:
        """Each page is there once; which of two counts is for a person to say."""
        return not self.missing and len(self.pages) == self.length

    @property
    def piles(self) -> set[int]:
        return {page.pile_id for page in self.pages}

    @property
    def first(self) -> ScanPile:
        """The pile with the earliest day of signing: somebody has said of this paper that it was signed by then."""
        return min((page.pile for page in self.pages), key=lambda pile: (pile.signed_on, pile.pk))

    @property
    def last(self) -> ScanPile:
        """The newest pile: who sent it completes the paper."""
        return max((page.pile for page in self.pages), key=lambda pile: pile.pk)

    @property
    def looks(self) -> list[tuple[int, int, str]]:
        return [(page.pk, page.turn, page.picture_key) for page in self.pages]


def _waiting(papers: Iterable[int]) -> QuerySet[ScannedPage]:
    reasons = (PageReason.INCOMPLETE, PageReason.DOUBLE)
    return ScannedPage.objects.inbox().filter(document__in=papers, paper_page__gt=0, reason__in=reasons)


def join_pile(pk: int, *, now: datetime | None = None) -> None:
    """For each paper of which the pile has numbered pages: together with those that wait from other piles they are
    filed, or all of them say what is still missing. May run twice."""
    own = ScannedPage.objects.filter(pile=pk, paper_page__gt=0).exclude(document=None)
    papers = list(own.order_by().values_list("document_id", flat=True).distinct())
    _join_all(_waiting(papers), now or timezone.now())


def join_left(*, now: datetime | None = None) -> None:
    """The same for papers that a killed worker left: what their waiting pages say is missing differs from pile to
    pile. Once is enough: of what can't be joined all pages say the same."""
    waiting = ScannedPage.objects.inbox().filter(reason=PageReason.INCOMPLETE, paper_page__gt=0)
    told = waiting.exclude(missing="").order_by().values("document_id").annotate(told=Count("missing", distinct=True))
    _join_all(_waiting(told.filter(told__gt=1).values("document_id")), now or timezone.now())


def _join_all(waiting: QuerySet[ScannedPage], now: datetime) -> None:
    for pk in list(waiting.order_by("document_id").values_list("document_id", flat=True).distinct()):
        try:
            _try(pk, now)
        except OSError as error:
            logger.error("The pages of document %s could not be joined: %s", pk, type(error).__name__)


def _say_which_are_lost(rows: QuerySet[ScannedPage]) -> None:
    """They have to be scanned once more. Raises OSError."""
    lost = sorted({page.paper_page for page in rows if not _has_picture(page)})
    if lost:
        rows.update(reason=PageReason.INCOMPLETE, missing=filing.in_words(lost))


def _has_picture(page: ScannedPage) -> bool:
    try:
        return bool(storage.read(page.picture_key))
    except storage.FileMissing:
        return False


def _try(pk: int, now: datetime) -> None:
    """What changes all the time is left to the next tick. Raises OSError, also while the storage is not mounted."""
    storage.need_mounted()
    for _time in range(MOST_TRIES):
        try:
            _join(pk, now)
            return
        except Changed:
            logger.info("Pages of document %s changed while they were joined.", pk)
        except storage.FileMissing:
            storage.need_mounted()
            logger.error("A picture of a page of document %s is missing or was changed.", pk)
            _say_which_are_lost(_waiting([pk]))
            return


def _loose(paper: int, length: int, *, lock: bool = False) -> _Loose:
    rows = _waiting([paper]).select_related("pile__uploaded_by").order_by("pk")
    pages = list(rows.select_for_update(of=("self",)) if lock else rows)
    loose = _Loose(sorted(pages, key=lambda page: (page.pile_id, page.position)), length, may_see=True)
    seen = ScanPile.objects.visible_to(loose.last.uploaded_by).filter(pk__in=loose.piles) if pages else None
    return loose if seen is None or seen.count() == len(loose.piles) else replace(loose, may_see=False)


def _join(pk: int, now: datetime) -> None:
    """Raises Changed, FileMissing, OSError."""
    paper = Document.objects.get(pk=pk)
    loose = _loose(pk, filing.length_of(paper))
    if not loose.pages:
        return
    refusal = filing.refusal(paper, loose.first)
    with leaving.let_go_without_rows(now) as stored:
        scan = _stored(loose) if loose.is_whole and not refusal else None
        if scan:
            stored.append(scan.key)
        with transaction.atomic():
            paper = Document.objects.select_for_update().get(pk=pk)
            if _loose(pk, loose.length, lock=True).looks != loose.looks:
                raise Changed
            _decide(paper, loose, scan, now)


def _stored(loose: _Loose) -> signing.Scan:
    in_order = sorted(loose.pages, key=lambda page: page.paper_page)
    content = pictures.as_pdf([deciding.picture_of(page) for page in in_order], title="Scan")
    return signing.Scan(storage.put_once(content), scans.PDF, len(content))


def _decide(paper: Document, loose: _Loose, scan: signing.Scan | None, now: datetime) -> None:
    """Under the locks: the pages are filed, or wait and say why."""
    rows = ScannedPage.objects.filter(pk__in=[page.pk for page in loose.pages])
    refusal = filing.refusal(paper, loose.first)
    if refusal:
        leaving.let_go([scan.key] if scan else [], now=now)
        _refuse(rows, loose.piles, refusal, now)
    elif scan:
        _file(rows, paper, loose, scan, loose.first.signed_on, now)
    elif loose.missing or not loose.length:
        rows.update(reason=PageReason.INCOMPLETE, missing=filing.in_words(loose.missing))
    else:
        rows.update(reason=PageReason.DOUBLE, missing="")


def _refuse(rows: QuerySet[ScannedPage], piles: Iterable[int], refusal: str, now: datetime) -> None:
    rows.update(reason=refusal, missing="")
    if refusal in KEEPS_NOTHING:
        forgetting.forget_pictures(rows, now)
        forgetting.forget_originals(piles, now=now)
        rows.update(state=PageState.DISCARDED)


def _file(
    rows: QuerySet[ScannedPage], paper: Document, loose: _Loose, scan: signing.Scan, day: date, now: datetime
) -> None:
    actor = Actor.person(loose.last.uploaded_by)
    signature = signing.record_scan(paper.pk, scan, signed_on=day, actor=actor, now=now)
    rows.update(state=PageState.FILED, reason="", missing="", signature=signature)
    told = {"pages": len(loose.pages), "piles": len(loose.piles)}
    record(paper, JOINED, actor=actor, data=told, happened_at=now)
