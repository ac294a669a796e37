"""Verbs of papers: issue, draw, void, supersede, retry."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.chain import canonical
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.notes import erase_notes
from custody.numbering import take_numbers
from custody.ring import ring
from custody.services import Line, StatusChange, change_status, change_status_many, record, record_many
from documents.archive import exports
from documents.enums import DocumentStatus
from documents.errors import refused
from documents.lifecycle import DOCUMENT
from documents.models import Document, DocumentEvent, RetentionHold, Signature, new_token
from documents.pdf.errors import PaperError
from documents.registry import KINDS, Content
from documents.retention import leaving
from documents.scanned import forgetting

ISSUED, COPIED = "issued", "copied"
JOB_KIND = "documents"


def check_contents(kind: str, drafts: Sequence[Content]) -> None:
    """Raises ContentRefused when one of them can't be drawn. Call it before the transaction that issues: no number is
    taken for a paper that can't be made, and no drawing happens while the database waits."""
    stand_in = {
        "number": f"{KINDS[kind].series}-0000-00000",
        "version": 99,
        "verification_url": _address(new_token()),
    }
    for draft in drafts:
        try:
            KINDS[kind].check({**draft, **stand_in})
        except PaperError as error:
            raise refused(error) from error


def issue_many(
    kind: str, drafts: Sequence[Content], *, actor: Actor, job: Job | None = None, now: datetime | None = None
) -> list[Document]:
    """Numbers and freezes papers, in the caller's transaction, and hands them to the worker after its commit.

    Numbers have no gaps within series and year. The drafts get number, version and verification address and are frozen
    as canonical JSON.
    """
    now = now or timezone.now()
    year = timezone.localdate(now).year
    series = KINDS[kind].series
    numbers = take_numbers(series, len(drafts), year=year)
    documents = [
        _frozen(kind, draft, series=series, year=year, sequence=sequence, version=1, actor=actor, job=job, now=now)
        for draft, sequence in zip(drafts, numbers, strict=True)
    ]
    return _create(documents, actor=actor, now=now)


def issue_version(
    old: Document, draft: Content, *, actor: Actor, job: Job | None = None, now: datetime | None = None
) -> Document:
    """Freezes the next version under the old paper's number and supersedes the old one, in the caller's transaction.
    Raises TransitionRefused when the old one does not stand any more, or is not made yet."""
    (document,) = issue_versions([(old, draft)], actor=actor, job=job, now=now)
    old.refresh_from_db()
    return document


def issue_versions(
    replaced: Sequence[tuple[Document, Content]], *, actor: Actor, job: Job | None = None, now: datetime | None = None
) -> list[Document]:
    """The same for many papers by few statements; the next versions in their order. One that does not stand any more
    stops all: TransitionRefused names it."""
    if not replaced:
        return []
    _standing([old for old, _draft in replaced])
    now = now or timezone.now()
    created = _create([_next(old, draft, actor, job, now) for old, draft in replaced], actor=actor, now=now)
    olds = [old.pk for old, _draft in replaced]
    _all_moved(
        change_status_many(
            Document, olds, DocumentStatus.SUPERSEDED, actor=actor, happened_at=now, superseded_by=_its_next_version()
        )
    )
    return created


def _all_moved(result: StatusChange) -> None:
    for why in result.refused.values():
        raise TransitionRefused(why)


def _next(old: Document, draft: Content, actor: Actor, job: Job | None, now: datetime) -> Document:
    number = {"series": old.series, "year": old.year, "sequence": old.sequence, "version": old.version + 1}
    return _frozen(old.kind, draft, **number, actor=actor, job=job, now=now)


def _its_next_version() -> Subquery:
    """The key of each paper's next version, for one statement about many papers."""
    same = Document.objects.filter(
        series=OuterRef("series"),
        year=OuterRef("year"),
        sequence=OuterRef("sequence"),
        version=OuterRef("version") + 1,
    )
    return Subquery(same.order_by().values("pk")[:1])


def lock(papers: Sequence[Document]) -> list[Document]:
    """As they are now, locked by their keys for the rest of the caller's transaction. Whoever changes several papers by
    more than one verb locks them all first: two that lock the same papers in another order wait in a circle."""
    pks = sorted({paper.pk for paper in papers})
    return list(Document.objects.select_for_update().filter(pk__in=pks).defer("content").order_by("pk"))


def _standing(documents: Sequence[Document]) -> None:
    """Locks the papers; of two who supersede one at once, the second is told so instead of meeting a taken version."""
    for locked in lock(documents):
        if not DOCUMENT.allows(locked.status, DocumentStatus.SUPERSEDED):
            raise TransitionRefused(
                _("%(number)s is “%(status)s” and can't be replaced now.")
                % {"number": locked.number, "status": locked.get_status_display()}
            )


def _create(documents: list[Document], *, actor: Actor, now: datetime) -> list[Document]:
    created = Document.objects.bulk_create(documents)
    record_many(
        [Line(document, ISSUED, new_status=document.status, data={"number": document.number}) for document in created],
        actor=actor,
        happened_at=now,
    )
    ring("documents.tasks.dispatch_queued")
    return created


def _frozen(
    kind: str,
    draft: Content,
    *,
    series: str,
    year: int,
    sequence: int,
    version: int,
    actor: Actor,
    job: Job | None,
    now: datetime,
) -> Document:
    token = new_token()
    number = f"{series}-{year}-{sequence:05d}"
    content = canonical({**draft, "number": number, "version": version, "verification_url": _address(token)})
    return Document(
        kind=kind,
        series=series,
        year=year,
        sequence=sequence,
        version=version,
        number=number,
        content=content,
        content_sha256=hashlib.sha256(content.encode()).hexdigest(),
        token=token,
        issued_at=now,
        issued_by=actor.user,
        status_since=now,
        job=job,
    )


def _address(token: str) -> str:
    """What the QR code of a paper holds."""
    return settings.PUBLIC_URL + reverse("document_verify", args=[token])


def void(document: Document, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Declares a paper void. Only the service of the owner calls this and ends its own claim in the same
    transaction."""
    void_many([document], actor=actor, reason=reason, now=now)
    document.refresh_from_db()


@transaction.atomic
def void_many(papers: Sequence[Document], *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """The same for many papers by few statements; one that can't be declared void stops all."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the paper is void."))
    pks = [paper.pk for paper in papers]
    _all_moved(change_status_many(Document, pks, DocumentStatus.VOIDED, actor=actor, note=reason, happened_at=now))


def copy_of(document: Document, *, actor: Actor, mark: str, now: datetime | None = None) -> bytes:
    """A valid paper drawn once more from its frozen content, marked as a copy on every page; the number stays, and the
    history says who printed it. Its kind prints `copy_mark`. Raises TransitionRefused for a paper that does not
    stand."""
    if document.status != DocumentStatus.READY:
        raise TransitionRefused(_("Only of a valid paper a copy is printed."))
    drawn = KINDS[document.kind].draw([{**json.loads(document.content), "copy_mark": mark}])
    record(document, COPIED, actor=actor, happened_at=now)
    return drawn


@transaction.atomic
def purge(pks: Iterable[int], *, actor: Actor, now: datetime | None = None) -> StatusChange:
    """The one door by which a paper goes (PRODUCT.md § 7): content, words, file, scans of signatures and the texts of
    its notes are destroyed; number, kind, dates and the file's SHA-256 stay, and the day is kept.

    Papers that are held, or not made yet, are named and stay. Files go after the commit, once no other row needs them;
    exports of the archive, which may hold copies, end.
    """
    now = now or timezone.now()
    emptied = {"content": "", "content_sha256": "", "search_text": "", "error": ""}
    day = timezone.localdate(now)
    result = change_status_many(
        Document, pks, DocumentStatus.PURGED, actor=actor, happened_at=now, purged_on=day, **emptied
    )
    gone = Document.objects.filter(pk__in=result.changed)
    scans = Signature.objects.filter(document__in=result.changed).exclude(scan_key="")
    keys = [*gone.values_list("file_key", flat=True), *scans.values_list("scan_key", flat=True)]
    scans.update(scan_key="", scan_type="", scan_bytes=0)
    RetentionHold.objects.filter(document__in=result.changed).update(reason="")
    erase_notes(DocumentEvent, result.changed, now=now)
    leaving.let_go(keys, now=now)
    forgetting.forget_papers(result.changed, now=now)
    if result.changed:
        exports.withdraw()
    return result


def retry(document: Document, *, actor: Actor) -> None:
    """Puts a failed paper back into the queue."""
    with transaction.atomic():
        change_status(
            document, DocumentStatus.QUEUED, actor=actor, error="", attempts=0, lease_until=None, rung_at=None
        )
        refresh_job(document.job_id)
        ring("documents.tasks.dispatch_queued")


@transaction.atomic
def retry_many(pks: Iterable[int], *, actor: Actor) -> int:
    """Puts the failed ones of these papers back into the queue, with one bell; returns how many."""
    again = {"error": "", "attempts": 0, "lease_until": None, "rung_at": None}
    changed = change_status_many(Document, pks, DocumentStatus.QUEUED, actor=actor, **again).changed
    for job_pk in sorted(set(Document.objects.filter(pk__in=changed, job__isnull=False).values_list("job", flat=True))):
        refresh_job(job_pk)
    if changed:
        ring("documents.tasks.dispatch_queued")
    return len(changed)


@transaction.atomic
def refresh_job(job_pk: int | None) -> None:
    """Counts a batch anew from its papers: right however often a task ran. The job is locked first, so that of two
    workers who finish at once the later one counts both papers."""
    if job_pk is None:
        return
    Job.objects.select_for_update().get(pk=job_pk)
    papers = Document.objects.filter(job=job_pk)
    waiting = papers.waiting().count()
    errors = [
        {"what": number, "why": why}
        for number, why in papers.filter(status=DocumentStatus.FAILED).values_list("number", "error")
    ]
    total = papers.count()
    finished = timezone.now() if not waiting else None
    Job.objects.filter(pk=job_pk).update(total=total, done=total - waiting, errors=errors, finished_at=finished)
