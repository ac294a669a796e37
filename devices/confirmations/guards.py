"""What a valid confirmation holds fast: a device that it names came and was taken."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from custody.lifecycle import Step
from devices.confirmations.days import AWAITED
from devices.models import ConfirmedValue, Device


def not_confirmed(rows: list[Device], step: Step) -> Mapping[int, str]:
    """What a valid tax confirmation names is not handed back as if it had never been a gift."""
    lines = ConfirmedValue.objects.filter(device__in=[row.pk for row in rows], active=True)
    said = _("The valid tax confirmation %(number)s names it. Please declare that one void first.")
    named = lines.values_list("device", "confirmation__document__number")
    return {device: said % {"number": number} for device, number in named}


def arrival_is_confirmed(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Registered as guard of taking back: the same for an arrival that is taken back."""
    return not_confirmed(rows, step) if step.new in AWAITED else {}
