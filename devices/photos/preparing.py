"""A worker makes the pictures: claim, make, store, mark, delete the upload. May run twice or be killed anywhere."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from devices.models import DevicePhoto, PhotoStatus
from devices.photos import files, pictures
from devices.photos.services import REMOVED_FOR_GOOD_AFTER
from documents.storage import FileMissing

logger = logging.getLogger(__name__)

# A picture that kills its worker must not go round for ever.
MOST_ATTEMPTS = 5
MOST_AT_A_TIME = 100
# An upload without a row: its request died between the two.
FORGOTTEN_AFTER = timedelta(hours=1)
GAVE_UP, UPLOAD_MISSING = "gave_up", "upload_missing"


def prepare(pk: int, *, now: datetime | None = None) -> None:
    """Makes the pictures of one upload, if no other worker is at it. One that no picture can be made of fails with its
    reason; a storage that can't be written leaves it queued, and it is tried again when the lease has run out."""
    if not DevicePhoto.objects.claim(pk, now=now or timezone.now()):
        return
    photo = DevicePhoto.objects.get(pk=pk)
    if photo.attempts > MOST_ATTEMPTS:
        _finish(photo, status=PhotoStatus.FAILED, error=GAVE_UP)
        return
    try:
        made = pictures.make(files.read_upload(photo.spool_key))
    except FileMissing:
        _finish(photo, status=PhotoStatus.FAILED, error=UPLOAD_MISSING)
    except pictures.UnreadablePicture as unreadable:
        _finish(photo, status=PhotoStatus.FAILED, error=unreadable.code)
    else:
        _keep(photo, made)


def _keep(photo: DevicePhoto, made: pictures.Pictures) -> None:
    """A full or locked storage is no fault of the photo: that attempt does not count."""
    try:
        large, thumbnail = (files.put_picture(photo.pk, content) for content in (made.large, made.thumbnail))
    except OSError as error:
        logger.error("The storage did not take photo %s: %s", photo.pk, type(error).__name__)
        DevicePhoto.objects.waiting().filter(pk=photo.pk).update(attempts=0)
        return
    _finish(
        photo,
        status=PhotoStatus.READY,
        large_key=large,
        large_width=made.width,
        large_height=made.height,
        thumbnail_key=thumbnail,
    )


def _finish(photo: DevicePhoto, **columns: object) -> None:
    """Marks the photo, then deletes the upload; a worker killed between the two leaves it to `clear_up`. One that came
    second finds the photo finished and changes nothing."""
    waiting = DevicePhoto.objects.waiting().filter(pk=photo.pk)
    waiting.update(spool_key="", lease_until=None, **columns)
    files.delete_upload(photo.spool_key)


def clear_up(now: datetime | None = None) -> None:
    """Deletes the files of photos removed a day ago, and uploads that no photo waits for."""
    now = now or timezone.now()
    for pk in _removed_before(now - REMOVED_FOR_GOOD_AFTER).values_list("pk", flat=True)[:MOST_AT_A_TIME]:
        _delete(pk, now - REMOVED_FOR_GOOD_AFTER)
    for key in files.uploads_before(now - FORGOTTEN_AFTER):
        if not DevicePhoto.objects.filter(spool_key=key).exists():
            files.delete_upload(key)


def _removed_before(moment: datetime):
    return DevicePhoto.objects.filter(removed_at__lte=moment).exclude(status=PhotoStatus.DELETED)


@transaction.atomic
def _delete(pk: int, moment: datetime) -> None:
    """Under the row's lock, so that nobody brings it back while its files go. Deleting two files takes no time."""
    photo = _removed_before(moment).select_for_update().filter(pk=pk).first()
    if photo is None:
        return
    files.delete_pictures(photo.pk)
    if photo.spool_key:
        files.delete_upload(photo.spool_key)
    empty = {"large_key": "", "thumbnail_key": "", "spool_key": "", "lease_until": None}
    DevicePhoto.objects.filter(pk=pk).update(status=PhotoStatus.DELETED, **empty)
