"""Tasks of papers. They take keys and hold no rules."""

from celery import shared_task
from django.utils import timezone

from custody.leases import MOST_RINGS_A_TICK
from documents import rendering
from documents.archive import exports, zips
from documents.models import ArchiveExport, Document, DocumentQuerySet
from documents.retention import leaving, running


@shared_task(name="documents.tasks.render_document")
def render_document(pk: int) -> None:
    """Makes one queued paper."""
    rendering.render(pk)


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
    """Rings each paper and notes when; returns how many. Only what the broker took is noted: the rest is rung with the
    next tick, not a minute later."""
    rung = []
    try:
        for pk in list(documents.values_list("pk", flat=True)):
            render_document.apply_async(args=[pk], retry=False)
            rung.append(pk)
    finally:
        Document.objects.filter(pk__in=rung).update(rung_at=timezone.now())
    return len(rung)


@shared_task(name="documents.tasks.make_export")
def make_export(pk: int) -> None:
    """Makes the ZIP file of one export of the archive."""
    zips.make(pk)


@shared_task(name="documents.tasks.reconcile_exports")
def reconcile_exports() -> None:
    """Rings exports whose worker died, or whose bell was lost with the broker; deletes what is over."""
    now = timezone.now()
    exports.forget(now=now)
    for pk in list(ArchiveExport.objects.forgotten(now).values_list("pk", flat=True)):
        make_export.apply_async(args=[pk], retry=False)
        ArchiveExport.objects.filter(pk=pk).update(rung_at=now)


@shared_task(name="documents.tasks.destroy_files")
def destroy_files() -> None:
    """Destroys files whose last owner went."""
    leaving.destroy_files(now=timezone.now())


@shared_task(name="documents.tasks.retain")
def retain() -> None:
    """Destroys what the terms of retention say; the next tick goes on with what is left."""
    running.run()
