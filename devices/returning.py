"""Back to refurbishment from the shelf: a defect, or a medium that is open again."""

from datetime import datetime

from custody.actor import Actor
from custody.services import change_status
from devices import releasing
from devices.enums import DeviceStatus
from devices.models import Device


def back_to_refurbishment(device: Device, *, actor: Actor, note: str, now: datetime | None = None) -> None:
    """A device from the shelf has to be worked on again; a reservation of it is released first (see `releasing`), and
    its quality control lapses (see `checking`). Raises TransitionRefused while it is promised all the same."""
    if device.status == DeviceStatus.RESERVED:
        releasing.release(device, actor=actor, reason=note, now=now)
    change_status(device, DeviceStatus.IN_REFURBISHMENT, actor=actor, note=note, happened_at=now)
