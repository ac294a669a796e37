"""Repair of a device that is in use: holder, allocation and data stay (PRODUCT.md § 3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.enums import DeviceStatus
from devices.media import locked
from devices.models import Device, Location


@transaction.atomic
def begin_repair(
    device: Device, *, actor: Actor, reason: str, location: Location | None = None, now: datetime | None = None
) -> None:
    """A device in use comes to the workshop with a defect. Raises TransitionRefused without a reason, and for one that
    nobody uses."""
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    columns = {"location": location} if location else {}
    change_status(locked(device), DeviceStatus.IN_REPAIR, actor=actor, note=reason.strip(), happened_at=now, **columns)


@transaction.atomic
def give_back(device: Device, *, actor: Actor, reason: str = "", now: datetime | None = None) -> None:
    """The repaired device is with its holder again. Raises TransitionRefused while a replaced or new disk is still
    to be erased or given back, and outside a repair."""
    device = locked(device)
    if device.status != DeviceStatus.IN_REPAIR:
        raise TransitionRefused(_("This is for a device in repair."))
    change_status(device, DeviceStatus.HANDED_OVER, actor=actor, note=reason, happened_at=now)
