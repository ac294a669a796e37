"""A reserved device that has a defect, or a medium that is open again, is promised no longer. Whoever knows promises
releases this one, and registers here."""

from datetime import datetime
from typing import Protocol

from custody.actor import Actor
from devices.models import Device


class Releases(Protocol):
    """Ends the promise of a reserved device, so that it is ready again; does nothing for one that nobody was promised.
    Raises TransitionRefused when the promise cannot end any more. Called with the device's row locked."""

    def __call__(self, device: Device, *, actor: Actor, reason: str, now: datetime | None) -> None: ...


_REGISTERED: list[Releases] = []


def register(function: Releases) -> None:
    """`function` releases the reservations of devices that go back to the workshop; called in AppConfig.ready()."""
    if function not in _REGISTERED:
        _REGISTERED.append(function)


def release(device: Device, *, actor: Actor, reason: str, now: datetime | None) -> None:
    """Ends the promise and refreshes the device. Without anybody registered nothing happens: then the lifecycle refuses
    the way to the workshop, as the device is still promised."""
    for function in _REGISTERED:
        function(device, actor=actor, reason=reason, now=now)
    device.refresh_from_db()
