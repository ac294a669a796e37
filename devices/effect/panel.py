"""What a donation's page shows of its effect."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from devices.effect.calculation import effect
from devices.effect.uses import current_factors, uses_of
from donations.models import Donation


def effect_of_donation(user: User, donation: Donation) -> Mapping[str, Any] | None:
    """The effect until now; None while none of its devices was in use."""
    uses = uses_of(donation.devices.all())
    if not uses:
        return None
    now = timezone.now()
    return {"effect": effect(uses, current_factors(), now=now, on=timezone.localdate(now))}
