"""What coordination says when it exchanges a reserved device."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.models import Device
from recipients.forms.reason import ReasonForm
from recipients.matching import why
from recipients.models import MinimumSpec


class SwapForm(ReasonForm):
    """Which device instead, and why."""

    device = forms.ChoiceField(label=_("Instead"), widget=forms.RadioSelect)
    field_order = ["device", "reason"]

    def __init__(self, *args, devices: Sequence[Device], spec: MinimumSpec | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["device"].choices = [
            (device.number, f"{device.number} · {device.title} · {why(device, spec)}") for device in devices
        ]
        self.fields["device"].initial = devices[0].number if devices else None
