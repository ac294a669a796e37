"""The way past the shelves: locations in their order, numbers in names read as people read them."""

import re

from devices.models import Device, Location

_DIGITS = re.compile(r"(\d+)")
# A device without a place is looked for last.
NOWHERE = (1, 0, ())


def order(location: Location | None) -> tuple:
    """By position, then code: shelf-a-2 before shelf-a-10; no place comes last."""
    if location is None:
        return NOWHERE
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(location.code))
    return 0, location.position, parts


def by_shelf(device: Device) -> tuple:
    """Sorts devices the way one walks; `location` is loaded."""
    return *order(device.location), device.number


def distances(devices: list[Device], start: Location | None) -> dict[int, int]:
    """{device: how many shelves away from `start`}, counted along the way past all shelves; what has no place is
    farthest."""
    places = sorted(order(location) for location in Location.objects.all())
    step = {place: index for index, place in enumerate(places)} | {NOWHERE: len(places)}
    here = step[order(start)]
    return {
        device.pk: abs(step[order(device.location)] - here) if device.location else len(places) for device in devices
    }
