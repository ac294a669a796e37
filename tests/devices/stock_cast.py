"""Builders of parts, pallets and accessories, as tests.cast has them for devices."""

from devices.models import AccessoryKind, AccessoryStock, Pallet, Part, PartKind, Plug, StorageMedium
from tests import cast


def part(**fields) -> Part:
    """Memory in stock."""
    kind = PartKind.objects.get_or_create(code="ram", defaults={"name_de": "Arbeitsspeicher", "name_en": "Memory"})[0]
    defaults = {"number": f"T-{cast._next()}", "kind": kind, "capacity": "8 GB", "location": cast.location()}
    return Part.objects.create(**{**defaults, **fields})


def pallet(**fields) -> Pallet:
    """Being filled, nothing on it yet."""
    return Pallet.objects.create(**{"number": f"P-2026-{cast._next() % 10000:04d}", **fields})


def collected(full: Pallet, *media: StorageMedium) -> Pallet:
    """A company took the pallet away, with these on it."""
    for medium in media:
        full.lines.create(medium=medium, added_at=cast.NOW)
    Pallet.objects.filter(pk=full.pk).update(
        status="collected", taker="Recycling GmbH", collected_on=cast.NOW, frozen="{}", frozen_sha256="0" * 64
    )
    return full


def accessories(kind: str = "power_supply", plug: str = "usb_c", watts: int | None = 65, **fields) -> AccessoryStock:
    """Ten power supplies on a shelf; the kinds and plugs are the reference data's."""
    defaults = {
        "kind": AccessoryKind.objects.get(code=kind),
        "plug": Plug.objects.get(code=plug) if plug else None,
        "watts": watts,
        "location": cast.location(),
        "count": 10,
    }
    return AccessoryStock.objects.create(**{**defaults, **fields})
