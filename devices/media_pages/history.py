"""The history of a medium: its own lines, and those about it in the devices that it was in."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from custody.enums import STATUS_CHANGED
from devices.history import HistoryLine, Names, line_of
from devices.models import DeviceEvent, MediumEvent, StorageMedium

# A walk over devices, each found in the lines about the one before; nobody builds a disk into more.
MOST_DEVICES = 20


def medium_history(medium: StorageMedium, reader: User) -> list[HistoryLine]:
    """Newest first; people of donors and institutions are named to coordination only."""
    told = _lines_in_devices(medium)
    own = _not_told_yet(medium, {event.happened_at for event in told})
    names, full = Names([*told, *own]), reader.has_perm("devices.manage_device")
    lines = [line_of(event, names, full) for event in (*told, *own)]
    return sorted(lines, key=lambda line: line.when, reverse=True)


def _not_told_yet(medium: StorageMedium, told: set[datetime]) -> list[MediumEvent]:
    """The medium's own lines without those of a moment that a device's history tells; and its bare change of status is
    left out where a line of its own says how that came."""
    rows = medium.events.select_related("note", "actor").prefetch_related("actor__groups")
    own = [event for event in rows if event.happened_at not in told]
    explained = {event.happened_at for event in own if event.kind != STATUS_CHANGED}
    return [event for event in own if event.kind != STATUS_CHANGED or event.happened_at not in explained]


def _lines_in_devices(medium: StorageMedium) -> list[DeviceEvent]:
    """Lines that name the medium, from the device it is in back to the first one that it was in."""
    found: list[DeviceEvent] = []
    seen: set[int] = set()
    waiting = {medium.device_id, *_devices_of(medium.events.all())} - {None}
    while waiting and len(seen) < MOST_DEVICES:
        seen |= waiting
        lines = DeviceEvent.objects.filter(subject__in=waiting, data__medium=medium.pk)
        lines = list(lines.select_related("note", "actor").prefetch_related("actor__groups"))
        found += lines
        waiting = _devices_of(lines) - seen
    return found


def _devices_of(events: Iterable[DeviceEvent | MediumEvent]) -> set[int]:
    return {event.data["device"] for event in events if event.data.get("device")}
