"""A reserved device that has a defect, or a medium that is open again, is promised no longer. Whoever knows promises
releases this one, and registers here.

Its rows are locked before the device's: handover → institution → need → allocation → device is the order for everybody
(recipients/locking.py)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django.db import connection
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import hold
from devices.enums import DeviceStatus
from devices.models import Device


class Releases(Protocol):
    """Ends the promise of a reserved device, so that it is ready again; does nothing for one that nobody was promised.
    Raises TransitionRefused when the promise cannot end any more. Called with the device's row locked."""

    def __call__(self, device: Device, *, actor: Actor, reason: str, now: datetime | None) -> None: ...


class LocksPromise(Protocol):
    """Locks what the promise or the use of a device hangs on, in the one order (see recipients/locking.py), and the
    device last; of a lost device, what its last use hung on. Called before the device's row is locked."""

    def __call__(self, device: Device) -> None: ...


# With somebody it is promised to or in use with: what hangs on that is locked before the device.
HELD = frozenset({DeviceStatus.RESERVED, DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR})

_REGISTERED: list[Releases] = []
_LOCKS: list[LocksPromise] = []


def register(function: Releases) -> None:
    """`function` releases the reservations of devices that go back to the workshop; called in AppConfig.ready()."""
    if function not in _REGISTERED:
        _REGISTERED.append(function)


def register_locks(function: LocksPromise) -> None:
    """`function` locks what a promise hangs on; called in AppConfig.ready()."""
    if function not in _LOCKS:
        _LOCKS.append(function)


def lock_promise(device: Device) -> None:
    """Locks what the promise or the use of this device hangs on, for the rest of the transaction, and the device last.
    SQLite's one write lock does this already."""
    if connection.features.has_select_for_update:
        for function in _LOCKS:
            function(device)


def locked(device: Device) -> Device:
    """The device as it is now, its row locked for the rest of the transaction; before it what its promise or its use
    hangs on, as whoever holds a reserved device may have to release it, and a loss ends the use. SQLite's one write
    lock does this already.

    Raises TransitionRefused for a device that was promised or given to somebody since it was read.
    """
    promised = connection.features.has_select_for_update and device.status in HELD
    if promised:
        lock_promise(device)
    rows = Device.objects.select_for_update(of=("self",)).select_related("category")
    found = rows.get(pk=device.pk)
    if found.status in HELD and connection.features.has_select_for_update and not promised:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    hold(found)
    return found


def lock_several(pks: Collection[int]) -> None:
    """Devices that one step concerns, locked for the rest of the transaction: promised and used ones first, with what
    that hangs on, then all by their keys, so that two such steps never wait for each other in a circle."""
    if not connection.features.has_select_for_update:
        return
    for device in Device.objects.filter(pk__in=pks, status__in=HELD).order_by("pk"):
        locked(device)
    list(Device.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


def release(device: Device, *, actor: Actor, reason: str, now: datetime | None) -> None:
    """Ends the promise and refreshes the device. Without anybody registered nothing happens: then the lifecycle refuses
    the way to the workshop, as the device is still promised."""
    for function in _REGISTERED:
        function(device, actor=actor, reason=reason, now=now)
    device.refresh_from_db()
