"""Back to refurbishment from the shelf: a defect, or a medium that is open again."""

from datetime import datetime

from custody.actor import Actor
from custody.services import change_status
from devices.enums import DeviceStatus
from devices.models import Device


def back_to_refurbishment(device: Device, *, actor: Actor, note: str, now: datetime | None = None) -> None:
    """A ready device has to be worked on again; its quality control lapses with it (see `followers`). Raises
    TransitionRefused while it is promised to somebody."""
    change_status(device, DeviceStatus.IN_REFURBISHMENT, actor=actor, note=note, happened_at=now)
