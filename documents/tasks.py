"""Tasks of papers. They take keys and hold no rules."""

from celery import shared_task
from django.utils import timezone

from documents import rendering
from documents.models import Document


@shared_task(name="documents.tasks.render_document")
def render_document(pk: int) -> None:
    """Makes one queued paper."""
    rendering.render(pk)


@shared_task(name="documents.tasks.dispatch_queued")
def dispatch_queued() -> None:
    """Rings every queued paper that was not rung yet: one message from a request, however large the batch."""
    _ring(Document.objects.waiting().filter(rung_at=None))


@shared_task(name="documents.tasks.reconcile_documents")
def reconcile_documents() -> None:
    """Rings papers whose worker died, or whose bell was lost with the broker."""
    _ring(Document.objects.forgotten(timezone.now()))


def _ring(documents) -> None:
    pks = list(documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=pks).update(rung_at=timezone.now())
    for pk in pks:
        render_document.apply_async(args=[pk], retry=False)
