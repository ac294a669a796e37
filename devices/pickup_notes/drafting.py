"""What an Abholschein says: read from the donation and what was announced with it (PRODUCT.md § 6)."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone, translation

from devices.enums import DeviceStatus
from devices.models import Device, OfferedLine
from devices.pickup_notes.content import GERMAN_TEXTS, Goods, Media, NoteContent
from documents.parties import issuer_block
from documents.texts import edition, wording
from donations.addressing import address_lines, addressee
from donations.agreements.rules import words_for_papers
from donations.enums import Delivery
from donations.models import Donation

LANGUAGE = "de"
CLAUSES = "pick_up_note"
PICK_UP_TITLE, DROP_OFF_TITLE = "Abholschein", "Annahmeschein"
NOT_COMING = (DeviceStatus.REJECTED, DeviceStatus.NOT_RECEIVED)


def draft(donation: Donation, *, now: datetime) -> NoteContent:
    """The unsigned content as of now, without number, version and address. Raises TransitionRefused when issuer or
    wording is missing."""
    terms = wording(CLAUSES, timezone.localdate(now))
    with translation.override(LANGUAGE):
        return {
            "title": PICK_UP_TITLE if donation.delivery == Delivery.PICK_UP else DROP_OFF_TITLE,
            "language": LANGUAGE,
            "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "donation_number": donation.number,
            "appointment": _appointment(donation),
            "issuer": issuer_block(),
            "donor": addressee(donation),
            "where": _where(donation),
            "goods": [*_devices(donation), *_numberless(donation)],
            "media": _media(donation),
            "clauses": [{"heading": part["heading"], "text": part["text"]} for part in terms.body],
            "clauses_version": edition(terms),
            "signed": None,
            "texts": GERMAN_TEXTS,
        }


def _appointment(donation: Donation) -> str:
    when = donation.scheduled_for
    return f"{timezone.localtime(when):%d.%m.%Y, %H:%M} Uhr" if when else ""


def _where(donation: Donation) -> list[str]:
    """Where the goods change hands; the donor's own address is not written twice."""
    if donation.delivery == Delivery.DROP_OFF:
        issuer = issuer_block()
        return [issuer["name"], *issuer["address"].split(", ")]
    typed = [line.strip() for line in donation.pick_up_address.replace(",", "\n").splitlines() if line.strip()]
    return typed or (address_lines(donation.donor)[-2:] if donation.donor else [])


def _devices(donation: Donation) -> list[Goods]:
    """Devices in the order of the offer; those of one line that nothing tells apart are counted."""
    rows = donation.devices.exclude(status__in=NOT_COMING).select_related("category").order_by("line", "pk")
    return [_counted(list(found)) for _key, found in groupby(rows, key=_what_tells_apart)]


def _what_tells_apart(device: Device) -> tuple:
    alike = (device.line, device.category_id, device.maker, device.model)
    return (*alike, device.pk if device.serial or device.asset_tag else 0)


def _counted(devices: list[Device]) -> Goods:
    first = devices[0]
    numbers = first.number if len(devices) == 1 else f"{first.number} … {devices[-1].number}"
    name = first.title if first.title == first.category.name else f"{first.category.name} {first.title}"
    return {
        "count": str(len(devices)),
        "name": name,
        "serial": first.serial,
        "asset_tag": first.asset_tag,
        "device": numbers,
    }


def _numberless(donation: Donation) -> list[Goods]:
    """Loose disks and boxes of cables, which have no numbers."""
    rows = OfferedLine.objects.filter(donation=donation).exclude(goods="")
    return [
        {
            "count": str(row.count),
            "name": " · ".join(filter(None, (row.kind, row.description))),
            "serial": "",
            "asset_tag": "",
            "device": "",
        }
        for row in rows
    ]


def _media(donation: Donation) -> Media:
    return {"answer": donation.media_with_data, "agreement": words_for_papers(donation)}
