"""The quick check of a device that left for a handover and came back: complete, undamaged, nobody worked with it?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.enums import DeviceStatus
from devices.models import Device, Location
from devices.moving import move


@dataclass(frozen=True)
class Answers:
    """`unused`: nobody signed in or stored anything on it."""

    complete: bool
    undamaged: bool
    unused: bool

    @property
    def all_well(self) -> bool:
        """It can be given out as it is."""
        return self.complete and self.undamaged and self.unused


def looked_over(
    device: Device,
    answers: Answers,
    *,
    words: str = "",
    location: Location | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> str:
    """With three times yes the device is ready again, else returned: a new cycle begins, and its media are erased anew.
    Returns the new status. Raises TransitionRefused without words about what is wrong, and for a device that is still
    promised or not expected back."""
    if not answers.all_well and not words.strip():
        raise TransitionRefused(_("Please say what is missing, broken or stored on it."))
    to = DeviceStatus.READY if answers.all_well else DeviceStatus.RETURNED
    said = {"complete": answers.complete, "undamaged": answers.undamaged, "unused": answers.unused}
    with transaction.atomic():
        change_status(device, to, actor=actor, note=words.strip(), happened_at=now, data=said)
        if location:
            move(device, location, actor=actor, now=now)
    return to
