"""What labels add to shared pages: a scanned blank label leads to its device, or asks for one."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from devices import scanning
from devices.models import ReservedNumber
from devices.scanning import Found


def register() -> None:
    """Called in AppConfig.ready()."""
    scanning.register("label", find_labels, position=15)


def find_labels(readings: Sequence[str], user: User) -> list[Found]:
    """By the number on a blank label: the device that it is stuck on, or the label itself while it is free. A label
    that became a device's own number is found as that device already."""
    if not user.has_perm("devices.view_device"):
        return []
    rows = ReservedNumber.objects.filter(number__in=readings).select_related("device__category", "device__location")
    return [_pointer(row) if row.device else _free(row) for row in rows]


def _pointer(label: ReservedNumber) -> Found:
    device = label.device
    url = reverse("device_detail", args=[device.number])
    if label.number == device.number:
        return Found("device", device, device.number, device.title, url)
    detail = _("%(what)s, by its label %(label)s") % {"what": device.title, "label": label.number}
    return Found("device", device, device.number, detail, f"{url}?label={label.number}")


def _free(label: ReservedNumber) -> Found:
    word = _("label thrown away") if label.voided_at else _("free label")
    return Found("label", label, label.number, word, reverse("label_detail", args=[label.number]))
