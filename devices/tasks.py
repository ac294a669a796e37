"""Tasks of the workshop. They take keys and hold no rules."""

from celery import shared_task
from django.utils import timezone

from custody.leases import MOST_RINGS_A_TICK
from devices import rehearing, uploads
from devices.models import DevicePhoto
from devices.models.photos import DevicePhotoQuerySet
from devices.offering import offers
from devices.photos import preparing
from devices.protocols import following
from devices.spreadsheets import work


@shared_task(name="devices.tasks.work_through_upload")
def work_through_upload(pk: int) -> None:
    """Lets the files of one upload speak."""
    uploads.work_through(pk)


@shared_task(name="devices.tasks.reconcile_uploads")
def reconcile_uploads() -> None:
    """Rings uploads whose worker died, or whose bell was lost with the broker."""
    for pk in uploads.forgotten_uploads(now=timezone.now()):
        work_through_upload.apply_async(args=[pk], retry=False)


@shared_task(name="devices.tasks.work_through_spreadsheet")
def work_through_spreadsheet(pk: int) -> None:
    """Does the step that an import of a spreadsheet waits for."""
    work.work_through(pk)


@shared_task(name="devices.tasks.reconcile_spreadsheets")
def reconcile_spreadsheets() -> None:
    """Rings imports whose worker died, or whose bell was lost with the broker."""
    for pk in work.forgotten_imports(now=timezone.now()):
        work_through_spreadsheet.apply_async(args=[pk], retry=False)


@shared_task(name="devices.tasks.prepare_photo")
def prepare_photo(pk: int) -> None:
    """Makes the pictures of one upload."""
    preparing.prepare(pk)


@shared_task(name="devices.tasks.dispatch_photos")
def dispatch_photos() -> None:
    """Rings every uploaded photo that was not rung yet: one message from a request, however many photos."""
    while _ring_photos(DevicePhoto.objects.waiting().filter(rung_at=None).order_by("pk")[:MOST_RINGS_A_TICK]):
        pass


@shared_task(name="devices.tasks.reconcile_photos")
def reconcile_photos() -> None:
    """Rings photos whose worker died, or whose bell was lost with the broker; deletes what was removed a day ago."""
    _ring_photos(DevicePhoto.objects.forgotten(timezone.now()))
    preparing.clear_up()


def _ring_photos(photos: DevicePhotoQuerySet) -> int:
    """Rings each and notes when; returns how many. Only what the broker took is noted."""
    rung = []
    try:
        for pk in list(photos.values_list("pk", flat=True)):
            prepare_photo.apply_async(args=[pk], retry=False)
            rung.append(pk)
    finally:
        DevicePhoto.objects.filter(pk__in=rung).update(rung_at=timezone.now())
    return len(rung)


@shared_task(name="devices.tasks.follow_medium")
def follow_medium(pk: int) -> None:
    """Keeps the erasure protocol of the medium's donation true."""
    following.follow_medium(pk)


@shared_task(name="devices.tasks.follow_donation")
def follow_donation(pk: int) -> None:
    """Keeps a donation's erasure protocol true."""
    following.follow(pk)


@shared_task(name="devices.tasks.follow_protocols")
def follow_protocols() -> None:
    """Issues what is due of all donations: what a lost bell left, and what no step tells."""
    following.follow_all()


@shared_task(name="devices.tasks.forget_offers")
def forget_offers() -> None:
    """Deletes visitors' offers that nobody confirmed in time."""
    offers.forget(now=timezone.now())


@shared_task(name="devices.tasks.hear_missed")
def hear_missed() -> None:
    """Lets originals speak that came in the same moment as what they speak of."""
    rehearing.hear_missed(now=timezone.now())
