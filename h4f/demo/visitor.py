"""A visitor without an account, who offered two old notebooks and some loose disks last night."""

from custody.actor import Actor
from devices.models import Category, Goods
from devices.offering import offers
from devices.offering.contents import Content
from devices.registration import OfferedRow
from donations.enums import Delivery, DonorKind, MediaWithData, Origin
from donations.models import Donation
from h4f.demo.calendar import Calendar

ANSWERS = {
    "delivery": Delivery.DROP_OFF,
    "window": "samstags oder ab 17 Uhr",
    "media_with_data": MediaWithData.YES,
    "origin": Origin.PRIVATE,
    "message": "Das ältere Notebook hat kein Netzteil mehr.",
    "kind": DonorKind.PRIVATE,
    "name": "Jürgen Ahrens",
}


def call_in(calendar: Calendar) -> Donation:
    """The offer, confirmed by the link in its mail ten minutes later."""
    notebook = Category.objects.get(code="notebook")
    rows = [
        OfferedRow(notebook, maker="Lenovo", model="ThinkPad T480", year=2018, ram_gib=8),
        OfferedRow(notebook, maker="Acer", model="Aspire 5738", year=2010, ram_gib=2),
        OfferedRow(None, 3, model="externe Festplatten", goods=Goods.LOOSE_DISKS),
    ]
    content = Content.of(ANSWERS, rows)
    email = "ahrens@example.org"
    offer = offers.hand_in(content, email=email, language="de", now=calendar.at(1, "20:40"))
    return offers.confirm(offer, donor=None, actor=Actor.link(), now=calendar.at(1, "20:50"))
