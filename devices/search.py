"""What a device is found by. The stored text is folded, since the database's own search knows no umlauts."""

from collections.abc import Iterable

from accounts.pages.folding import searchable
from devices.models import Device

CHUNK = 500


def search_text_of(device: Device) -> str:
    """Number, maker, model, serial, asset tag, category and donation; never the donor's name, which the workshop may
    not see. Reads `category` and `donation` of the device."""
    category = device.category
    return searchable(
        device.number,
        device.maker,
        device.model,
        device.serial,
        device.asset_tag,
        device.cpu,
        category.name_de,
        category.name_en,
        device.donation.number,
    )


def refresh_search_text(devices: Iterable[Device]) -> None:
    """Stores the search text anew; call it in the transaction that changes one of its parts."""
    pks = sorted(device.pk for device in devices)
    for start in range(0, len(pks), CHUNK):
        rows = list(Device.objects.filter(pk__in=pks[start : start + CHUNK]).select_related("category", "donation"))
        for row in rows:
            row.search_text = search_text_of(row)
        Device.objects.bulk_update(rows, ["search_text"])
