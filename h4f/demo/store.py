"""What lies on the shelves beside the devices: power supplies and cables, spare parts, pallets for recycling."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from custody.actor import Actor
from devices.accessories.giving import assign
from devices.accessories.stock import Pieces, take_in, throw_away
from devices.enums import DeviceStatus
from devices.models import AccessoryKind, AccessoryStock, Device, Location, Pallet, PartKind, Plug, RecyclingGoods
from devices.pallets.collecting import Collection, collect
from devices.pallets.filling import open_pallet, put_device, put_goods
from devices.parts.dismantling import dismantle
from devices.parts.stock import NewPart
from h4f.demo.machines import Machine
from h4f.demo.people import Cast

# Kind, plug, watts, how many are there before the first donation comes.
SHELF = (
    ("power_supply", "usb_c", 65, 34),
    ("power_supply", "lenovo_slim_tip", 65, 21),
    ("power_supply", "barrel_7_4", 65, 26),
    ("power_supply", "barrel_4_5_3_0", 45, 17),
    ("power_supply", "barrel_5_5_2_5", 65, 12),
    ("power_cord", "c13", None, 60),
    ("power_cord", "c5", None, 25),
    ("display_cable", "hdmi", None, 18),
    ("display_cable", "displayport", None, 23),
    ("display_cable", "vga", None, 40),
    ("network_cable", "", None, 31),
    ("mouse", "", None, 14),
    ("keyboard", "", None, 11),
    ("bag", "", None, 6),
)
PLUG_OF = {"Dell": "barrel_7_4", "Lenovo": "lenovo_slim_tip", "HP": "barrel_4_5_3_0", "Fujitsu": "barrel_5_5_2_5"}


class Store:
    """The shelves with accessories and parts, and the corner where pallets stand."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast = cast
        self.shelf = Location.objects.get(code="ersatzteile")
        self.corner = Location.objects.get(code="schrott")
        self._fill(now)

    def _fill(self, now: datetime) -> None:
        kinds = {kind.code: kind for kind in AccessoryKind.objects.all()}
        plugs = {plug.code: plug for plug in Plug.objects.all()}
        rows = [Pieces(kinds[kind], count, self.shelf, plugs.get(plug), watts) for kind, plug, watts, count in SHELF]
        take_in(rows, actor=self.cast.volunteers[0], now=now)
        worn = AccessoryStock.objects.get(plug__code="barrel_7_4")
        throw_away(worn, 2, reason="Kabel am Stecker gebrochen", actor=self.cast.volunteers[1], now=now)

    def give_power(self, device: Device, machine: Machine, *, actor: Actor, now: datetime) -> None:
        """A notebook gets the power supply of its maker, everything else a power cord."""
        notebook = machine.category == "notebook"
        plug = PLUG_OF.get(machine.maker, "usb_c") if notebook else "c13"
        assign(device, AccessoryStock.objects.get(plug__code=plug), actor=actor, now=now)

    def dismantle(self, device: Device, *, reason: str, now: datetime) -> None:
        """Memory and battery of a dead notebook are kept."""
        kinds = {kind.code: kind for kind in PartKind.objects.all()}
        rows = [NewPart(kinds["ram"], 1, "8 GB", "SO-DIMM DDR4"), NewPart(kinds["battery"], 1, "74 %")]
        dismantle(device, rows, location=self.shelf, reason=reason, actor=self.cast.senior, now=now)

    def clear_out(self, left_at: datetime, now: datetime) -> None:
        """What was recycled until then left on a pallet; the rest stands on the next one."""
        gone = Device.objects.filter(status__in=[DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED]).order_by("pk")
        left = [device for device in gone if device.status_since < left_at]
        collected = self._pallet(left, "cables", Decimal("18.5"), left_at)
        taken = Collection("Wertstoffe Parthe GmbH", timezone.localdate(left_at), Decimal("146"), "EN-0417")
        collect(collected, taken, actor=self.cast.senior, now=left_at)
        self._pallet([device for device in gone if device not in left], "boards", Decimal("4"), now)

    def _pallet(self, devices: list[Device], goods: str, kg: Decimal, now: datetime) -> Pallet:
        pallet = open_pallet(actor=self.cast.senior, location=self.corner, now=now)
        for device in devices:
            put_device(pallet, device, actor=self.cast.senior, now=now)
        weighed = RecyclingGoods.objects.get(code=goods)
        put_goods(pallet, weighed, kg=kg, actor=self.cast.senior, now=now)
        return pallet
