"""Media and the count that carries the erasure gate: both change in one transaction, here and in `erasure`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, change_status_many, record, record_many
from devices.enums import IN_WORKSHOP, DeviceStatus, MediumStatus
from devices.models import Device, StorageMedium
from devices.releasing import locked
from devices.returning import back_to_refurbishment

MEDIUM_ADDED, MEDIUM_INSIDE_AGAIN = "medium_added", "medium_inside_again"
NO_MEDIUM_SAID, NO_MEDIUM_WITHDRAWN = "no_medium_said", "no_medium_withdrawn"


def recount_media(pks: Iterable[int]) -> None:
    """Stores how many media of these devices are still to be erased; call it in the transaction that touches media."""
    still_open = StorageMedium.objects.filter(device=OuterRef("pk"), status=MediumStatus.PENDING).order_by()
    counted = still_open.values("device").annotate(found=Count("pk")).values("found")
    Device.objects.filter(pk__in=set(pks)).update(unsettled_media=Coalesce(Subquery(counted), 0))


def arrival(device: Device) -> datetime:
    """When the device came into the house in this cycle: received, found again or returned."""
    arrived = device.events.filter(new_status__in=[DeviceStatus.RECEIVED, DeviceStatus.RETURNED])
    last = arrived.order_by("-sequence").values_list("happened_at", flat=True).first()
    return last or device.status_since


def takes_reports(device: Device) -> bool:
    """Whether a report can still change something: the device is in the workshop, or a medium that was taken out of it
    waits for its erasure. Asks the database: whoever uploads may have looked at the device a while ago."""
    waiting = Q(status__in=IN_WORKSHOP) | Q(media__status=MediumStatus.REMOVED)
    return Device.objects.filter(waiting, pk=device.pk).exists()


@transaction.atomic
def add_medium(
    device: Device,
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    came_with_device: bool | None = None,
    now: datetime | None = None,
) -> StorageMedium:
    """A disk becomes known: the gate is open again. `facts` are columns of StorageMedium.

    The first medium of a cycle came with the device; one that becomes known later entered the cycle only now, so that
    no earlier log settles it. `came_with_device` says so of all disks in the first report of a cycle. Raises
    TransitionRefused for a device that is not in the house or is promised.
    """
    now = now or timezone.now()
    return add_media(locked(device), [facts], actor=actor, came_with_device=came_with_device, now=now)[0]


def add_media(
    device: Device, disks: Sequence[Mapping[str, Any]], *, actor: Actor, came_with_device: bool | None, now: datetime
) -> list[StorageMedium]:
    """Several disks at once, as add_medium. For the transaction that holds the device."""
    reopen(device, actor=actor, now=now)
    if came_with_device is None:
        came_with_device = not device.media.filter(cycle=device.cycle).exists()
    entered_at = min(arrival(device), now) if came_with_device else now
    common = {"device": device, "donation_id": device.donation_id, "cycle": device.cycle}
    rows = [StorageMedium(**common, status_since=now, entered_at=entered_at, **facts) for facts in disks]
    media = StorageMedium.objects.bulk_create(rows)
    if device.no_medium_cycle is not None:
        Device.objects.filter(pk=device.pk).update(no_medium_cycle=None, no_medium_said_by=None)
    recount_media([device.pk])
    lines = [Line(device, MEDIUM_ADDED, data={"medium": medium.pk}) for medium in media]
    record_many(lines, actor=actor, happened_at=now)
    return media


@transaction.atomic
def medium_inside_again(medium: StorageMedium, *, actor: Actor, now: datetime) -> None:
    """A medium that was taken out, destroyed or given back is in its device after all: it is to be erased in this
    cycle, and no earlier log settles it. Raises TransitionRefused for a device that is not in the house."""
    device = locked(medium.device)
    reopen(device, actor=actor, now=now)
    columns = {"location": None, "cycle": device.cycle, "entered_at": now}
    mark_medium(medium, MediumStatus.PENDING, actor=actor, now=now, **columns)
    Device.objects.filter(pk=device.pk).update(no_medium_cycle=None, no_medium_said_by=None)
    record(device, MEDIUM_INSIDE_AGAIN, actor=actor, data={"medium": medium.pk}, happened_at=now)


def reopen(device: Device, *, actor: Actor, now: datetime) -> None:
    """Makes sure that a medium of this device may be open: a ready device goes back to refurbishment first.

    Raises TransitionRefused for a device that is promised, or not in the house.
    """
    if not device.is_in_workshop:
        raise TransitionRefused(_("The device is not in the workshop; its media cannot be changed now."))
    if device.status in (DeviceStatus.READY, DeviceStatus.RESERVED):
        back_to_refurbishment(device, actor=actor, note=_("A storage medium is open again."), now=now)


@transaction.atomic
def say_no_medium(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """A person's word that nothing in the device stores data in this cycle.

    Raises TransitionRefused when a medium of this cycle is known, or somebody else than a person says it.
    """
    device = locked(device)
    if actor.user is None:
        raise TransitionRefused(_("Only a person can say that there is no storage medium."))
    if not device.is_in_workshop:
        raise TransitionRefused(_("The device is not in the workshop; its media cannot be changed now."))
    if device.media.filter(Q(cycle=device.cycle) | Q(status=MediumStatus.PENDING)).exists():
        raise TransitionRefused(_("A storage medium of this device is known. Settle that one instead."))
    Device.objects.filter(pk=device.pk).update(no_medium_cycle=device.cycle, no_medium_said_by=actor.user)
    record(device, NO_MEDIUM_SAID, actor=actor, data={"cycle": device.cycle}, happened_at=now)


@transaction.atomic
def withdraw_no_medium(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """Takes the word back; a ready device goes back to refurbishment. Raises TransitionRefused when nobody gave it."""
    now = now or timezone.now()
    device = locked(device)
    if not device.no_medium_said:
        raise TransitionRefused(_("Nobody said that there is no storage medium."))
    reopen(device, actor=actor, now=now)
    Device.objects.filter(pk=device.pk).update(no_medium_cycle=None, no_medium_said_by=None)
    record(device, NO_MEDIUM_WITHDRAWN, actor=actor, data={"cycle": device.cycle}, happened_at=now)


def open_media_anew(device: Device, *, actor: Actor, now: datetime) -> None:
    """A new cycle: what is still in the device has to be erased again. For the transaction that begins the cycle.

    What was destroyed, taken out or given back is not in the device any more and keeps its fate.
    """
    inside = list(device.media.filter(status=MediumStatus.ERASED, location=None).values_list("pk", flat=True))
    columns = {"cycle": device.cycle, "entered_at": min(arrival(device), now)}
    pending = {"settled_by": None, **columns}
    change_status_many(StorageMedium, inside, MediumStatus.PENDING, actor=actor, happened_at=now, **pending)
    device.media.filter(status=MediumStatus.PENDING).update(**columns)
    recount_media([device.pk])


def mark_medium(medium: StorageMedium, status: MediumStatus, *, actor: Actor, now: datetime, **columns: Any) -> None:
    """Moves a medium and keeps its device's count. Raises TransitionRefused for a step that its table lacks, and for a
    settled status without its erasure."""
    if status == MediumStatus.PENDING:
        columns = {"settled_by": None, **columns}
    change_status(medium, status, actor=actor, happened_at=now, **columns)
    if medium.device_id:
        recount_media([medium.device_id])
