"""An Abholschein of a city office, without a database: sample data, nothing of anybody."""

import json
import math
from pathlib import Path
from typing import Any

from devices.pickup_notes.content import GERMAN_TEXTS, Goods, NoteContent
from documents.pdf.signed import Signed, Strokes

TEXTS = Path(__file__).parents[3] / "documents" / "reference" / "texts.json"
CLAUSES = next(row["body"] for row in json.loads(TEXTS.read_text()) if row["key"] == "pick_up_note")


def goods(count: int) -> list[Goods]:
    """Notebooks with tags and serials, then what has none."""
    rows: list[Goods] = [
        {
            "count": "1",
            "name": "Notebook Lenovo ThinkPad T480",
            "serial": f"PF1A{index:02d}3C",
            "asset_tag": f"MW-2017-{601 + index}",
            "device": f"H4F-{201 + index:06d}",
        }
        for index in range(count)
    ]
    monitors = {"count": "12", "name": "Monitor Dell P2419H", "serial": "", "asset_tag": ""}
    cables = {"count": "2", "name": "Beutel oder Kisten mit Kabeln, Netzteilen, Zubehör", "serial": "", "asset_tag": ""}
    return [*rows, {**monitors, "device": "H4F-000240 … H4F-000251"}, {**cables, "device": ""}]


def scribble(seed: int) -> Strokes:
    """What a pen might draw."""
    waves = [
        value
        for step in range(60)
        for value in (80 + step * 13, round(180 + 90 * math.sin(step / (3 + seed)) * math.cos(step / 9)))
    ]
    return [waves, [120, 290, 860, 270]]


def signed() -> Signed:
    """By both sides, with a remark."""
    return {
        "place": "Musterwald",
        "signed_at": "12.03.2026, 10:24 Uhr",
        "remark": "Nr. 3 fehlt, kommt mit der Post.",
        "marks": {
            "donor": {"name": "KARLA BERGER", "strokes": scribble(0)},
            "collector": {"name": "JONAS OTTE", "strokes": scribble(1)},
        },
    }


def note_content(count: int = 6, **changes: Any) -> NoteContent:
    """Unsigned."""
    content = {
        "title": "Abholschein",
        "language": "de",
        "number": "A-2026-00012",
        "version": 1,
        "issued_at": "2026-03-11T16:00:00+01:00",
        "donation_number": "S-2026-00042",
        "appointment": "12.03.2026, 10:00 Uhr",
        "issuer": {
            "name": "Muster-Initiative",
            "sub_name": "Hardware für Bildung e. V.",
            "address": "Musterstraße 1, 04109 Musterstadt",
            "phone": "0341 000000",
            "mail": "post@muster-initiative.example",
            "register": "Amtsgericht Musterstadt · VR 0000",
        },
        "donor": {
            "name": "Stadt Musterwald",
            "lines": ["Stadt Musterwald", "Frau Berger", "Rathausplatz 1", "04838 Musterwald"],
        },
        "where": ["Rathaus, Hintereingang", "Rathausplatz 1", "04838 Musterwald"],
        "goods": goods(count),
        "media": {
            "answer": "yes",
            "agreement": "Vereinbarung zur Auftragsverarbeitung, unterschrieben am 03.03.2026",
        },
        "clauses": CLAUSES,
        "clauses_version": "Textfassung 1, Entwurf",
        "signed": None,
        "verification_url": "https://example.org/v/Vp3kq8Jm2nXr5tYw7zLdBa",
        "texts": GERMAN_TEXTS,
    }
    return {**content, **changes}


def signed_content() -> NoteContent:
    """The second version, with the drawings."""
    return note_content(version=2, signed=signed())
