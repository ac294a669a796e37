"""What goes with a device: a power supply, a mouse. One piece leaves the stock when it is assigned and goes back there
when it is taken off, or when the device comes back or reaches its end."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import record
from devices.accessories.stock import Cause, add, take
from devices.enums import ENDS, DeviceStatus, MovementKind
from devices.media import locked
from devices.models import AccessoryAssignment, AccessoryStock, Device

ACCESSORY_ASSIGNED, ACCESSORY_TAKEN_OFF = "accessory_assigned", "accessory_taken_off"
# In these the device is in the house: it is made ready or packed, or its broken power supply is exchanged.
TAKES_ACCESSORIES = (
    DeviceStatus.IN_REPAIR,
    DeviceStatus.RECEIVED,
    DeviceStatus.IN_REFURBISHMENT,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.RETURNED,
)
# In these its reader should know that a power supply is still missing.
SHOULD_HAVE_POWER = (DeviceStatus.IN_REFURBISHMENT, DeviceStatus.READY, DeviceStatus.RESERVED)


def with_device(device: Device) -> QuerySet[AccessoryAssignment]:
    """What goes with it now."""
    standing = device.accessory_assignments.filter(released_at=None)
    return standing.select_related("kind", "stock__kind", "stock__plug", "stock__location")


@transaction.atomic
def assign(device: Device, stock: AccessoryStock, *, actor: Actor, now: datetime | None = None) -> AccessoryAssignment:
    """One piece of the stock goes with the device. Raises TransitionRefused when none is left, when the device has one
    of this kind already, or is not in the house."""
    now = now or timezone.now()
    device = locked(device)
    if device.status not in TAKES_ACCESSORIES:
        raise TransitionRefused(_("The device is not in the workshop; its accessories cannot be changed now."))
    if with_device(device).filter(kind=stock.kind_id).exists():
        raise TransitionRefused(_("One of this kind goes with the device already. Take that one off first."))
    take(stock, 1, Cause(MovementKind.GIVEN, device=device), actor=actor, now=now)
    assignment = AccessoryAssignment.objects.create(
        device=device, kind_id=stock.kind_id, stock=stock, assigned_by=actor.user, assigned_at=now
    )
    record(device, ACCESSORY_ASSIGNED, actor=actor, data={"accessory": stock.pk}, happened_at=now)
    return assignment


@transaction.atomic
def take_off(assignment: AccessoryAssignment, *, actor: Actor, now: datetime | None = None) -> None:
    """It goes back into stock. Raises TransitionRefused twice, and for a device that is not in the house."""
    device = locked(assignment.device)
    if device.status not in TAKES_ACCESSORIES:
        raise TransitionRefused(_("The device is not in the workshop; its accessories cannot be changed now."))
    if not release([assignment], actor=actor, now=now or timezone.now()):
        raise TransitionRefused(_("It has been taken off already."))


def release(assignments: Iterable[AccessoryAssignment], *, actor: Actor, now: datetime) -> int:
    """Puts the pieces back where they came from, each once, in the caller's transaction. Returns how many."""
    released = 0
    for assignment in sorted(assignments, key=lambda row: row.stock_id):
        claimed = AccessoryAssignment.objects.filter(pk=assignment.pk, released_at=None).update(released_at=now)
        if claimed:
            cause = Cause(MovementKind.CAME_BACK, device=assignment.device)
            add(assignment.stock, 1, cause, actor=actor, now=now)
            data = {"accessory": assignment.stock_id}
            record(assignment.device, ACCESSORY_TAKEN_OFF, actor=actor, data=data, happened_at=now)
        released += claimed
    return released


def accessories_come_back(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: what went with a device that was in use, or that reaches its end, is in
    stock again."""
    if step.new == DeviceStatus.RETURNED or step.new in ENDS:
        standing = AccessoryAssignment.objects.filter(device__in=pks, released_at=None)
        release(standing.select_related("device", "stock"), actor=step.actor, now=step.happened_at)


def suggestions(device: Device) -> list[AccessoryStock]:
    """What brings power and is in stock, what fits best first: the plug and watts that went with devices of the same
    maker and model before, then the sort that most of are there."""
    rows = AccessoryStock.objects.in_stock().bringing_power().with_names()
    fitting = _went_with_alike(device)
    return sorted(rows, key=lambda row: (_sort(row) not in fitting, row.kind.position, -row.count, row.pk))


def _went_with_alike(device: Device) -> set[tuple[int, int | None, int | None]]:
    """(kind, plug, watts) of everything that ever went with another device of this maker and model."""
    if not device.model:
        return set()
    alike = AccessoryAssignment.objects.filter(
        device__category=device.category_id, device__maker__iexact=device.maker, device__model__iexact=device.model
    ).exclude(device=device.pk)
    return set(alike.values_list("kind", "stock__plug", "stock__watts"))


def _sort(row: AccessoryStock) -> tuple[int, int | None, int | None]:
    return row.kind_id, row.plug_id, row.watts


def without_power(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Devices that are given out with a power supply and have none assigned."""
    powered = AccessoryAssignment.objects.filter(device=OuterRef("pk"), released_at=None, kind__brings_power=True)
    return devices.filter(~Exists(powered), category__needs_power_supply=True)


def lacks_power(device: Device) -> bool:
    """Whether its page should say that a power supply is missing."""
    return device.status in SHOULD_HAVE_POWER and without_power(Device.objects.filter(pk=device.pk)).exists()


def comes_without_power(device: Device) -> bool:
    """The same of a device whose `accessory_assignments` were read with their kinds: for pages with many devices."""
    standing = [row for row in device.accessory_assignments.all() if row.released_at is None]
    return device.category.needs_power_supply and not any(row.stock.kind.brings_power for row in standing)


def names_with(device: Device) -> list[str]:
    """What goes with the device, in the reader's language; of assignments that were read before."""
    return [row.stock.name for row in device.accessory_assignments.all() if row.released_at is None]


def said_on_paper(device: Device) -> str:
    """What goes with the device in German words, the free text after what was assigned; for receipts and lists. Reads
    `accessory_assignments` with `stock`, `kind` and `plug`."""
    standing = [row for row in device.accessory_assignments.all() if row.released_at is None]
    named = [
        row.stock.name_with(row.stock.kind.name_de, row.stock.plug.name_de if row.stock.plug else "")
        for row in standing
    ]
    return ", ".join(dict.fromkeys(text for text in (*named, device.accessories) if text))
