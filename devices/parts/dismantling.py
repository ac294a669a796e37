"""A device becomes spare parts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from devices.enums import DeviceStatus, PartStatus
from devices.models import Device, Location, Part, PartKind
from devices.naming import short_cpu
from devices.parts.stock import PART_TAKEN, PART_TAKEN_OUT, NewPart, take_out, take_parts
from devices.stages import end

MIB_PER_GIB = 1024
# What is usually worth keeping, by category; everything else can be added as a row.
USUAL: dict[str, tuple[str, ...]] = {
    "notebook": ("ram", "battery", "display", "keyboard", "wifi", "mainboard"),
    "desktop": ("ram", "cpu", "mainboard", "graphics", "internal_power", "optical"),
    "all_in_one": ("ram", "cpu", "display", "mainboard", "wifi"),
    "tablet": ("battery", "display"),
    "phone": ("battery", "display"),
    "server": ("ram", "cpu", "internal_power", "fan"),
    "monitor": ("display", "internal_power"),
}
OTHERWISE = ("ram", "other")


@transaction.atomic
def dismantle(
    device: Device,
    rows: Iterable[NewPart],
    *,
    location: Location | None,
    actor: Actor,
    reason: str,
    now: datetime | None = None,
) -> list[Part]:
    """Ends the device through the erasure gate and puts its parts into stock, those of ours that were built in, too.

    Returns the parts. Raises TransitionRefused while a medium is open, without a reason, and without a place for the
    parts; then nothing is changed.
    """
    now = now or timezone.now()
    rows = [row for row in rows if row.count > 0]
    end(device, DeviceStatus.DISMANTLED, actor=actor, reason=reason, now=now)
    # Read once the device is locked: nothing is built in any more.
    inside = list(device.parts_inside.select_related("kind", "device").order_by("pk"))
    if (rows or inside) and location is None:
        raise TransitionRefused(_("Please say where the parts are put."))
    for part in inside:
        take_out(part, location, actor=actor, now=now)
    fresh = take_parts(rows, location=location, from_device=device, actor=actor, now=now) if rows else []
    return [*inside, *fresh]


def proposed(device: Device) -> list[NewPart]:
    """Rows for the form: the usual parts of such a device with what is known of them, none of them kept yet."""
    codes = USUAL.get(device.category.code, OTHERWISE)
    kinds = PartKind.objects.filter(code__in=codes, is_active=True)
    return [NewPart(kind, 0, capacity_of(device, kind)) for kind in kinds]


def capacity_of(device: Device, kind: PartKind) -> str:
    """What the device's facts say about such a part, as people say it."""
    said = {
        "ram_mib": lambda: f"{round(device.ram_mib / MIB_PER_GIB)} GB" if device.ram_mib else "",
        "battery_health": lambda: f"{round(device.battery_health * 100)} %" if device.battery_health else "",
        "display": lambda: device.display,
        "cpu": lambda: short_cpu(device.cpu),
    }
    return said[kind.fact]()[:40] if kind.fact in said else ""


def parts_are_used(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Registered as guard of taking back: a device is not whole again while parts that were taken out of it since lie
    elsewhere."""
    return {row.pk: _text(found) for row in rows if step.old == DeviceStatus.DISMANTLED and (found := _elsewhere(row))}


def _elsewhere(device: Device) -> list[str]:
    last = device.events.filter(new_status=DeviceStatus.DISMANTLED).order_by("-sequence").first()
    since = device.events.filter(sequence__gt=last.sequence, kind__in=[PART_TAKEN, PART_TAKEN_OUT])
    pks = {data["part"] for data in since.values_list("data", flat=True)}
    parts = Part.objects.filter(pk__in=pks).exclude(status=PartStatus.SCRAPPED).exclude(device=device.pk)
    return list(parts.order_by("number").values_list("number", flat=True))


def _text(numbers: list[str]) -> str:
    return _(
        "Parts of it are in stock or built in elsewhere: %(numbers)s. Scrap those that were entered by mistake."
    ) % {"numbers": ", ".join(numbers)}
