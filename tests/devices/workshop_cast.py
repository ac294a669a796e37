"""A device at the workbench, and its addresses."""

from django.urls import reverse

from accounts.models import User
from custody.actor import Actor
from devices import stages
from devices.models import Device
from tests import cast


def started(by: User) -> Device:
    """Just come from the intake; nothing is known of it yet."""
    device = cast.device(status="received", maker="", model="")
    stages.start_refurbishment(device, actor=Actor.person(by))
    device.refresh_from_db()
    return device


def address(name: str, device: Device, *more: object) -> str:
    return reverse(name, args=[device.number, *more])
