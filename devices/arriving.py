"""What waited for a device is heard when it is here."""

from django.utils import timezone

from custody.lifecycle import Step
from devices.enums import DeviceStatus
from devices.hearing import hear_waiting_for_devices

ARRIVED = (DeviceStatus.RECEIVED, DeviceStatus.RETURNED, DeviceStatus.IN_REPAIR)


def what_waited_is_heard(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: originals that came before their device speak of it now, whatever the day
    on paper says, as a log of today is not from the future of an arrival that is entered later."""
    if step.new in ARRIVED:
        hear_waiting_for_devices(pks, actor=step.actor, now=max(step.happened_at, timezone.now()))
