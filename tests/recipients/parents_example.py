"""Contents of the parents' sheet and of the code list, for tests."""

import json
from pathlib import Path

from documents import reference
from recipients.papers.code_list import GERMAN_NOTE, GERMAN_TEXTS
from recipients.parents.sheet import KEY

SECOND = ("en", "uk", "ar", "tr", "ru", "fa", "vi")
ISSUER = {
    "name": "Muster-Initiative",
    "sub_name": "Hardware für Bildung e. V.",
    "address": "Musterstraße 1, 04159 Leipzig",
    "phone": "0341 000000",
    "mail": "post@muster-initiative.example",
    "register": "Amtsgericht Musterstadt · VR 0000",
}


def wording_of(language: str) -> dict:
    """The passages by their names, as the repository has them."""
    path = Path(reference.FOLDER) / "translations" / f"parents_information.{language}.json"
    (row,) = json.loads(path.read_text(encoding="utf-8"))
    assert (row["key"], row["language"], row["is_draft"]) == (KEY, language, True)
    return {part["name"]: {"heading": part["heading"], "text": part["text"]} for part in row["body"]}


def filled(wording: dict) -> dict:
    """With the issuer in it, as the service has it."""
    who = wording["who"]["text"]
    for place, name in (("{issuer}", "name"), ("{address}", "address"), ("{mail}", "mail")):
        who = who.replace(place, ISSUER[name])
    return {**wording, "who": {**wording["who"], "text": who}}


def sheet_content(second: str = "", **changes) -> dict:
    """The sheet; `changes` replaces keys."""
    texts = [filled(wording_of(language)) for language in ("de", second) if language]
    return {
        "language": "de",
        "second": second,
        "issued_at": "2026-11-24T09:00:00+01:00",
        "issuer": ISSUER,
        "edition": "Textfassung 1, Entwurf",
        "is_draft": True,
        "texts": texts,
        **changes,
    }


def codes_content(count: int) -> dict:
    """A list of so many codes, every fifth with a household."""
    lines = [
        {
            "code": f"M7K-{number}TR",
            "household": "F3B-7KM" if number % 5 == 2 else "",
            "school_grade": str(5 + number % 6),
            "wanted": "Desktop-PC, Monitor, Tastatur, Maus" if number % 7 == 3 else "Notebook",
        }
        for number in range(1, count + 1)
    ]
    return {
        "title": "Schlüsselliste",
        "language": "de",
        "issued_at": "2026-11-24T09:00:00+01:00",
        "printed_on": "24.11.2026",
        "request": "B-2026-00042",
        "issuer": ISSUER,
        "institution": "Oberschule am Musterpark",
        "official_number": "4310000",
        "lines": lines,
        "note": GERMAN_NOTE,
        "texts": GERMAN_TEXTS,
    }
