"""Work that was done without internet and is entered later: when it was really done.

What happened and when it was written down are two times (PRODUCT.md § 2, Event)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.lifecycle import TransitionRefused
from devices.media import arrival
from devices.models import Device

# The clocks of a paper, a phone and the server never agree to the minute.
TOLERANCE = timedelta(minutes=2)
LONGEST_AGO = timedelta(days=366)


class MomentInput(forms.DateTimeInput):
    """Day and time, picked with the browser's own fields."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"class": "h4f-moment", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class HappenedAtField(forms.DateTimeField):
    """When it was really done; empty for now. Refuses the future, and a year that cannot be meant. It is folded away on
    every page, since it is seldom needed."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("template_name", "devices/includes/entered_later.html")
        options.setdefault("label", gettext_lazy("When was it really done?"))
        options.setdefault("help_text", gettext_lazy("Only when it is entered later, from a work card. Else empty."))
        super().__init__(**{"required": False, **options})

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if reason := refusal(value):
            raise ValidationError(reason)


def refusal(happened_at: datetime | None, now: datetime | None = None) -> str:
    """Why nothing can have happened then; nothing when it can, or when no time is given."""
    now = now or timezone.now()
    if happened_at is None:
        return ""
    if happened_at > now + TOLERANCE:
        return _("This time is in the future. Please give the day and time of the work card.")
    if happened_at < now - LONGEST_AGO:
        return _("This time is more than a year ago. Please check the year.")
    return ""


def moment(device: Device, happened_at: datetime | None) -> datetime | None:
    """When something was done with this device; None for now. Raises TransitionRefused as `check_after_arrival`."""
    if happened_at is not None:
        check_after_arrival(device, happened_at)
    return happened_at


def check_after_arrival(device: Device, happened_at: datetime) -> None:
    """Raises TransitionRefused when the device was not in the house yet. For devices that are in the house."""
    if device.is_in_workshop and happened_at < arrival(device) - TOLERANCE:
        raise TransitionRefused(_("%(number)s came into the house later than this time.") % {"number": device.number})
