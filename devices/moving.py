"""Where a device stands. Every move is a line of its history."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.pages.status import look
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import HoldKind
from devices.media import locked
from devices.models import Device, Location
from devices.stages import end_hold

MOVED = "moved"


@transaction.atomic
def move(device: Device, to: Location | None, *, actor: Actor, now: datetime | None = None) -> int | None:
    """Puts a device to another location (None: it has none any more); one that was missing is found with that. Returns
    the key of the one before.

    Raises TransitionRefused for a device that is not in the workshop.
    """
    device = locked(device)
    if not device.is_in_workshop:
        raise TransitionRefused(not_here(device))
    before = device.location_id
    Device.objects.filter(pk=device.pk).update(location=to)
    data = {"location": to.pk if to else None, "from": before}
    record(device, MOVED, actor=actor, data=data, happened_at=now)
    if to and device.hold_kind == HoldKind.MISSING:
        end_hold(device, actor=actor, now=now)
    return before


def not_here(device: Device) -> str:
    """The sentence for a device that is not in the workshop."""
    word = look("device", device.status).word
    return _("%(number)s is “%(status)s” and should not be here. Please look at its page.") % {
        "number": device.number,
        "status": word,
    }
