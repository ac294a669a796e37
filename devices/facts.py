"""What is known about a device and may be put right by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from custody.actor import Actor
from custody.services import record
from devices.media import locked
from devices.models import Device
from devices.search import refresh_search_text

FACTS_CHANGED = "facts_changed"
EDITABLE = (
    "category",
    "maker",
    "model",
    "serial",
    "asset_tag",
    "cpu",
    "cores",
    "ram_mib",
    "display",
    "cosmetic_grade",
    "known_defects",
    "operating_system",
    "accessories",
    "location",
)


@transaction.atomic
def change_facts(device: Device, values: Mapping[str, Any], *, actor: Actor, now: datetime | None = None) -> list[str]:
    """Puts facts right; the history names the facts that changed, never their words. Returns their names."""
    device = locked(device)
    changed = {name: value for name, value in values.items() if name in EDITABLE and getattr(device, name) != value}
    if not changed:
        return []
    Device.objects.filter(pk=device.pk).update(**changed)
    refresh_search_text([device])
    names = sorted(changed)
    record(device, FACTS_CHANGED, actor=actor, data={"fields": names}, happened_at=now)
    return names
