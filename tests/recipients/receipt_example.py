"""A receipt's content as it is frozen, for tests."""

import functools
import json
import math
from pathlib import Path

from recipients.papers import (
    GERMAN_BINDING,
    GERMAN_TEXTS,
    Clause,
    Device,
    Medium,
    ReceiptContent,
    RequestLine,
)

WORDINGS = Path(__file__).parents[2] / "documents" / "reference"

MEDIUM = Medium(
    label="Samsung MZ-7LN256, SSD 256 GB",
    serial="S3TZNX0K612345",
    result="gelöscht: Purge, ATA Sanitize · geprüft 12.03.2026",
    reference="Löschprotokoll L-2026-00008",
)

CLAUSES = [
    Clause(
        heading="Schenkung.",
        text="Die Geräte gehören ab der Übergabe der Schülerin oder dem Schüler und müssen nicht zurückgegeben werden.",
    ),
    Clause(
        heading="Keine Gewährleistung.",
        text="Die Geräte sind gebraucht und geprüft. Wir haften nur für Vorsatz, grobe Fahrlässigkeit und"
        " arglistig verschwiegene Mängel (§§\u00a0521–524\u00a0BGB).",
    ),
    Clause(
        heading="Eigene Daten.",
        text="Für Ihre Daten sind Sie selbst verantwortlich. Sichern Sie Wichtiges an einem zweiten Ort.",
    ),
    Clause(
        heading="Wenn etwas kaputtgeht.",
        text="Melden Sie sich bei der Einrichtung. Wir helfen, wenn wir können; einen Anspruch gibt es nicht.",
    ),
    Clause(
        heading="Entsorgung.",
        text="Nicht in den Hausmüll: Geben Sie die Geräte kostenlos beim Wertstoffhof oder bei uns ab.",
    ),
    Clause(
        heading="Datenschutz.",
        text="Dieses Blatt bleibt bei der Einrichtung. Wir speichern keine Namen, nur den Schülercode.",
    ),
]


def example_device(number: int = 123, **changes: object) -> Device:
    """A notebook with one erased medium."""
    device = {
        "number": f"H4F-{number:06d}",
        "name": "Lenovo ThinkPad T480",
        "facts": "Notebook · i5-8350U · 16 GB · SSD 256 GB · 14″ · Linux Mint 22.1",
        "serial": "PF1A2B3C",
        "cosmetic_grade": "B",
        "defects": "Kratzer auf dem Deckel",
        "accessories": "Netzteil USB-C 65 W, Maus",
        "media": [MEDIUM],
    }
    return device | changes


MONITOR = example_device(
    131,
    name="Dell P2419H",
    facts="Monitor · 24″ · Full HD",
    serial="CN-0ABC-17-93K",
    cosmetic_grade="A",
    defects="keine",
    accessories="Netzkabel, HDMI-Kabel",
    media=[],
)


def example_content(**changes: object) -> ReceiptContent:
    """The receipt of one pupil who gets a notebook and a monitor; `changes` replaces keys."""
    content = {
        "title": "Übergabeprotokoll",
        "language": "de",
        "number": "Q-2026-00017",
        "version": 1,
        "issued_at": "2026-03-18T09:30:00+01:00",
        "kind": "gift",
        "agreement": "Schenkung",
        "handover_number": "Ü-2026-00031",
        "handover_date": "18.03.2026",
        "issuer": {
            "name": "Muster-Initiative",
            "sub_name": "Hardware für Bildung e. V.",
            "address": "Musterstraße 1, 04109 Musterstadt",
            "phone": "0341 000000",
            "mail": "post@muster-initiative.example",
            "register": "Amtsgericht Musterstadt · VR 0000",
        },
        "institution": {
            "name": "Oberschule am Musterpark",
            "official_number": "4310000",
            "address": "Parkweg 7, 04159 Musterstadt",
        },
        "pupil": {"code": "M7K-4TR", "school_grade": "7"},
        "devices": [example_device(), MONITOR],
        "requested": [
            RequestLine(requested="1 Notebook, mind. 8 GB Arbeitsspeicher", received="1 Notebook", open="–"),
            RequestLine(requested="1 Bildschirm, mind. 22″", received="1 Monitor", open="–"),
        ],
        "contribution_paid": False,
        "clauses": CLAUSES,
        "clauses_version": "receipt_gift/1",
        "place": "",
        "date": "",
        "verification_url": "https://example.org/v/Q-2026-00017/a8d3k2",
        "texts": GERMAN_TEXTS,
    }
    return content | changes


@functools.cache
def catalogue(key: str, language: str) -> tuple[dict, ...]:
    """The parts of a wording as the repository has it."""
    name = "texts.json" if language == "de" else f"translations/{key}.{language}.json"
    rows = json.loads((WORDINGS / name).read_text(encoding="utf-8"))
    (row,) = [row for row in rows if (row["key"], row["language"]) == (key, language)]
    return tuple(row["body"])


def bilingual_content(second: str, clauses: str = "receipt_gift", **changes: object) -> ReceiptContent:
    """The same receipt with a second language beside the German one, in the wordings of the repository."""
    words = {part["name"]: part["text"] for part in catalogue("receipt_words", second)}
    draft = {"agreement": f"{words['agreement']} ({words['draft']})"}
    german = {"binding": GERMAN_BINDING, "agreement": "Vereinbarung (Textfassung 1, Entwurf)"}
    is_loan = clauses == "receipt_loan"
    content = {
        "kind": "loan" if is_loan else "gift",
        "agreement": "Leihe bis 31.07.2027" if is_loan else "Schenkung",
        "clauses": list(catalogue(clauses, "de")),
        "clauses_version": f"{clauses}/1",
        "texts": GERMAN_TEXTS | german,
        "second": second,
        "second_texts": words | draft,
        "second_clauses": list(catalogue(clauses, second)),
        "second_version": f"receipt_words/1, {clauses}/1",
    }
    return example_content(**(content | changes))


def german_content(clauses: str = "receipt_gift", **changes: object) -> ReceiptContent:
    """The same receipt in German alone, in the wording of the repository."""
    content = bilingual_content("en", clauses)
    plain = {name: part for name, part in content.items() if not name.startswith("second")}
    texts = {name: text for name, text in content["texts"].items() if name != "binding"}
    return plain | {"texts": texts} | changes


def blank_content(second: str = "", clauses: str = "receipt_loan") -> ReceiptContent:
    """What a blank receipt knows: neither number, devices, pupil nor code."""
    content = bilingual_content(second, clauses) if second else german_content(clauses)
    until = {"agreement": "Leihe bis ____________"} if clauses == "receipt_loan" else {}
    unknown = {"number": "", "pupil": {"code": "", "school_grade": ""}, "devices": [], "requested": []}
    return content | unknown | until | {"contribution_paid": None, "verification_url": ""}


def written(seed: int, letters: int = 9) -> list[list[int]]:
    """A signature as a pen draws it: loops from left to right, some of them high, and a line below."""
    points: list[int] = []
    for step in range(14 * letters):
        turn = 2 * math.pi * step / 14
        tall = 120 if (step // 14 + seed) % 4 == 0 else 45
        points += [round(90 + 6.1 * step + 40 * math.cos(turn)), round(190 - tall * math.sin(turn) + 4 * seed)]
    return [points, [110, 300 - 10 * seed, 480, 280 + 5 * seed, 860, 300 - 15 * seed]]


def signed(**changes: object) -> dict[str, object]:
    """What signing on screen adds to a content: the second version, with place, time and drawings."""
    marks = {
        code: {"name": "", "strokes": written(seed)} for seed, code in enumerate(("giver", "recipient", "guardian"))
    }
    when = "18.03.2026, 10:24 Uhr"
    said = {"place": "Musterstadt", "signed_at": when, "remark": "", "marks": marks}
    return {"version": 2, "place": "Musterstadt", "date": f"{when}, am Bildschirm", "signed": said, **changes}
