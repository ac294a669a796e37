"""What stands on a pallet, as its list says it: German words, no people. Of a collected pallet the frozen list is read;
of an open one it is made from the rows."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation

from devices.enums import MediumStatus
from devices.models import Device, Erasure, Pallet, PalletLine, StorageMedium

DEVICE, MEDIUM, GOODS = "device", "medium", "goods"
NOT_IN_IT = (MediumStatus.RETURNED_TO_DONOR,)


def content_of(pallet: Pallet, taker: str, collected_on: date, weight_kg: Decimal | None) -> dict[str, Any]:
    """The list as plain JSON values."""
    with translation.override("de"):
        return {
            "number": pallet.number,
            "taker": taker,
            "collected_on": collected_on.isoformat(),
            "weight_kg": _kilograms(weight_kg),
            "lines": [_line(line) for line in lines_of(pallet)],
        }


def frozen_lines(pallet: Pallet) -> list[dict[str, Any]]:
    """The lines of a collected pallet."""
    return json.loads(pallet.frozen)["lines"]


def present_lines(pallet: Pallet) -> list[dict[str, Any]]:
    """The lines of the pallet's list, frozen or as they are now."""
    if pallet.frozen:
        return frozen_lines(pallet)
    with translation.override("de"):
        return [_line(line) for line in lines_of(pallet)]


def lines_of(pallet: Pallet) -> QuerySet[PalletLine]:
    """With everything that the list reads."""
    erasures = Erasure.objects.standing().order_by("-pk")
    media = StorageMedium.objects.prefetch_related(Prefetch("erasures", queryset=erasures, to_attr="standing"))
    return pallet.lines.select_related(
        "device__category", "device__donation", "medium__device", "medium__donation", "goods", "added_by"
    ).prefetch_related(
        Prefetch("device__media", queryset=media),
        Prefetch("medium__erasures", queryset=erasures, to_attr="standing"),
    )


def _line(line: PalletLine) -> dict[str, Any]:
    if line.device:
        return _device(line.device)
    if line.medium:
        return {"kind": MEDIUM, "donation": line.medium.donation.number, **_medium(line.medium)}
    return {"kind": GOODS, "name": line.goods.name, "kg": _kilograms(line.kg), "pieces": line.pieces}


def _kilograms(kg: Decimal | None) -> str:
    """As it is printed: "12,5"."""
    return f"{kg:f}".rstrip("0").rstrip(".").replace(".", ",") if kg else ""


def _device(device: Device) -> dict[str, Any]:
    return {
        "kind": DEVICE,
        "number": device.number,
        "category": device.category.name,
        "name": device.title,
        "serial": device.serial,
        "asset_tag": device.asset_tag,
        "donation": device.donation.number,
        "media": [_medium(medium) for medium in device.media.all() if _goes_with_it(medium)],
    }


def _goes_with_it(medium: StorageMedium) -> bool:
    """Whether the list names it with its device: one that was taken out is named as such until it is erased; then it
    lies in stock, or stands on a pallet by itself."""
    in_stock = medium.status == MediumStatus.ERASED and medium.is_outside
    return medium.status not in NOT_IN_IT and not in_stock


def _medium(medium: StorageMedium) -> dict[str, Any]:
    proof = next((row for row in _standing(medium) if row.outcome == medium.status), None)
    return {
        "name": str(medium),
        "type": str(medium.get_kind_display()),
        "serial": medium.serial,
        "host": medium.device.number if medium.device_id else "",
        "fate": str(medium.get_status_display()),
        "level": proof.get_level_display() if proof else "",
        "done_on": f"{timezone.localtime(proof.finished_at):%d.%m.%Y}" if proof else "",
    }


def _standing(medium: StorageMedium) -> Iterable[Erasure]:
    return medium.standing


HEADINGS = (
    "Position",
    "Art",
    "Nummer",
    "Bezeichnung",
    "Seriennummer",
    "Inventarnummer",
    "Spende",
    "Datenträger",
    "Seriennummer des Datenträgers",
    "Verbleib",
    "Stufe",
    "am",
    "kg",
    "Stück",
)
KINDS = {DEVICE: "Gerät", MEDIUM: "Datenträger", GOODS: "Menge"}


def table(lines: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """The list as rows of a spreadsheet, headings first; a device has a row for each of its media."""
    yield list(HEADINGS)
    for position, line in enumerate(lines, start=1):
        start = [
            position,
            KINDS[line["kind"]],
            line.get("number", ""),
            line["name"],
            line.get("serial", "") if line["kind"] == DEVICE else "",
            line.get("asset_tag", ""),
            line.get("donation", ""),
        ]
        media = [line] if line["kind"] == MEDIUM else line.get("media", [])
        for medium in media or [{}]:
            yield [*start, *_medium_cells(medium), line.get("kg", ""), line.get("pieces") or ""]


def _medium_cells(medium: dict[str, Any]) -> list[str]:
    name = f"{medium['name']}, {medium['type']}" if medium else ""
    return [name, *(medium.get(key, "") for key in ("serial", "fate", "level", "done_on"))]
