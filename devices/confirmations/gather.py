"""What the papers say: read from donation, devices, stated values and issuer, and resolved to German texts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone, translation

from devices.confirmations.batches import Batch
from devices.confirmations.captions import CONFIRMATION_CAPTIONS, TRANSFER_TEXTS
from devices.confirmations.money import euros, in_words, percent
from devices.confirmations.papers.content import (
    Box,
    ConfirmationContent,
    GivenDevice,
    Party,
    TransferContent,
    ValuedDevice,
)
from devices.confirmations.standing import Sources
from devices.enums import ValueBasis
from devices.models import Device, StatedValue
from documents.models import Issuer, TextVersion
from documents.parties import logo_part
from donations.enums import Origin
from donations.models import Donation, Donor

LANGUAGE = "de"
DRAFT_MARK = "ENTWURF – nicht für das Finanzamt: Angaben oder Wortlaut noch nicht geprüft"
BASIS_WORDS = {ValueBasis.MARKET: "gemeiner Wert", ValueBasis.BOOK: "Buchwert", ValueBasis.PARTIAL: "Teilwert"}
ORIGIN_BOXES = (
    ("origin_business", Origin.BUSINESS),
    ("origin_private", Origin.PRIVATE),
    ("origin_not_stated", Origin.NOT_STATED),
)
NOTE = "Werte nach Angaben des Zuwendenden"
GRADES = " Zustand: A\u00a0=\u00a0sehr gut, B\u00a0=\u00a0leichte, C\u00a0=\u00a0deutliche Spuren."
VAT_NOTE = "; USt: Umsatzsteuer auf den Wiederbeschaffungswert am Tag der Zuwendung"


def confirmation(
    donation: Donation, batch: Batch, sources: Sources, *, proofs_present: bool, now: datetime
) -> ConfirmationContent:
    """The content of the tax confirmation for the valued devices of a day, without number, version and address."""
    issuer, today = sources.issuer, timezone.localdate(now)
    form = {part["heading"]: part["text"] for part in sources.wording.body}
    with translation.override(LANGUAGE):
        return {
            "title": form["title"],
            "subtitle": form["subtitle"],
            "language": LANGUAGE,
            "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "draft_mark": _draft_mark(issuer, sources.wording),
            "copy_mark": "",
            "issuer": _issuer(issuer),
            "donor": _donor(donation.donor),
            "total": euros(batch.total),
            "total_in_words": in_words(batch.total),
            "given_on": _day(batch.given_on),
            "description": _description(batch.valued),
            "origin": _origin(form, donation.origin, proofs_present),
            "notice": _filled(form[issuer.notice_kind], issuer),
            "purpose": _filled(form["purpose"], issuer),
            "place_and_date": f"{issuer.place or issuer.city}, {_day(today)}",
            "liability": form["liability"],
            "validity": form["validity"],
            "devices": [_valued(device) for device in batch.valued],
            "basis_note": _basis_note(batch.valued),
            "wording": f"{sources.wording.key}/{sources.wording.version}",
            "texts": {name: form.get(name, text) for name, text in CONFIRMATION_CAPTIONS.items()},
        }


def transfer(donation: Donation, batch: Batch, sources: Sources, *, now: datetime) -> TransferContent:
    """The content of the transfer receipt for everything that came on a day."""
    issuer = sources.issuer
    with translation.override(LANGUAGE):
        return {
            "title": "Übergabebeleg",
            "subtitle": f"Spende {donation.number} · übergeben am {_day(batch.given_on)} · keine Zuwendungsbestätigung",
            "language": LANGUAGE,
            "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "draft_mark": "ENTWURF: Angaben der Empfängerin noch nicht geprüft" if issuer.is_draft else "",
            "copy_mark": "",
            "issuer": _issuer(issuer),
            "phone": issuer.phone,
            "mail": issuer.email,
            "register": issuer.register_entry,
            **logo_part(issuer),
            "donor": _donor(donation.donor),
            "donation_number": donation.number,
            "given_on": _day(batch.given_on),
            "devices": [_given(device) for device in batch.devices],
            "summary": _counted(batch.devices),
            "clauses": [{"heading": part["heading"], "text": part["text"]} for part in sources.wording.body],
            "wording": f"{sources.wording.key}/{sources.wording.version}",
            "place_and_date": "",
            "texts": TRANSFER_TEXTS,
        }


def _draft_mark(issuer: Issuer, wording: TextVersion) -> str:
    return DRAFT_MARK if issuer.is_draft or wording.is_draft else ""


def _issuer(issuer: Issuer) -> Party:
    lines = [issuer.street, f"{issuer.postcode} {issuer.city}"]
    return {"name": issuer.name, "second_line": issuer.second_line, "lines": lines}


def _donor(donor: Donor) -> Party:
    """The donor alone: a contact person is no part of what is confirmed."""
    return {"name": donor.name, "second_line": "", "lines": [donor.street, f"{donor.postcode} {donor.city}"]}


def _origin(form: dict[str, str], origin: str, proofs_present: bool) -> list[Box]:
    boxes: list[Box] = [{"text": form[name], "ticked": origin == which} for name, which in ORIGIN_BOXES]
    return [*boxes, {"text": form["proofs"], "ticked": proofs_present}]


def _filled(text: str, issuer: Issuer) -> str:
    return text.format(
        purpose=issuer.purpose,
        statute_purpose=issuer.statute_purpose,
        tax_office=issuer.tax_office,
        tax_number=issuer.tax_number,
        notice_date=_day(issuer.notice_date),
        assessment_period=issuer.assessment_period,
    )


def _description(devices: Sequence[Device]) -> str:
    return (
        f"{_counted(devices)}. Die Anlage, die Teil dieser Bestätigung ist, nennt jedes Gerät mit Alter, Zustand und"
        " Kaufpreis, soweit bekannt, und seinen Wert mit dessen Grundlage."
    )


def _counted(devices: Sequence[Device]) -> str:
    """ "3 Geräte: 1 × Monitor, 2 × Notebook"."""
    counts = Counter(device.category.name for device in devices)
    named = ", ".join(f"{count} × {name}" for name, count in sorted(counts.items()))
    return f"{len(devices)} {'Gerät' if len(devices) == 1 else 'Geräte'}: {named}"


def _valued(device: Device) -> ValuedDevice:
    value = device.stated_value
    serial = f"S/N {device.serial}" if device.serial else ""
    tag = f"Inventar {device.asset_tag}" if device.asset_tag else ""
    return {
        "number": device.number,
        "name": device.title,
        "identity": " · ".join(filter(None, (serial, tag))),
        "age": _age(device, value),
        "basis": _basis(value),
        "value": euros(value.total),
    }


def _age(device: Device, value: StatedValue) -> str:
    """ "gebraucht, Zustand B; gekauft 2020 für 899,00 €", as far as it is known."""
    condition = f"gebraucht, Zustand {device.cosmetic_grade}" if device.cosmetic_grade else "gebraucht"
    year = f"gekauft {value.purchase_year}" if value.purchase_year else ""
    price = f"für {euros(value.purchase_price)}" if value.purchase_price else ""
    bought = " ".join(filter(None, (year or ("gekauft" if price else ""), price)))
    return "; ".join(filter(None, (condition, bought)))


def _basis(value: StatedValue) -> str:
    named = f"{BASIS_WORDS[ValueBasis(value.basis)]} {euros(value.amount)}"
    if value.vat_percent is None:
        return named if value.basis == ValueBasis.MARKET else f"{named}, keine USt"
    return f"{named} + {percent(value.vat_percent)} USt auf {euros(value.vat_base)} = {euros(value.vat)}"


def _basis_note(devices: Sequence[Device]) -> str:
    taxed = any(device.stated_value.vat_percent is not None for device in devices)
    graded = any(device.cosmetic_grade for device in devices)
    return f"{NOTE}{VAT_NOTE if taxed else ''}.{GRADES if graded else ''}"


def _given(device: Device) -> GivenDevice:
    return {
        "number": device.number,
        "category": device.category.name,
        "name": f"{device.maker} {device.model}".strip(),
        "serial": device.serial,
        "asset_tag": device.asset_tag,
    }


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
