"""Which columns a table has: the titles that asset systems and people give them, in German and English."""

import re
from collections.abc import Sequence

from accounts.pages.folding import fold

# Field → titles without blanks and marks, the surest first. After each system whose export uses them: Snipe-IT, GLPI,
# Lansweeper, Docusnap, SAP's asset lists.
TITLES = {
    "serial": """seriennummer seriennr seriennummern serialnumber serialno serialnr serial serialnum sernr servicetag
        geraeteseriennummer herstellerseriennummer serviceetikett sn snr biosserialnumber biosseriennummer
        systemserialnumber serialnumberbios fabriknummer fabrikationsnummer hwserial""",
    "asset_tag": """inventarnummer inventarnr inventarnummern inventorynumber assettag assetnummer assetnr assetnumber
        assetid anlagennummer anlagennr anlagenr anlage invnr invnummer inventar inventarid inventorynr equipmentnummer
        equipmentnr equipment asset barcode geraetenummer geraetenr internenummer""",
    "maker": """hersteller herstellername manufacturer manufacturername make fabrikat marke brand vendor
        systemmanufacturer produzent herst""",
    "model": """modell modellbezeichnung modellname model modelname geraetemodell typenbezeichnung typbezeichnung
        systemmodel produktname productname produkt product geraetebezeichnung anlagenbezeichnung bezeichnung
        artikelbezeichnung artikel description beschreibung geraet device""",
    "category": """kategorie category geraetetyp geraeteart geraeteklasse devicetype assettype assettypename
        assetkategorie computertyp computertype typ type art kind klasse warengruppe anlagenklasse
        chassistype gattung""",
    "count": "anzahl stueckzahl stueck stk menge quantity qty count",
    "cpu": "prozessor processor cpu prozessortyp cputyp prozessorname processorname cpuname",
    "ram": """arbeitsspeicher ram hauptspeicher memory arbeitsspeichergb ramgb ramingb memorygb rammb arbeitsspeichermb
        memorymb ramgroesse""",
    "display": """displaygroesse bildschirmgroesse bildschirmdiagonale displaydiagonale display bildschirm zoll
        screensize diagonale monitorgroesse""",
    "bought": """anschaffungsdatum kaufdatum purchasedate baujahr anschaffungsjahr kaufjahr anschaffung anschdatum
        aktivierungsdatum aktivierung aktivdat anschaffungam purchaseyear purchased lieferdatum zugangsdatum
        inbetriebnahme herstellungsjahr jahr year""",
}
FIELDS = tuple(TITLES)
# Titles that stand over kinds in one list and over models in the next: their values decide.
AMBIGUOUS = frozenset({"typ", "type", "art", "bezeichnung", "geraet", "device", "beschreibung", "description"})
LONGEST_TITLE = 60
LOOKED_AT = 30
SHORTEST_BEGINNING = 6
_RANKS = {title: (rank, name) for name, titles in TITLES.items() for rank, title in enumerate(titles.split())}
_MARKS = re.compile(r"[^a-z0-9]")


def plain(title: str) -> str:
    """A title without blanks and marks, umlauts written out: "Serien-Nr." is seriennr."""
    return _MARKS.sub("", fold(title[: 2 * LONGEST_TITLE]))


def field_of(title: str) -> tuple[str, int] | None:
    """The field that a title names, and how surely (0 is surest); None for a title that names none."""
    text = plain(title)
    if text in _RANKS:
        rank, name = _RANKS[text]
        return name, rank
    if not text or len(title) > LONGEST_TITLE:
        return None
    longest = max(
        (known for known in _RANKS if len(known) >= SHORTEST_BEGINNING and text.startswith(known)), key=len, default=""
    )
    return (_RANKS[longest][1], 100 + _RANKS[longest][0]) if longest else None


def known_titles(cells: Sequence[str]) -> int:
    """How many different fields a row of titles names."""
    return len({found[0] for cell in cells if cell and len(cell) <= LONGEST_TITLE and (found := field_of(cell))})


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The index of the row that holds the titles: the one of the first thirty that names most fields, else the first
    with two texts; 0 when there is none."""
    first = rows[:LOOKED_AT]
    scores = [known_titles(cells) for cells in first]
    if scores and max(scores) >= 1:
        return scores.index(max(scores))
    return next((index for index, cells in enumerate(first) if sum(map(bool, cells)) >= 2), 0)


def guess_columns(titles: Sequence[str], examples: Sequence[Sequence[str]], is_kind) -> dict[str, int]:
    """{field: column from 0}; each field has the column with its surest title, the fuller one of two alike.

    `examples` are rows below the titles; `is_kind(text)` says whether a text is a kind of device.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for column, title in enumerate(titles):
        named = field_of(title)
        if named is None:
            continue
        values = [row[column] for row in examples if column < len(row) and row[column]]
        name, rank = _by_values(plain(title), named, values, is_kind)
        best = (rank, -len(values), column)
        if name not in found or best < found[name]:
            found[name] = best
    return {name: column for name, (_rank, _values, column) in found.items()}


def _by_values(title: str, named: tuple[str, int], values: list[str], is_kind) -> tuple[str, int]:
    """An ambiguous title names what its values are."""
    if title not in AMBIGUOUS or not values:
        return named
    kinds = sum(map(bool, map(is_kind, values)))
    name = "category" if 2 * kinds >= len(values) else "model"
    return name, named[1] if name == named[0] else 50
