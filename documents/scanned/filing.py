"""A worker reads a pile and files what it recognises. It may run twice and be killed anywhere: whatever it does to the
database it does in one transaction at the end."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from custody.actor import Actor
from custody.leases import LEASE
from custody.models import Job
from documents import scans, signing, storage
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import KINDS
from documents.retention import leaving
from documents.scanned import forgetting, pictures, sorting, watching, workbench
from documents.scanned.models import (
    KEEPS_NOTHING,
    PageReason,
    PageState,
    PileState,
    ScannedPage,
    ScanOriginal,
    ScanPile,
)
from documents.scanned.piles import MOST_PAGES
from documents.scanned.sorting import Known, Place
from documents.scanned.watching import PageRead

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
# The number of the drawing (documents.pdf.DRAWING_VERSION) since which following pages bear codes.
FIRST_WITH_CODES_ON_ALL_PAGES = 5
# Of numbers of missing pages; a paper of which every other page is missing is scanned anew anyway.
LONGEST_LIST = 79
REASON_OF = {
    DocumentStatus.VOIDED: PageReason.VOIDED,
    DocumentStatus.SUPERSEDED: PageReason.SUPERSEDED,
    DocumentStatus.PURGED: PageReason.PURGED,
}


class TakenOver(Exception):
    """Another worker has the pile now."""


def read(pk: int, *, now: datetime | None = None) -> None:
    """Reads one queued pile, if no other worker is at it. A storage that can't be written leaves it queued; after five
    attempts it has failed."""
    now = now or timezone.now()
    if not ScanPile.objects.claim(pk, now=now):
        return
    pile = ScanPile.objects.select_related("job", "uploaded_by").get(pk=pk)
    if pile.attempts > MOST_ATTEMPTS:
        _fail(pile)
        return
    try:
        _file(pile, _all_pages(pile), now)
    except TakenOver:
        logger.info("Another worker has pile %s now.", pk)
    except storage.FileMissing:
        _end_without_file(pile)
    except OSError as error:
        logger.error("The storage did not take the pages of pile %s: %s", pk, type(error).__name__)


def _end_without_file(pile: ScanPile) -> None:
    """A file that is lost ends the pile; a storage that is not mounted leaves it queued."""
    try:
        storage.need_mounted()
    except OSError as error:
        logger.error("The storage could not be read for pile %s: %s", pile.pk, type(error).__name__)
        return
    logger.error("A file of pile %s is missing or was changed.", pile.pk)
    _fail(pile)


def _all_pages(pile: ScanPile) -> list[PageRead]:
    """Page by page through all files; a file that can't be read at all counts as one page."""
    Job.objects.filter(pk=pile.job_id).update(done=0, total=0)
    found: list[PageRead] = []
    with workbench.at(pile) as folder:
        for original in pile.originals.all():
            for page in _pages_of_file(pile, original, folder, len(found)):
                found.append(page)
                if page.is_beyond:
                    return found
                _sign_of_life(pile, len(found))
    return found


def _pages_of_file(pile: ScanPile, original: ScanOriginal, folder: Path, done: int) -> Iterator[PageRead]:
    file = folder / "original"
    file.write_bytes(storage.read(original.file_key))
    kind = "pdf" if original.media_type == scans.PDF else "picture"
    try:
        most = max(MOST_PAGES - done, 0)
        yield from watching.pages_of(file, kind, folder, most=most, begun=lambda: _sign_of_life(pile))
    except watching.UnreadableFile:
        yield watching.UNREADABLE


def _mine(pile: ScanPile) -> QuerySet[ScanPile]:
    return ScanPile.objects.waiting().filter(pk=pile.pk, attempts=pile.attempts)


def _sign_of_life(pile: ScanPile, done: int | None = None) -> None:
    """Renews the lease and moves the progress on, if there is any. Raises TakenOver."""
    if not _mine(pile).update(lease_until=timezone.now() + LEASE):
        raise TakenOver
    if done is not None:
        Job.objects.filter(pk=pile.job_id).update(done=done, total=done)


def known_papers(tokens: Iterable[str], pile: ScanPile) -> dict[str, Known]:
    """What the sorting has to know of these papers. Raises TakenOver."""
    found: dict[str, Known] = {}
    for paper in Document.objects.filter(token__in=tokens).defer("content", "search_text"):
        _sign_of_life(pile)
        is_numbered = has_codes_on_all_pages(paper)
        found[paper.token] = Known(paper.pk, length_of(paper), refusal(paper, pile), is_numbered)
    return found


def has_codes_on_all_pages(paper: Document) -> bool:
    """Whether it was drawn since following pages bear codes, too."""
    try:
        drawing = json.loads(paper.renderer)["drawing"]
    except (ValueError, TypeError, KeyError):
        return False
    return drawing >= FIRST_WITH_CODES_ON_ALL_PAGES


def length_of(paper: Document) -> int:
    """How many pages its PDF has; 0 when that is not there to be counted."""
    try:
        pdf = pypdfium2.PdfDocument(storage.read(paper.file_key)) if paper.has_file else None
    except storage.FileMissing:
        logger.error("The file of document %s is missing or was changed.", paper.pk)
        return 0
    if pdf is None:
        return 0
    try:
        return len(pdf)
    finally:
        pdf.close()


def refusal(paper: Document, pile: ScanPile) -> str:
    """Why its scan is for a person to decide; empty when it can be filed."""
    if paper.kind not in KINDS or not KINDS[paper.kind].takes_scans:
        return PageReason.NOT_SIGNED_HERE
    if paper.status != DocumentStatus.READY:
        return REASON_OF.get(DocumentStatus(paper.status), PageReason.NOT_READY)
    if paper.signatures.exists():
        return PageReason.SIGNED
    return PageReason.DAY if signing.first_day(paper) > pile.signed_on else ""


def _file(pile: ScanPile, pages: Sequence[PageRead], now: datetime) -> None:
    """Sorts, stores pictures and scans, and writes down what became of each page."""
    places = sorting.sort(pages, known_papers(sorting.tokens(pages), pile))
    count = sum(not page.is_beyond for page in pages)
    with leaving.let_go_without_rows(now) as stored:
        scans_of: dict[int, signing.Scan] = {}
        for paper, own in _filed(places).items():
            _sign_of_life(pile, count)
            scans_of[paper] = stored_scan([pages[i] for i in own], [_turn(i, pages, places) for i in own])
            stored.append(scans_of[paper].key)
        rows: list[ScannedPage] = []
        for index in range(len(pages)):
            _sign_of_life(pile, count)
            rows.append(_row(pile, index, pages, places))
            stored.append(rows[-1].picture_key)
        _write_down(pile, rows, scans_of, count, now)


def _write_down(
    pile: ScanPile, rows: Sequence[ScannedPage], scans_of: Mapping[int, signing.Scan], count: int, now: datetime
) -> None:
    """All at once, if no other worker has the pile by now. Raises TakenOver."""
    with transaction.atomic():
        if not _mine(pile).select_for_update().exists():
            raise TakenOver
        _decide(pile, rows, scans_of, now)
        ScannedPage.objects.bulk_create(rows)
        if any(row.reason in KEEPS_NOTHING for row in rows):
            forgetting.forget_originals([pile.pk], now=now)
        _mine(pile).update(state=PileState.READ, lease_until=None)
        Job.objects.filter(pk=pile.job_id).update(done=count, total=count, finished_at=now)


def _filed(places: Sequence[Place]) -> dict[int, list[int]]:
    filed: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        if place.state == PageState.FILED:
            filed.setdefault(place.paper, []).append(index)
    return {paper: sorted(own, key=lambda index: (places[index].page, index)) for paper, own in filed.items()}


def _turn(index: int, pages: Sequence[PageRead], places: Sequence[Place]) -> int:
    """How the page lies: its own code says it, else the code of the paper that it follows."""
    place, has_code = places[index], bool(sorting.tokens([pages[index]]))
    return pages[places.index(place) if place.paper and not has_code else index].turn


def stored_scan(pages: Sequence[PageRead], turns: Sequence[int]) -> signing.Scan:
    """One PDF of these pages, each turned clockwise by so many degrees, stored. Raises OSError."""
    upright = [pictures.turned(page.picture, turn) for page, turn in zip(pages, turns, strict=True)]
    content = pictures.as_pdf(upright, title="Scan")
    return signing.Scan(storage.put_once(content), scans.PDF, len(content))


def _row(pile: ScanPile, index: int, pages: Sequence[PageRead], places: Sequence[Place]) -> ScannedPage:
    """The page with its picture stored; blank ones and papers of which no scans are kept leave none. Raises OSError."""
    page, place = pages[index], places[index]
    kept = page.picture and place.state in (PageState.FILED, PageState.INBOX)
    is_refused = place.reason in KEEPS_NOTHING
    key = storage.put_once(page.picture) if kept and not is_refused else ""
    state = PageState.DISCARDED if is_refused else place.state
    return ScannedPage(
        pile=pile,
        position=index + 1,
        picture_key=key,
        turn=_turn(index, pages, places),
        state=state,
        reason=place.reason,
        document_id=place.paper,
        paper_page=place.page,
        missing=in_words(place.missing) if place.reason == PageReason.INCOMPLETE else "",
    )


def in_words(numbers: Sequence[int]) -> str:
    """Numbers of pages as people write them: 2, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return said if len(said) <= LONGEST_LIST else said[: LONGEST_LIST - 1].rsplit(", ", 1)[0] + ", …"


def _decide(pile: ScanPile, rows: Sequence[ScannedPage], scans_of: Mapping[int, signing.Scan], now: datetime) -> None:
    """Signs what can still be signed, under the lock of each paper, and takes back what was thought of the others."""
    named = {row.document_id for row in rows if row.document_id}
    papers = Document.objects.select_for_update().filter(pk__in=named).order_by("pk")
    refusals = {paper.pk: refusal(paper, pile) for paper in papers}
    actor = Actor.person(pile.uploaded_by)
    signatures = {
        paper: signing.record_scan(paper, scan, signed_on=pile.signed_on, actor=actor, now=now)
        for paper, scan in scans_of.items()
        if not refusals[paper]
    }
    left = [scan.key for paper, scan in scans_of.items() if paper not in signatures]
    for row in rows:
        if row.document_id:
            row.signature = signatures.get(row.document_id) if row.state == PageState.FILED else None
            left.append(_left_to_a_person(row, refusals[row.document_id]))
    leaving.let_go(left, now=now)


def _left_to_a_person(row: ScannedPage, why: str) -> str:
    """Of a paper that was signed, voided, replaced or deleted while its page was read; the key of a picture that must
    not stay, or nothing."""
    if row.state == PageState.FILED and row.signature is None:
        row.state, row.reason = PageState.INBOX, why
    if row.state != PageState.INBOX or why not in KEEPS_NOTHING:
        return ""
    key, row.picture_key = row.picture_key, ""
    row.state, row.reason = PageState.DISCARDED, why
    return key


def _fail(pile: ScanPile) -> None:
    _mine(pile).update(state=PileState.FAILED, lease_until=None)
    Job.objects.filter(pk=pile.job_id).update(finished_at=timezone.now())
