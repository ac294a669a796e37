"""Media that are in a device by our records and were not in the last report that would have shown them."""

from collections.abc import Iterable

from devices.inside import fact_of
from devices.matching import is_away
from devices.merging import same_serial
from devices.models import Device, Evidence, StorageMedium
from devices.readings import hardware_report
from devices.sources import FACTS_READ


def missing_media(device: Device, media: Iterable[StorageMedium]) -> set[int]:
    """Keys of those that a report lacked and no later one shows: somebody may have taken them out without a word."""
    lines = list(device.events.filter(kind=FACTS_READ).order_by("sequence").values_list("data", flat=True))
    if not any(data.get("unseen") for data in lines):
        return set()
    facts = dict(Evidence.objects.filter(pk__in=[data["evidence"] for data in lines]).values_list("pk", "facts"))
    return {medium.pk for medium in media if not is_away(medium) and _is_missing(medium, lines, facts)}


def _is_missing(medium: StorageMedium, lines: list[dict], facts: dict[int, dict]) -> bool:
    missing, known = False, fact_of(medium)
    for data in lines:
        if medium.pk in data.get("unseen", ()):
            missing = True
        elif missing:
            shown = hardware_report(facts[data["evidence"]]).storage
            missing = not any(same_serial(disk, known) for disk in shown)
    return missing
