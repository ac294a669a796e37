"""What accessories, parts and pallets put on shared pages: navigation, tiles, scan fields, piles, the search."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation, search
from accounts.pages.filters import SearchFilter
from accounts.pages.scanning import normalise_scan
from devices import scanning
from devices.accessories.giving import without_power
from devices.device_filters import NO_POWER
from devices.enums import DeviceStatus, PalletStatus
from devices.models import Device, Pallet, Part
from devices.pallets.filters import MISSING
from devices.pallets.pile import TO_PALLET
from devices.pallets.scanning import find_pallets
from devices.parts.finding import find_parts, part_numbers
from devices.piles.registry import register as register_piles

BY_TEXT = SearchFilter(numbers=("number", "serial"))


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(
            _("Stock"),
            "accessory_list",
            permission="devices.view_device",
            position=45,
            beneath=("/parts/", "/pallets/"),
        )
    )
    cards.register(*_CARDS)
    search.register(search.Source("parts", _("Spare parts"), find, position=15))
    search.register(search.Source("pallets", _("Pallets for recycling"), find_by_pallet, position=16))
    scanning.register("part", find_parts, position=50)
    scanning.register("pallet", find_pallets, position=60)
    register_piles(TO_PALLET)


def _ready_without_power(user: User) -> int:
    ready = Device.objects.visible_to(user).filter(status__in=[DeviceStatus.READY, DeviceStatus.RESERVED])
    return without_power(ready).count()


def _certificates_missing(user: User) -> int:
    collected = Pallet.objects.visible_to(user).filter(status=PalletStatus.COLLECTED)
    return collected.filter(certificates=None).count()


_CARDS = (
    cards.Card(
        "without_power",
        _("Ready without a power supply"),
        "devices.refurbish_device",
        _ready_without_power,
        lambda: f"{reverse('device_list')}?{urlencode({'waiting': NO_POWER})}",
        position=75,
        # Coordination reads it on each handover.
        shown_to=lambda user: not user.has_perm("devices.manage_device"),
    ),
    cards.Card(
        "certificates_missing",
        _("Pallets without a certificate"),
        "devices.recycle_device",
        _certificates_missing,
        lambda: f"{reverse('pallet_list')}?{urlencode({'certificate': MISSING})}",
        position=95,
    ),
)


def find(user: User, text: str) -> list[search.Hit]:
    """Parts by number, serial number, kind or model."""
    if not user.has_perm("devices.view_device"):
        return []
    numbers = set(part_numbers(text, bare=False))
    readings = set(normalise_scan(text))
    parts = BY_TEXT.filter(Part.objects.visible_to(user), text) | Part.objects.filter(number__in=numbers)
    found = parts.select_related("kind", "location").order_by("-pk")[: search.MOST_HITS]
    return [
        search.Hit(
            title=f"{part.number} {part.title}",
            detail=str(part.get_status_display()),
            url=reverse("part_detail", args=[part.number]),
            exact=part.number in numbers or bool(part.serial and part.serial.upper() in readings),
        )
        for part in found
    ]


def find_by_pallet(user: User, text: str) -> list[search.Hit]:
    """Pallets by number."""
    found = find_pallets(normalise_scan(text), user)
    return [search.Hit(title=hit.title, detail=hit.detail, url=hit.url, exact=True) for hit in found]
