"""Lines of a device's history, written directly, for tests that read them."""

from datetime import datetime

from custody.enums import CORRECTED, STATUS_CHANGED
from devices.models import Device, DeviceEvent
from tests import cast


def walked(device: Device, *steps: tuple[str, datetime], taken_back: tuple[int, ...] = ()) -> Device:
    """The device took these statuses on; steps whose position (from 1) is in `taken_back` were then taken back."""
    lines = [(STATUS_CHANGED, status, when, {}) for status, when in steps]
    lines += [(CORRECTED, "delivered", steps[-1][1], {"corrects": position}) for position in taken_back]
    DeviceEvent.objects.bulk_create(
        DeviceEvent(
            subject=device,
            sequence=sequence,
            kind=kind,
            new_status=status,
            data=data,
            happened_at=when,
            recorded_at=when,
            via="system",
            hash=f"{cast._next():064x}",
        )
        for sequence, (kind, status, when, data) in enumerate(lines, start=1)
    )
    given = [when for status, when in steps if status == "handed_over"]
    if given and not taken_back:
        Device.objects.filter(pk=device.pk).update(first_handed_over_at=given[0])
    return device
