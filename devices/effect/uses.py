"""Which devices are or were in use, read from their history; and the factors as they stand."""

from collections.abc import Iterable

from django.db.models import QuerySet

from devices.effect.calculation import Factor, Use
from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent, EffectFactor
from devices.standing_steps import StandingStep, standing_steps

# A device in repair stays with its holder (PRODUCT.md § 3).
IN_USE = (DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR)


def uses_of(devices: QuerySet[Device]) -> list[Use]:
    """Every use of these devices."""
    given = devices.filter(first_handed_over_at__isnull=False).order_by()
    categories = dict(given.values_list("pk", "category"))
    steps = standing_steps(DeviceEvent.objects.filter(subject__in=given.values("pk")))
    return [use for device, category in categories.items() for use in _uses(category, steps.get(device, []))]


def _uses(category: int, steps: Iterable[StandingStep]) -> list[Use]:
    found: list[Use] = []
    began = None
    for step in steps:
        if step.status in IN_USE:
            began = began or step
        elif began:
            found.append(Use(step.device, category, began.when, step.when))
            began = None
    return [*found, Use(began.device, category, began.when)] if began else found


def current_factors() -> list[Factor]:
    """All factors that are in use, of whatever day."""
    columns = ("category", "saved", "per_year", "valid_from", "source", "is_rough")
    return [Factor(*row) for row in EffectFactor.objects.filter(is_active=True).values_list(*columns)]
