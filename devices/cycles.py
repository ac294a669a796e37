"""Whether a device was out of our hands since its cycle began: then what is in it may have been used."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent

CYCLE_STARTED = "cycle_started"
OUT = (DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR, DeviceStatus.RETURNED)
# Past the gate: of one that was lost from here nobody checks again what is in it, but in a new cycle.
PAST_THE_GATE = (DeviceStatus.READY, DeviceStatus.RESERVED)


def were_out(pks: Iterable[int]) -> set[int]:
    """Those of these devices that were out of our hands in their present cycle, whatever came of it: given out, or lost
    when they were ready for that and found again. A loss that was taken back is none."""
    began = DeviceEvent.objects.filter(subject=OuterRef("subject"), kind=CYCLE_STARTED).order_by("-sequence")
    after = DeviceEvent.objects.filter(subject=OuterRef("subject"), sequence__gt=OuterRef("sequence"))
    then = after.exclude(new_status="").order_by("sequence").values("new_status")[:1]
    found_again = Q(old_status__in=PAST_THE_GATE, new_status=DeviceStatus.LOST, then=DeviceStatus.RECEIVED)
    out = Q(old_status__in=OUT) | Q(new_status__in=OUT) | found_again
    lines = DeviceEvent.objects.filter(subject__in=list(pks)).alias(then=Subquery(then)).filter(out)
    since = lines.alias(began=Coalesce(Subquery(began.values("sequence")[:1]), Value(0)))
    return set(since.filter(sequence__gt=F("began")).values_list("subject", flat=True))


def begins_a_cycle(device: Device) -> bool:
    """Whether the start of refurbishment begins a new cycle: the device was in other people's hands, or may have
    been."""
    return bool(beginning_a_cycle([device]))


def beginning_a_cycle(devices: Iterable[Device]) -> set[int]:
    """Keys of those of several devices."""
    devices = list(devices)
    found = [device.pk for device in devices if device.status == DeviceStatus.RECEIVED]
    returned = {device.pk for device in devices if device.status == DeviceStatus.RETURNED}
    return returned | (were_out(found) if found else set())
