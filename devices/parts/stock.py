"""Parts from one device into stock and into another; every step is a line in the part's history and in the device's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.folding import searchable
from custody import services as custody
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.numbering import take_numbers
from custody.services import change_status, record
from devices.enums import DeviceStatus, PartStatus
from devices.media import locked
from devices.models import Device, Location, Part, PartKind

PART_TAKEN, PART_BUILT_IN, PART_TAKEN_OUT = "part_taken", "part_built_in", "part_taken_out"
PART_CHANGED = "part_changed"
MOST_PARTS = 50
# From these parts may be taken: the device is worked on, or it has come to an end that leaves it with us.
GIVES_PARTS = (DeviceStatus.IN_REFURBISHMENT, DeviceStatus.IN_REPAIR, DeviceStatus.DISMANTLED, DeviceStatus.RECYCLED)
TAKES_PARTS = (DeviceStatus.IN_REFURBISHMENT, DeviceStatus.IN_REPAIR)


@dataclass(frozen=True)
class NewPart:
    """One row of the form: so many alike parts."""

    kind: PartKind
    count: int = 1
    capacity: str = ""
    description: str = ""
    serial: str = ""


@transaction.atomic
def take_parts(
    rows: Iterable[NewPart],
    *,
    location: Location,
    actor: Actor,
    from_device: Device | None = None,
    now: datetime | None = None,
) -> list[Part]:
    """Puts parts into stock, each with a number of its own; without a device they were bought or given. Raises
    TransitionRefused for a device that gives no parts now, and for none or too many at once."""
    now = now or timezone.now()
    rows = [row for row in rows if row.count > 0]
    count = sum(row.count for row in rows)
    if not 1 <= count <= MOST_PARTS:
        raise TransitionRefused(_("Please enter from 1 to %(most)d parts at once.") % {"most": MOST_PARTS})
    if from_device is not None:
        from_device = _giving(from_device)
    parts = Part.objects.bulk_create(_numbered(rows, count, location, from_device, now))
    for part in parts:
        data = {"device": from_device.pk} if from_device else {}
        record(part, PART_TAKEN, actor=actor, data=data, happened_at=now)
        if from_device:
            record(from_device, PART_TAKEN, actor=actor, data={"part": part.pk}, happened_at=now)
    return parts


def _giving(device: Device) -> Device:
    device = locked(device)
    if device.status not in GIVES_PARTS:
        raise TransitionRefused(_("Parts are taken from devices in refurbishment, in repair, dismantled or recycled."))
    if is_gone(device):
        raise TransitionRefused(_("The device was collected for recycling already."))
    return device


def is_gone(device: Device) -> bool:
    """Whether it left the house on a pallet."""
    line = getattr(device, "pallet_line", None)
    return line is not None and line.pallet.collected_on is not None


def _numbered(
    rows: list[NewPart], count: int, location: Location, from_device: Device | None, now: datetime
) -> Iterable[Part]:
    numbers = iter(take_numbers("T", count))
    for row in rows:
        for _piece in range(row.count):
            part = Part(
                number=f"T-{next(numbers):06d}",
                kind=row.kind,
                capacity=row.capacity.strip(),
                description=row.description.strip(),
                # A serial number belongs to one piece; of several alike nobody knows whose it is.
                serial=row.serial.strip() if row.count == 1 else "",
                from_device=from_device,
                location=location,
                status_since=now,
            )
            part.search_text = search_text_of(part)
            yield part


def search_text_of(part: Part) -> str:
    """What a part is found by. Reads `kind` and `from_device`."""
    source = part.from_device.number if part.from_device else ""
    names = (part.kind.name_de, part.kind.name_en)
    return searchable(part.number, *names, part.capacity, part.description, part.serial, source)


@transaction.atomic
def change_part(part: Part, values: Mapping[str, Any], *, actor: Actor, now: datetime | None = None) -> list[str]:
    """Puts what is known about a part right: capacity, description, serial, location. Returns the names of what
    changed. Raises TransitionRefused for one in stock that would lie nowhere."""
    part = locked_part(part)
    names = ("capacity", "description", "serial", "location")
    changed = {name: values[name] for name in names if name in values and getattr(part, name) != values[name]}
    if not changed:
        return []
    if part.status == PartStatus.IN_STOCK and changed.get("location", part.location) is None:
        raise TransitionRefused(_("Please say where the part lies."))
    for name, value in changed.items():
        setattr(part, name, value)
    part.search_text = search_text_of(part)
    part.save(update_fields=[*changed, "search_text"])
    record(part, PART_CHANGED, actor=actor, data={"fields": sorted(changed)}, happened_at=now)
    return sorted(changed)


def locked_part(part: Part) -> Part:
    """The part as it is now, its row locked for the rest of the transaction."""
    rows = Part.objects.select_for_update(of=("self",)).select_related("kind", "from_device", "device", "location")
    return rows.get(pk=part.pk)


@transaction.atomic
def build_in(part: Part, device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """The part is used in a device that is worked on. Raises TransitionRefused for any other device, and for a part
    that is not in stock."""
    now = now or timezone.now()
    device = locked(device)
    if device.status not in TAKES_PARTS:
        raise TransitionRefused(_("Parts are built into devices in refurbishment or in repair."))
    part = locked_part(part)
    change_status(
        part,
        PartStatus.BUILT_IN,
        actor=actor,
        happened_at=now,
        data={"device": device.pk},
        device=device,
        location=None,
    )
    record(device, PART_BUILT_IN, actor=actor, data={"part": part.pk}, happened_at=now)


@transaction.atomic
def take_out(part: Part, location: Location, *, actor: Actor, now: datetime | None = None) -> None:
    """The part is in stock again. Raises TransitionRefused when it is not built in, or its device is not here."""
    now = now or timezone.now()
    if part.device is None:
        raise TransitionRefused(_("This part is not built in."))
    device = locked(part.device)
    part = locked_part(part)
    if part.device_id != device.pk:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    _giving(device)
    columns = {"device": None, "location": location}
    change_status(part, PartStatus.IN_STOCK, actor=actor, happened_at=now, data={"device": device.pk}, **columns)
    record(device, PART_TAKEN_OUT, actor=actor, data={"part": part.pk}, happened_at=now)


@transaction.atomic
def scrap(part: Part, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """It is of no use any more. Raises TransitionRefused without a reason, and for a part that is built in."""
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    change_status(locked_part(part), PartStatus.SCRAPPED, actor=actor, note=reason.strip(), happened_at=now)


def unscrap(part: Part, *, actor: Actor, anyone: bool, now: datetime | None = None) -> None:
    """Scrapped by mistake: it is in stock again. Raises TransitionRefused as custody's take_back does."""
    if part.status != PartStatus.SCRAPPED:
        raise TransitionRefused(_("This part is not scrapped."))
    custody.take_back(part, actor=actor, reason=_("scrapped by mistake"), anyone=anyone, now=now)
