"""What is asked before a pallet is collected."""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.lifecycle import Step
from devices.enums import DeviceStatus, MediumStatus
from devices.models import Pallet, PalletLine

# A device leaves for recycling when somebody decided so, which the erasure gate allowed.
DECIDED = (DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED)
GONE_FOR_GOOD = (MediumStatus.ERASED, MediumStatus.DESTROYED)


def something_on_it(rows: list[Pallet], step: Step) -> Mapping[int, str]:
    """An empty pallet is not collected."""
    filled = set(PalletLine.objects.filter(pallet__in=_pks(rows)).values_list("pallet", flat=True))
    return {row.pk: _("Nothing is on this pallet yet.") for row in rows if row.pk not in filled}


def only_settled_media(rows: list[Pallet], step: Step) -> Mapping[int, str]:
    """No device and no loose medium on it may still hold data. Asked again at the collection, since an erasure may have
    been taken back or a device brought back to the workshop meanwhile."""
    found: dict[int, list[str]] = {}
    for line in unsettled(PalletLine.objects.filter(pallet__in=_pks(rows))):
        name = line.device.number if line.device else str(line.medium)
        found.setdefault(line.pallet_id, []).append(name)
    return {pallet: _sentence(names) for pallet, names in found.items()}


def unsettled(lines: QuerySet[PalletLine]) -> QuerySet[PalletLine]:
    """Lines that keep their pallet in the house: a medium that is still to be erased or was put into a device
    meanwhile, or a device that nobody gave to recycling."""
    open_device = ~Q(device__status__in=DECIDED) | Q(device__unsettled_media__gt=0)
    inside = Q(medium__status=MediumStatus.ERASED, medium__device__isnull=False, medium__location=None)
    open_medium = ~Q(medium__status__in=GONE_FOR_GOOD) | inside
    wrong = Q(device__isnull=False) & open_device | Q(medium__isnull=False) & open_medium
    return lines.filter(wrong).select_related("device__category", "medium")


def _sentence(names: list[str]) -> str:
    text = ngettext(
        "%(names)s is not settled or not given to recycling. Take it off the pallet, or settle it first.",
        "%(names)s are not settled or not given to recycling. Take them off the pallet, or settle them first.",
        len(names),
    )
    return text % {"names": ", ".join(names)}


def _pks(rows: Iterable[Pallet]) -> list[int]:
    return [row.pk for row in rows]
