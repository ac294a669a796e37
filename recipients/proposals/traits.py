"""Which wishes a device grants: codes of the reference data of wishes, as far as the device's own facts say so."""

import re

from devices.models import Device

LARGE_DISPLAY_INCHES = 15
INCHES = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:\"|″|”|zoll|inch|in\b)", re.IGNORECASE)
TOUCH, LARGER_DISPLAY = "touch-screen", "larger-display"


def traits_of(device: Device) -> list[str]:
    """In the order of the alphabet; what is not known of a device grants nothing."""
    found = []
    if (inches_of(device.display) or 0) >= LARGE_DISPLAY_INCHES:
        found.append(LARGER_DISPLAY)
    if device.touchscreen:
        found.append(TOUCH)
    return found


def inches_of(display: str) -> float | None:
    """The diagonal in a display's description: "23,8″ 1920 × 1080" → 23.8; None when it says none."""
    match = INCHES.search(display)
    return float(match[1].replace(",", ".")) if match else None
