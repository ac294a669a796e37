"""Taking photos in, removing them, and bringing them back within a day."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.ring import ring
from custody.services import record
from devices.evidence import UploadedFile
from devices.models import Device, DevicePhoto, PhotoStatus
from devices.photos import files, pictures

PHOTOS_ADDED, PHOTO_REMOVED, PHOTO_BACK = "photos_added", "photo_removed", "photo_back"
LARGEST_UPLOAD = 15 * 1024 * 1024
MOST_AT_ONCE = 20
# For so long a removed photo can be brought back; then its files are deleted.
REMOVED_FOR_GOOD_AFTER = timedelta(hours=24)
TOO_LARGE, KNOWN = "too_large", "known"


@dataclass(frozen=True)
class Refused:
    """An upload that no photo is made of, and why: a code of `sentence`."""

    file_name: str
    code: str


@dataclass(frozen=True)
class Upload:
    """A picture as it came, laid aside for the worker."""

    key: str
    sha256: str


def sentence(code: str) -> str:
    """What a person is told, and what to do."""
    sentences = {
        TOO_LARGE: _("larger than 15 MB. Please take it with a lower resolution."),
        KNOWN: _("this photo is here already."),
        pictures.HEIC: _("an iPhone's HEIC picture. Please set the camera to “Most Compatible” (JPEG)."),
        pictures.NOT_A_PICTURE: _("no picture that can be read. Please choose a JPEG, PNG or WebP file."),
        pictures.TOO_MANY_PIXELS: _("more than 50 megapixels. Please take it with a lower resolution."),
        pictures.BROKEN: _("the file is damaged. Please take the photo again."),
    }
    return sentences.get(code) or _("the photo could not be prepared. Please take it again.")


def take_photos(
    device: Device, uploads: Iterable[UploadedFile], *, actor: Actor, now: datetime | None = None
) -> tuple[list[DevicePhoto], list[Refused]]:
    """Lays the pictures aside and rings the workers; one bad file never costs another one. Raises OSError when nothing
    can be stored."""
    now = now or timezone.now()
    good, refused = [], []
    for upload in uploads:
        taken = _lay_aside(upload)
        (refused if isinstance(taken, Refused) else good).append(taken)
    photos = []
    for name, upload in good:
        photo = _keep(device, upload, actor=actor, now=now)
        if photo is None:
            refused.append(Refused(name, KNOWN))
        else:
            photos.append(photo)
    _tell(device, photos, actor=actor, now=now)
    return photos, refused


def _lay_aside(upload: UploadedFile) -> tuple[str, Upload] | Refused:
    if upload.size > LARGEST_UPLOAD:
        return Refused(upload.name, TOO_LARGE)
    content = upload.read()
    try:
        pictures.look(content)
    except pictures.UnreadablePicture as unreadable:
        return Refused(upload.name, unreadable.code)
    return upload.name, Upload(files.put_upload(content), hashlib.sha256(content).hexdigest())


def _keep(device: Device, upload: Upload, *, actor: Actor, now: datetime) -> DevicePhoto | None:
    """The row of a photo; None when the device has it already."""
    try:
        with transaction.atomic():
            return DevicePhoto.objects.create(
                device=device,
                spool_key=upload.key,
                original_sha256=upload.sha256,
                taken_by=actor.user,
                taken_at=now,
            )
    except IntegrityError:
        files.delete_upload(upload.key)
        return None


@transaction.atomic
def _tell(device: Device, photos: list[DevicePhoto], *, actor: Actor, now: datetime) -> None:
    """One line of history and one ring for all of them."""
    if photos:
        record(device, PHOTOS_ADDED, actor=actor, data={"count": len(photos)}, happened_at=now)
        ring("devices.tasks.dispatch_photos")


@transaction.atomic
def remove(photo: DevicePhoto, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Nobody sees the photo any more; its files are deleted a day later. Raises TransitionRefused when it is removed
    already."""
    now = now or timezone.now()
    here = DevicePhoto.objects.shown().filter(pk=photo.pk)
    if not here.update(removed_at=now, removed_by=actor.user):
        raise TransitionRefused(_("This photo is removed already."))
    record(photo.device, PHOTO_REMOVED, actor=actor, data={"photo": photo.pk}, note=reason, happened_at=now)


@transaction.atomic
def bring_back(photo: DevicePhoto, *, actor: Actor, now: datetime | None = None) -> None:
    """Removing it was a mistake. Raises TransitionRefused when its files are deleted, or it was uploaded anew."""
    removed = DevicePhoto.objects.filter(pk=photo.pk, removed_at__isnull=False).exclude(status=PhotoStatus.DELETED)
    try:
        with transaction.atomic():
            is_back = removed.update(removed_at=None, removed_by=None)
    except IntegrityError as error:
        raise TransitionRefused(_("This photo was uploaded again meanwhile.")) from error
    if not is_back:
        raise TransitionRefused(_("This photo is deleted for good, or was not removed."))
    record(photo.device, PHOTO_BACK, actor=actor, data={"photo": photo.pk}, happened_at=now)
