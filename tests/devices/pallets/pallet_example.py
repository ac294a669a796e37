"""A Palettenliste as it is frozen, for tests."""

from devices.pallets.list_paper import GERMAN_TEXTS, PalletListContent
from tests.recipients.receipt_example import example_content


def pallet_content(count: int = 1) -> PalletListContent:
    """A pallet with so many notebooks on it."""
    lines = [
        {
            "what": "Notebook Lenovo ThinkPad T480",
            "number": f"H4F-{number:06}",
            "serial": f"PF1A2B{number:02}",
            "donation": "S-2026-00001",
            "media": "1 Datenträger gelöscht (Purge)",
        }
        for number in range(123, 123 + count)
    ]
    return {
        "title": "Palettenliste",
        "subtitle": "Abgabe zur Verwertung",
        "language": "de",
        "number": "PL-2026-00001",
        "version": 1,
        "issued_at": "2026-11-24T10:00:00+01:00",
        "issued_on": "24.11.2026",
        "pallet": "P-2026-00001",
        "issuer": example_content()["issuer"],
        "facts": [
            ["Palette", "P-2026-00001"],
            ["Abgeholt von", "Verwertung Musterstadt GmbH"],
            ["Abgeholt am", "24.11.2026"],
            ["Gewicht", "412,5 kg"],
            ["Nachweis", "folgt"],
        ],
        "lines": lines,
        "statement": "Alle Datenträger sind gelöscht.",
        "proof": "SHA-256 0",
        "verification_url": "https://example.org/v/x/",
        "texts": GERMAN_TEXTS,
    }
