"""The photos of a device as its page shows them."""

from dataclasses import dataclass

from accounts.models import User
from devices.models import Device, DevicePhoto, PhotoStatus
from devices.photos.services import sentence


@dataclass(frozen=True)
class Gallery:
    """Photos that can be looked at, how many are still being made, and why others failed."""

    ready: list[DevicePhoto]
    preparing: int
    failed: list[tuple[DevicePhoto, str]]


def gallery(device: Device, reader: User) -> Gallery:
    """The newest photo first; one query."""
    photos = list(device.photos.visible_to(reader).shown().select_related("taken_by").order_by("-pk"))
    return Gallery(
        ready=[photo for photo in photos if photo.status == PhotoStatus.READY],
        preparing=sum(photo.status == PhotoStatus.QUEUED for photo in photos),
        failed=[(photo, sentence(photo.error)) for photo in photos if photo.status == PhotoStatus.FAILED],
    )
