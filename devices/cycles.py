"""Whether a device was out of the house since its cycle began: then what is in it may have been used."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent

CYCLE_STARTED = "cycle_started"
OUT = (DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR, DeviceStatus.RETURNED)


def were_out(pks: Iterable[int]) -> set[int]:
    """Those of these devices that left the house in their present cycle, whatever came of it: also one that was lost
    out there and found again has to begin a new cycle."""
    began = DeviceEvent.objects.filter(subject=OuterRef("subject"), kind=CYCLE_STARTED).order_by("-sequence")
    lines = DeviceEvent.objects.filter(Q(old_status__in=OUT) | Q(new_status__in=OUT), subject__in=list(pks))
    since = lines.annotate(began=Coalesce(Subquery(began.values("sequence")[:1]), Value(0)))
    return set(since.filter(sequence__gt=F("began")).values_list("subject", flat=True))


def begins_a_cycle(device: Device) -> bool:
    """Whether the start of refurbishment begins a new cycle: the device was in other people's hands."""
    if device.status == DeviceStatus.RETURNED:
        return True
    return device.status == DeviceStatus.RECEIVED and bool(were_out([device.pk]))
