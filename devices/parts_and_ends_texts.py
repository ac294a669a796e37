"""What histories say about accessories, parts and pallets: on the device's page, the part's and the pallet's."""

from collections.abc import Callable
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.pages import status
from custody.enums import CORRECTED
from custody.models import Event
from devices.accessories.giving import ACCESSORY_ASSIGNED, ACCESSORY_TAKEN_OFF
from devices.enums import PartStatus
from devices.models import AccessoryStock, Device, Pallet, PalletCertificate, Part, RecyclingGoods, StorageMedium
from devices.named_rows import Rows
from devices.pallets.collecting import CERTIFICATE_ADDED, LIST_ISSUED
from devices.pallets.filling import LINE_ADDED, LINE_REMOVED, PALLET_OPENED, PUT_ON_PALLET, TAKEN_OFF_PALLET
from devices.parts.stock import PART_BUILT_IN, PART_CHANGED, PART_TAKEN, PART_TAKEN_OUT

Data = dict[str, Any]


class HasRows(Protocol):
    """Names of a device's history, as far as they are asked here."""

    rows: Rows


def _accessory(data: Data, names: HasRows) -> str:
    found = names.rows.get(AccessoryStock, "accessory", data.get("accessory"), "kind", "plug")
    return found.name if found else ""


def _part(data: Data, names: HasRows) -> dict[str, str]:
    part = names.rows.get(Part, "part", data.get("part"), "kind", "from_device")
    if part is None:
        return {"part": "", "number": "", "device": ""}
    return {
        "part": part.title,
        "number": part.number,
        "device": part.from_device.number if part.from_device else "",
    }


def _built_in(data: Data, names: HasRows) -> str:
    said = _part(data, names)
    if said["device"]:
        return _("%(part)s from %(device)s built in (%(number)s)") % said
    return _("%(part)s built in (%(number)s)") % said


def _pallet(data: Data, names: HasRows) -> dict[str, str]:
    pallet = names.rows.get(Pallet, "pallet", data.get("pallet"))
    return {"pallet": pallet.number if pallet else ""}


ON_A_DEVICE: dict[str, Callable[[Data, HasRows], str]] = {
    ACCESSORY_ASSIGNED: lambda data, names: _("%(what)s goes with it") % {"what": _accessory(data, names)},
    ACCESSORY_TAKEN_OFF: lambda data, names: _("%(what)s is back in stock") % {"what": _accessory(data, names)},
    PART_TAKEN: lambda data, names: _("%(part)s taken out into stock (%(number)s)") % _part(data, names),
    PART_BUILT_IN: _built_in,
    PART_TAKEN_OUT: lambda data, names: _("%(part)s taken out again (%(number)s)") % _part(data, names),
    PUT_ON_PALLET: lambda data, names: _("Put on pallet %(pallet)s") % _pallet(data, names),
    TAKEN_OFF_PALLET: lambda data, names: _("Taken off pallet %(pallet)s") % _pallet(data, names),
}


def part_line(event: Event, rows: Rows) -> str:
    """One line of a part's history."""
    device = rows.get(Device, "device", event.data.get("device"))
    number = device.number if device else ""
    if event.kind == CORRECTED:
        return _("taken back to: %(status)s") % {"status": status.look("part", event.new_status).word}
    if event.kind == PART_TAKEN:
        return _("Taken from %(device)s into stock") % {"device": number} if number else _("Taken into stock")
    if event.kind == PART_CHANGED:
        return _("Facts put right")
    texts = {
        PartStatus.BUILT_IN: _("Built into %(device)s"),
        PartStatus.IN_STOCK: _("Taken out of %(device)s again"),
        PartStatus.SCRAPPED: _("Scrapped"),
    }
    return texts[PartStatus(event.new_status)] % {"device": number}


def pallet_line(event: Event, rows: Rows) -> str:
    """One line of a pallet's history."""
    if event.kind == PALLET_OPENED:
        return _("Pallet begun")
    if event.kind == CERTIFICATE_ADDED:
        found = rows.get(PalletCertificate, "certificate", event.data.get("certificate"))
        return _("Certificate %(number)s") % {"number": found.number if found else ""}
    if event.kind == LIST_ISSUED:
        return _("List issued as a paper")
    if event.new_status:
        count = event.data.get("lines", 0)
        text = ngettext("Collected with %(count)d line", "Collected with %(count)d lines", count)
        return text % {"count": count}
    text = {LINE_ADDED: _("%(what)s put on"), LINE_REMOVED: _("%(what)s taken off")}[event.kind]
    return text % {"what": _thing(event.data, rows)}


def _thing(data: Data, rows: Rows) -> str:
    if device := rows.get(Device, "device", data.get("device")):
        return device.number
    if medium := rows.get(StorageMedium, "medium", data.get("medium")):
        return " ".join(part for part in (str(medium), medium.serial) if part)
    goods = rows.get(RecyclingGoods, "goods", data.get("goods"))
    return str(goods or "")
