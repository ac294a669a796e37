"""Contents of confirming papers as they are frozen, for tests of the drawing."""

import json
from pathlib import Path

from devices.confirmations.captions import CONFIRMATION_CAPTIONS, TRANSFER_TEXTS
from devices.confirmations.papers.content import ConfirmationContent, TransferContent

TEXTS = Path(__file__).resolve().parents[3] / "documents" / "reference" / "texts.json"
ISSUER = {
    "name": "Muster-Initiative",
    "second_line": "Hardware für Bildung e. V.",
    "lines": ["Musterstraße 1", "04109 Musterstadt"],
}
DONOR = {"name": "Steuerbüro Beispiel GmbH", "second_line": "", "lines": ["Kanzleiweg 4", "04103 Leipzig"]}


def wording(key: str) -> list[dict[str, str]]:
    """The text that papers are printed with at first."""
    return next(row["body"] for row in json.loads(TEXTS.read_text(encoding="utf-8")) if row["key"] == key)


def valued(position: int, **changes: str) -> dict[str, str]:
    """A notebook at its book value with VAT."""
    device = {
        "number": f"H4F-{position:06d}",
        "name": "Lenovo ThinkPad T480",
        "identity": f"S/N PF1A2B{position:03d} · Inventar IT-{position:04d}",
        "age": "gebraucht, Zustand B; gekauft 2020 für 899,00\u00a0€",
        "basis": "Buchwert 1,00\u00a0€ + 19\u00a0% USt auf 100,00\u00a0€ = 19,00\u00a0€",
        "value": "20,00\u00a0€",
    }
    return device | changes


def confirmation(**changes: object) -> ConfirmationContent:
    """Two business devices; `changes` replaces keys."""
    form = {part["heading"]: part["text"] for part in wording("tax_confirmation")}
    purpose = "der Erziehung, Volks- und Berufsbildung"
    content = {
        "title": form["title"],
        "subtitle": form["subtitle"],
        "language": "de",
        "number": "ZB-2026-00017",
        "version": 1,
        "issued_at": "2026-11-24T10:00:00+01:00",
        "draft_mark": "",
        "copy_mark": "",
        "issuer": ISSUER,
        "donor": DONOR,
        "total": "139,00\u00a0€",
        "total_in_words": "einhundertneununddreißig Euro",
        "given_on": "20.11.2026",
        "description": "2 Geräte: 1 × Monitor, 1 × Notebook. Die Anlage, die Teil dieser Bestätigung ist, nennt"
        " jedes Gerät mit Alter, Zustand und Kaufpreis, soweit bekannt, und seinen Wert mit dessen Grundlage.",
        "origin": [
            {"text": form["origin_business"], "ticked": True},
            {"text": form["origin_private"], "ticked": False},
            {"text": form["origin_not_stated"], "ticked": False},
            {"text": form["proofs"], "ticked": True},
        ],
        "notice": form["exemption"].format(
            purpose=purpose,
            tax_office="Musterstadt",
            tax_number="231/140/00000",
            notice_date="14.03.2025",
            assessment_period="2023",
        ),
        "purpose": form["purpose"].format(purpose=purpose),
        "place_and_date": "Musterstadt, 24.11.2026",
        "liability": form["liability"],
        "validity": form["validity"],
        "devices": [
            valued(123),
            valued(
                131,
                name="Dell P2419H",
                identity="S/N CN-0ABC-17-93K",
                age="gebraucht",
                basis="Teilwert 100,00\u00a0€ + 19\u00a0% USt auf 100,00\u00a0€ = 19,00\u00a0€",
                value="119,00\u00a0€",
            ),
        ],
        "basis_note": "Werte nach Angaben des Zuwendenden; USt: Umsatzsteuer auf den Wiederbeschaffungswert am Tag der"
        " Zuwendung. Zustand: A\u00a0=\u00a0sehr gut, B\u00a0=\u00a0leichte, C\u00a0=\u00a0deutliche Spuren.",
        "wording": "tax_confirmation/1",
        "verification_url": "https://example.org/v/0123456789abcdefghijkl",
        "texts": {name: form.get(name, text) for name, text in CONFIRMATION_CAPTIONS.items()},
    }
    return content | changes


def transfer(**changes: object) -> TransferContent:
    """Two devices of a city office; `changes` replaces keys."""
    content = {
        "title": "Übergabebeleg",
        "subtitle": "Spende S-2026-00042 · übergeben am 20.11.2026 · keine Zuwendungsbestätigung",
        "language": "de",
        "number": "UB-2026-00003",
        "version": 1,
        "issued_at": "2026-11-24T10:00:00+01:00",
        "draft_mark": "",
        "copy_mark": "",
        "issuer": ISSUER,
        "phone": "0341 000000",
        "mail": "post@muster-initiative.example",
        "register": "Amtsgericht Musterstadt · VR 0000",
        "donor": {"name": "Stadt Musterstadt, Amt für Digitales", "second_line": "", "lines": ["Rathausplatz 1"]},
        "donation_number": "S-2026-00042",
        "given_on": "20.11.2026",
        "devices": [
            {
                "number": "H4F-000123",
                "category": "Notebook",
                "name": "Lenovo ThinkPad T480",
                "serial": "PF1A2B3C",
                "asset_tag": "AD-00417",
            },
            {"number": "H4F-000131", "category": "Monitor", "name": "Dell P2419H", "serial": "", "asset_tag": ""},
        ],
        "summary": "2 Geräte: 1 × Monitor, 1 × Notebook",
        "clauses": wording("transfer_receipt"),
        "wording": "transfer_receipt/1",
        "place_and_date": "",
        "verification_url": "https://example.org/v/0123456789abcdefghijkl",
        "texts": TRANSFER_TEXTS,
    }
    return content | changes
