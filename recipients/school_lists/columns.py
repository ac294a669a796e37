"""Which column is what: titles as lists of schools have them, in German and English."""

from collections.abc import Sequence

from accounts.pages.folding import fold

# Field → titles without blanks and marks, the surest first; the state's list of schools (schuldatenbank.sachsen.de),
# the statistical office's, and lists that people keep themselves.
TITLES = {
    "official_number": """dienststellenschluessel dienststellennummer institutionkey schulnummer schulnr schluessel
        schulschluessel schulid snr dstnr dst nummer number""",
    "name": "name schulname schule einrichtung bezeichnung namederschule nameeinrichtung school",
    "school_type": "schulart schulform schultyp art typ schularten schooltype schooltypes type",
    "street": "strasse anschrift strassehausnummer strasseundhausnummer strassenr strasseundnr adresse street address",
    "house_number": "hausnummer hausnr nr housenumber",
    "postcode": "plz postleitzahl postcode zip",
    "city": "ort stadt gemeinde schulort plzort ortsname city town community",
    "phone": "telefon telefonnummer tel phone phonenumber fon",
    "email": "email mail emailadresse mailadresse schulmail epost emailschule",
    "contact": "schulleitung schulleiter schulleiterin leitung ansprechpartner ansprechperson kontakt contact",
}
FIELDS = tuple(TITLES)
NEEDED = ("official_number", "name", "school_type", "street", "postcode", "city")
LOOKED_AT = 15
_RANKS = {title: (rank, field) for field, titles in TITLES.items() for rank, title in enumerate(titles.split())}


def plain(title: str) -> str:
    """A title without blanks and marks, umlauts written out: "Schul-Nr." is schulnr."""
    return "".join(letter for letter in fold(title[:80]) if letter.isascii() and letter.isalnum())


def columns_of(titles: Sequence[str]) -> dict[str, int]:
    """{field: column from 0}; each field has the column with its surest title."""
    best: dict[str, tuple[int, int]] = {}
    for column, title in enumerate(titles):
        known = _RANKS.get(plain(title))
        if known and (known[0], column) < best.get(known[1], (99, 99)):
            best[known[1]] = (known[0], column)
    return {field: column for field, (_rank, column) in best.items()}


def find_titles(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row with the titles: of the first ones the one that names most fields; None when none names
    both number and name."""
    named = [columns_of(cells) for cells in rows[:LOOKED_AT]]
    best = max(range(len(named)), key=lambda index: len(named[index]), default=None)
    return best if best is not None and {"official_number", "name"} <= named[best].keys() else None
