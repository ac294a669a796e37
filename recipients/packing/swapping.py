"""An equal device in place of one that is not found or broken, in one step: reservation, receipt, cart."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.enums import HoldKind
from devices.models import Device
from devices.moving import move
from devices.returning import back_to_refurbishment
from devices.stages import put_on_hold
from recipients import allocating, receipt_versions
from recipients.allocating import DoesNotFit
from recipients.enums import AllocationStatus
from recipients.locking import lock_allocation
from recipients.matching import fits, fitting, why
from recipients.models import Allocation
from recipients.packing import cart
from recipients.packing.shelf import distances

MOST = 12


class Cause(models.TextChoices):
    """Why the promised device does not go along, and so what becomes of it."""

    NOT_FOUND = "not_found", gettext_lazy("It is not where it should be")
    BROKEN = "broken", gettext_lazy("It is broken or incomplete")
    OTHER_ONE = "other_one", gettext_lazy("Another one was packed; it stays on its shelf")


@dataclass(frozen=True)
class Equal:
    """A device that may take the place; `reason` says why it fits."""

    device: Device
    reason: str


def equals(allocation: Allocation) -> list[Equal]:
    """Free devices that fit, the nearest on the way past the shelves first; among those at one shelf the least good
    that is enough."""
    found = list(fitting(allocation.item).select_related("category", "location"))
    away = distances(found, allocation.device.location)
    nearest = sorted(found, key=lambda device: away[device.pk])[:MOST]
    spec = allocation.item.minimum_spec
    return [Equal(device, why(device, spec)) for device in nearest]


def swap_onto_cart(allocation: Allocation, *, device: Device, cause: str, actor: Actor) -> Allocation:
    """`swap` with a device that was just scanned: it lies on the cart at once. Raises what `swap` and `cart.put_on` do;
    then nothing was changed."""
    with transaction.atomic():
        new = swap(allocation, device=device, cause=cause, actor=actor)
        cart.put_on(new, actor=actor)
    return new


def what_became(cause: str, old: Device) -> str:
    """A sentence about a device that is missing now; "" for the other causes, after which nothing is to be looked
    for."""
    if cause != Cause.NOT_FOUND:
        return ""
    text = _(
        "%(number)s is on hold as missing and is not offered any more, until somebody scans it or puts it on a shelf. "
        "If it stays away, please report it lost."
    )
    return text % {"number": old.number}


def swap(
    allocation: Allocation, *, device: Device, cause: str, actor: Actor, now: datetime | None = None
) -> Allocation:
    """`device` goes along instead; it still has to be scanned onto the cart. Returns the new promise.

    The old device is on hold without a place until it is found (not found), back in the workshop (broken) or free on
    its shelf; its receipt is superseded by the next version. Raises DoesNotFit, AlreadyAllocated, and TransitionRefused
    when the handover is not being packed or a receipt is still being made; then nothing was changed.
    """
    now = now or timezone.now()
    if allocation.handover is None:
        raise TransitionRefused(_("The device is on no handover."))
    _is_free(device, allocation)
    version = receipt_versions.with_device(allocation, device, now=now)
    with transaction.atomic():
        row = lock_allocation(allocation, also=[device])
        _is_being_packed(row, allocation)
        if version:
            receipt_versions.stand_back([version])
        new = allocating.swap(row, device=device, reason=str(Cause(cause).label), actor=actor, now=now)
        if version:
            given = Allocation.objects.filter(pk__in=[new.pk if pk == row.pk else pk for pk in version.given])
            receipt_versions.stand_anew(version, given, actor=actor, now=now)
        cart.forget([row.pk])
        _old_one(Device.objects.get(pk=row.device_id), cause, actor=actor, now=now)
    return new


def _is_free(device: Device, allocation: Allocation) -> None:
    """Asked again under the lock; before it, so that no paper is drawn for a device that can't go along."""
    if not fits(device, allocation.item):
        raise DoesNotFit(_("The device %(number)s is not what this need asks for.") % {"number": device.number})


def _is_being_packed(row: Allocation, before: Allocation) -> None:
    if row.status != AllocationStatus.RESERVED or row.handover_id is None or row.device_id != before.device_id:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    cart.is_being_packed(row.handover)


def _old_one(device: Device, cause: str, *, actor: Actor, now: datetime) -> None:
    if cause == Cause.NOT_FOUND:
        move(device, None, actor=actor, now=now)
        reason = str(Cause.NOT_FOUND.label)
        put_on_hold(device, kind=HoldKind.MISSING, reason=reason, actor=actor, now=now)
    elif cause == Cause.BROKEN:
        back_to_refurbishment(device, actor=actor, note=str(Cause.BROKEN.label), now=now)
