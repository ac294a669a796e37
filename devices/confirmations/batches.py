"""What of a donation can be confirmed: one paper for each day on which something was given."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from devices.confirmations.days import days_of, given
from devices.confirmations.values import confirmed_pks
from devices.models import Device
from donations.models import Donation


@dataclass
class Batch:
    """The devices of one day: those whose value can be confirmed now, those without a value, those confirmed."""

    given_on: date
    valued: list[Device] = field(default_factory=list)
    unvalued: list[Device] = field(default_factory=list)
    confirmed: list[Device] = field(default_factory=list)

    @property
    def devices(self) -> list[Device]:
        """All that came on this day."""
        return sorted(
            self.valued + self.unvalued + self.confirmed, key=lambda device: (device.is_surplus, device.line, device.pk)
        )

    @property
    def total(self) -> Decimal:
        """The sum of what can be confirmed now."""
        return sum((device.stated_value.total for device in self.valued), Decimal(0))


def batches(donation: Donation) -> list[Batch]:
    """By day, the first one first."""
    devices = list(given(donation))
    days, confirmed = days_of(donation, devices), confirmed_pks(donation)
    found: dict[date, Batch] = {}
    for device in devices:
        batch = found.setdefault(days[device.pk], Batch(days[device.pk]))
        _heap(batch, device, confirmed).append(device)
    return [found[day] for day in sorted(found)]


def _heap(batch: Batch, device: Device, confirmed: set[int]) -> list[Device]:
    if device.pk in confirmed:
        return batch.confirmed
    return batch.valued if hasattr(device, "stated_value") else batch.unvalued


def batch_of(donation: Donation, given_on: date) -> Batch | None:
    """What came on this day."""
    return next((batch for batch in batches(donation) if batch.given_on == given_on), None)
