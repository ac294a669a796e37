"""Steps of devices that stand: a step that was taken back leaves no trace in numbers or in what a donor reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from custody.enums import CORRECTED
from devices.models import DeviceEvent


@dataclass(frozen=True)
class StandingStep:
    """A device took on a status."""

    device: int
    status: str
    when: datetime


def standing_steps(events: QuerySet[DeviceEvent]) -> dict[int, list[StandingStep]]:
    """{device: its steps in their order} of these lines of history, read at once."""
    rows = events.exclude(new_status="").order_by("subject", "sequence")
    by_device: dict[int, list[tuple]] = {}
    for device, *line in rows.values_list("subject", "sequence", "kind", "new_status", "happened_at", "data"):
        by_device.setdefault(device, []).append(tuple(line))
    return {device: _standing(device, lines) for device, lines in by_device.items()}


def _standing(device: int, lines: Iterable[tuple]) -> list[StandingStep]:
    taken_back = {data.get("corrects") for _sequence, kind, _status, _when, data in lines if kind == CORRECTED}
    return [
        StandingStep(device, status, when)
        for sequence, kind, status, when, _data in lines
        if kind != CORRECTED and sequence not in taken_back
    ]
