"""Each device's way as its donor may see it: what it became on which day, and what became of its disks. Nothing says
who asked for it or who has it."""

from collections.abc import Iterable

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.pages import status
from devices.enums import MediumStatus
from devices.models import DeviceEvent, StorageMedium
from devices.standing_steps import StandingStep, standing_steps
from donations.device_lines import SHOWN_TO_DONOR
from donations.ways import Stop


def ways_of(device_pks: Iterable[int]) -> dict[int, list[Stop]]:
    """{device: its stops, the first one first}."""
    pks = list(device_pks)
    found = {pk: _stops(steps) for pk, steps in standing_steps(DeviceEvent.objects.filter(subject__in=pks)).items()}
    for device, stop in _disks(pks):
        found.setdefault(device, []).append(stop)
    return {device: sorted(stops, key=lambda stop: stop.when) for device, stops in found.items()}


def _stops(steps: Iterable[StandingStep]) -> list[Stop]:
    """What a donor is not told looks like the state before it, and is left out."""
    stops: list[Stop] = []
    before = ""
    for step in steps:
        shown = SHOWN_TO_DONOR.get(step.status, step.status)
        if shown != before:
            stops.append(Stop(str(status.look("device", shown).word), step.when))
        before = shown
    return stops


def _disks(pks: Iterable[int]) -> Iterable[tuple[int, Stop]]:
    """Disks that came with the donation and are done with; another one that was put in is not the donor's."""
    own = StorageMedium.objects.filter(device__in=pks, donation=F("device__donation"))
    done = own.exclude(status=MediumStatus.PENDING).annotate(
        done_at=Coalesce("settled_by__finished_at", "status_since")
    )
    for device, serial, code, when in done.values_list("device", "serial", "status", "done_at"):
        word = str(status.look("medium", code).word)
        disk = " ".join(filter(None, (_("Disk"), serial)))
        yield device, Stop(f"{disk}: {word}", when)
