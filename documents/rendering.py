"""Drawing queued papers in a worker: claim some, draw each, store, mark. May run twice or be killed anywhere."""

import json
import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from custody.actor import Actor
from custody.services import change_status_many
from documents import services, storage
from documents.archive.words import search_text
from documents.enums import DocumentStatus
from documents.errors import GAVE_UP, STORAGE, UNKNOWN_KIND, code_of
from documents.models import Document
from documents.pdf.errors import PaperError
from documents.registry import KINDS

logger = logging.getLogger(__name__)

# So many papers are one task: enough that claiming and marking cost little, few enough that all workers get some. Of a
# large batch each has a share of what is rung at a time, up to the most.
AT_ONCE, MOST_AT_ONCE, SHARES = 20, 60, 8
# A paper that kills its worker, or breaks the drawing, must not go round for ever.
MOST_ATTEMPTS = 5
# Disks take a file's sync as slowly as eight of them: files are written while the next papers are drawn.
WRITERS = 8
# A page that follows the making hears of finished papers after so many seconds, however slow the others are.
TOLD_AFTER = 2.0
# One statement, prepared once for all papers: Django's bulk_update takes a sixth of the time of drawing them.
KEEP_MADE = """
UPDATE documents_document
SET file_key = %s, file_bytes = %s, search_text = %s, renderer = %s, error = %s
WHERE id = %s
"""


@dataclass(frozen=True)
class Result:
    """What became of a paper: the code of an error, or its file, which is being written."""

    document: Document
    error: str = ""
    file: Future[str] | None = None


def render(pk: int, *, now: datetime | None = None) -> None:
    """Makes one queued paper, if no other worker is at it."""
    render_many([pk], now=now)


def render_many(pks: Sequence[int], *, now: datetime | None = None) -> None:
    """Makes those of the queued papers that no other worker is at. One that can't be drawn fails with its reason; a
    storage that can't be written leaves them queued, to be tried again when the lease has run out.

    Raises what a mistake in the drawing raises, once the other papers are made.
    """
    waiting = Document.objects.claim_many(pks, now=now or timezone.now())
    broken: list[Exception] = []
    with ThreadPoolExecutor(WRITERS) as writers:
        while waiting:
            waiting = _some(waiting, writers, broken, now)
    if broken:
        raise broken[0]


def _some(
    waiting: list[Document], writers: ThreadPoolExecutor, broken: list[Exception], now: datetime | None
) -> list[Document]:
    """Makes papers for TOLD_AFTER seconds, marks them, and returns the rest, held anew."""
    begun, results = time.monotonic(), []
    while waiting and (not results or time.monotonic() - begun < TOLD_AFTER):
        document, *waiting = waiting
        try:
            results.append(_drawn(document, writers))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised once the others are made
            broken.append(error)
    _finish(results, now)
    Document.objects.renew(waiting, now=now or timezone.now())
    return waiting


def _drawn(document: Document, writers: ThreadPoolExecutor) -> Result:
    """Draws one paper, unless that is hopeless, and has its file written."""
    if error := _hopeless(document):
        return Result(document, error)
    kind, content = KINDS[document.kind], json.loads(document.content)
    try:
        drawn = kind.draw([content])
    except PaperError as error:
        return Result(document, code_of(error))
    document.file_bytes, document.renderer = len(drawn), kind.renderer()
    document.search_text, document.error = search_text(content), ""
    return Result(document, file=writers.submit(storage.put_once, drawn))


def _hopeless(document: Document) -> str:
    """The code of the reason why drawing is not tried (again); empty when it is."""
    if document.kind not in KINDS:
        return UNKNOWN_KIND
    return GAVE_UP if document.attempts > MOST_ATTEMPTS else ""


def _finish(results: Sequence[Result], now: datetime | None) -> None:
    """Marks papers whose files are stored, or that can't be drawn, and counts their batches anew, in one transaction: a
    worker killed here leaves all or nothing undone. One that came second finds the papers finished and changes nothing.
    """
    done = {result.document.pk: result.document for result in results if result.error or _stored(result)}
    for result in results:
        result.document.error = result.error or result.document.error
    with transaction.atomic():
        mine = Document.objects.waiting().select_for_update().filter(pk__in=done).order_by("pk")
        papers = [done[pk] for pk in mine.values_list("pk", flat=True)]
        _keep_made(papers)
        for status, has_file in ((DocumentStatus.READY, True), (DocumentStatus.FAILED, False)):
            _mark([paper for paper in papers if bool(paper.file_key) == has_file], status, now)
        for job in sorted({paper.job_id for paper in papers if paper.job_id}):
            services.refresh_job(job)


def _keep_made(papers: Sequence[Document]) -> None:
    """Writes what the drawing found out."""
    rows = [
        (paper.file_key, paper.file_bytes, paper.search_text, paper.renderer, paper.error, paper.pk) for paper in papers
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(KEEP_MADE, rows)


def _stored(result: Result) -> bool:
    """Whether the file is on the disk. A full or locked storage is no fault of the paper: that attempt does not
    count."""
    document = result.document
    try:
        document.file_key = result.file.result()
    except OSError as error:
        logger.error("The storage did not take document %s: %s", document.pk, type(error).__name__)
        Document.objects.waiting().filter(pk=document.pk).update(error=STORAGE, attempts=0)
        return False
    return True


def _mark(papers: Sequence[Document], status: str, now: datetime | None) -> None:
    columns = {"happened_at": now, "lease_until": None}
    if status == DocumentStatus.READY:
        columns["ready_at"] = now or timezone.now()
    change_status_many(Document, [paper.pk for paper in papers], status, actor=Actor.system(), **columns)
