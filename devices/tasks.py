"""Tasks of the workshop. They take keys and hold no rules."""

from celery import shared_task
from django.utils import timezone

from devices import uploads


@shared_task(name="devices.tasks.work_through_upload")
def work_through_upload(pk: int) -> None:
    """Lets the files of one upload speak."""
    uploads.work_through(pk)


@shared_task(name="devices.tasks.reconcile_uploads")
def reconcile_uploads() -> None:
    """Rings uploads whose worker died, or whose bell was lost with the broker."""
    for pk in uploads.forgotten_uploads(now=timezone.now()):
        work_through_upload.apply_async(args=[pk], retry=False)
