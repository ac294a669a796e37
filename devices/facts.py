"""What is known about a device and may be put right by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.checking import begin_checklist, hardware_became_known
from devices.checklists.applicability import COLUMNS
from devices.enums import DeviceStatus
from devices.hearing import hear_waiting
from devices.media import locked
from devices.models import Category, Device
from devices.search import refresh_search_text
from devices.sources import FACTS_CHANGED

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
    "battery",
    "webcam",
    "optical_drive",
    "touchscreen",
    "wireless",
    "cosmetic_grade",
    "known_defects",
    "operating_system",
    "accessories",
    "location",
)
# In these the gate is still before the device.
BEFORE_THE_GATE = (DeviceStatus.REGISTERED, DeviceStatus.RECEIVED, DeviceStatus.IN_REFURBISHMENT)


@transaction.atomic
def change_facts(device: Device, values: Mapping[str, Any], *, actor: Actor, now: datetime | None = None) -> list[str]:
    """Puts facts right; the history names the facts that changed, never their words. Returns their names.

    In refurbishment another category begins the checklist of that one. A serial number makes files speak that waited
    for it. Raises TransitionRefused for another category
    that is asked otherwise about media, once the device has passed the gate.
    """
    device = locked(device)
    changed = {name: value for name, value in values.items() if name in EDITABLE and getattr(device, name) != value}
    if not changed:
        return []
    if "category" in changed:
        _may_become(device, changed["category"])
    Device.objects.filter(pk=device.pk).update(**changed)
    refresh_search_text([device])
    if "category" in changed and device.status == DeviceStatus.IN_REFURBISHMENT:
        begin_checklist(device, changed["category"], actor=actor, now=now)
    if COLUMNS & changed.keys():
        hardware_became_known(device, actor=actor, now=now)
    names = sorted(changed)
    record(device, FACTS_CHANGED, actor=actor, data={"fields": names}, happened_at=now)
    if "serial" in changed:
        device.refresh_from_db()
        hear_waiting(device, actor=actor, now=now or timezone.now())
    return names


def _may_become(device: Device, category: Category) -> None:
    if category.can_hold_media != device.category.can_hold_media and device.status not in BEFORE_THE_GATE:
        raise TransitionRefused(
            _("This category is asked otherwise about storage media. Send the device back to refurbishment first.")
        )
