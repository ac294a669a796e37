"""Accessories and parts on a device's page."""

from typing import Any

from devices.accessories import giving
from devices.models import Device, PalletLine
from devices.pallets.guards import DECIDED
from devices.parts import stock


def context_of(device: Device) -> dict[str, Any]:
    """What goes with the device, what was taken out of it and built into it, and what may be done."""
    return {
        "with_device": giving.with_device(device),
        "takes": device.status in giving.TAKES_ACCESSORIES,
        "lacks_power": giving.lacks_power(device),
        "parts_taken": list(device.parts_taken.select_related("kind", "device").exclude(device=device.pk)),
        "parts_inside": list(device.parts_inside.select_related("kind", "from_device")),
        "gives_parts": device.status in stock.GIVES_PARTS and not stock.is_gone(device),
        "on_pallet": PalletLine.objects.filter(device=device).select_related("pallet").first(),
        "waits_for_pallet": device.status in DECIDED,
        "takes_parts": device.status in stock.TAKES_PARTS,
    }
