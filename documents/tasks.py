"""Tasks of papers. They take keys and hold no rules."""

from collections.abc import Iterator

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from custody.leases import MOST_RINGS_A_TICK
from documents import rendering
from documents.archive import exports, zips
from documents.models import ArchiveExport, Document, DocumentQuerySet, ScanPile
from documents.retention import leaving, running
from documents.scanned import filing, joining, workbench

# Seconds. No group of papers takes nearly that long: drawing that never ends is ended, else no worker would be left. It
# is rung again after each lease, so that meanwhile another worker hangs on it, too.
HUNG_AFTER = 60


@shared_task(name="documents.tasks.render_documents", time_limit=HUNG_AFTER)
def render_documents(pks: list[int]) -> None:
    """Makes some queued papers."""
    rendering.render_many(pks)


@shared_task(name="documents.tasks.dispatch_queued")
def dispatch_queued() -> None:
    """Rings every queued paper that was not rung yet: one message from a request, however large the batch."""
    while _ring(Document.objects.waiting().filter(rung_at=None).order_by("pk")[:MOST_RINGS_A_TICK]):
        pass


@shared_task(name="documents.tasks.reconcile_documents")
def reconcile_documents() -> None:
    """Rings papers whose worker died, or whose bell was lost with the broker."""
    _ring(Document.objects.forgotten(timezone.now()))


def _ring(documents: DocumentQuerySet) -> int:
    """Rings papers in groups, of which each is a task, and notes when; returns how many papers. Only what the broker
    took is noted: the rest is rung with the next tick, not a minute later."""
    rung: list[int] = []
    try:
        for pks in _groups(list(documents.values_list("pk", "attempts"))):
            render_documents.apply_async(args=[pks], retry=False)
            rung += pks
    finally:
        _note(rung)
    return len(rung)


@transaction.atomic
def _note(rung: list[int]) -> None:
    """Locks the papers in the order in which workers claim them: neither waits for the other in a circle."""
    papers = Document.objects.filter(pk__in=rung)
    list(papers.select_for_update().order_by("pk").values_list("pk"))
    papers.update(rung_at=timezone.now())


def _groups(papers: list[tuple[int, int]]) -> Iterator[list[int]]:
    """(key, attempts) as groups of keys. What was tried before goes alone: it may have killed its worker."""
    fresh = [pk for pk, attempts in papers if not attempts]
    size = max(rendering.AT_ONCE, min(rendering.MOST_AT_ONCE, len(fresh) // rendering.SHARES))
    yield from (fresh[start : start + size] for start in range(0, len(fresh), size))
    yield from ([pk] for pk, attempts in papers if attempts)


@shared_task(name="documents.tasks.make_export")
def make_export(pk: int) -> None:
    """Makes the ZIP file of one export of the archive."""
    zips.make(pk)


@shared_task(name="documents.tasks.reconcile_exports")
def reconcile_exports() -> None:
    """Rings exports whose worker died, or whose bell was lost with the broker; deletes what is over."""
    now = timezone.now()
    for pk in list(ArchiveExport.objects.forgotten(now).values_list("pk", flat=True)):
        make_export.apply_async(args=[pk], retry=False)
        ArchiveExport.objects.filter(pk=pk).update(rung_at=now)
    # The last, since it fails where a file can't be deleted.
    exports.forget(now=now)


@shared_task(name="documents.tasks.read_scans")
def read_scans(pk: int) -> None:
    """Reads one pile of scans and files what it recognises."""
    filing.read(pk)
    joining.join_pile(pk)


@shared_task(name="documents.tasks.reconcile_scans")
def reconcile_scans() -> None:
    """Rings piles whose worker died, or whose bell was lost with the broker; deletes what it left on its bench and
    joins the pages that it left."""
    now = timezone.now()
    for pk in list(ScanPile.objects.forgotten(now).values_list("pk", flat=True)):
        read_scans.apply_async(args=[pk], retry=False)
        ScanPile.objects.filter(pk=pk).update(rung_at=now)
    workbench.clear()
    joining.join_left(now=now)


@shared_task(name="documents.tasks.destroy_files")
def destroy_files() -> None:
    """Destroys files whose last owner went."""
    leaving.destroy_files(now=timezone.now())


@shared_task(name="documents.tasks.retain")
def retain() -> None:
    """Destroys what the terms of retention say, and what killed workers left half-written; the next tick goes on with
    what is left."""
    leaving.forget_half_written(now=timezone.now())
    running.run()
