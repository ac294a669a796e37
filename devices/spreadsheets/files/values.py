"""What the cells of one row mean: counts, memory, years, serial numbers. Each mistake is named at its cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from devices.importers.placeholders import is_placeholder
from devices.spreadsheets.files.kinds import kind_of, kind_of_model
from devices.spreadsheets.files.table import BROKEN, CUT, FORMULA, MERGED, ROUNDED

MOST_IN_A_ROW = 500
LONGEST = {"maker": 80, "model": 120, "serial": 80, "asset_tag": 80, "cpu": 120}
IDENTIFYING = ("serial", "asset_tag")
FIRST_YEAR = 1980
MEBIBYTES = {"": 0, "mb": 1, "mib": 1, "m": 1, "gb": 1024, "gib": 1024, "g": 1024, "tb": 1024**2, "tib": 1024**2}
SMALLEST_MEMORY, LARGEST_MEMORY = 32, 16 * 1024**2
# In inches.
SMALLEST_DISPLAY, LARGEST_DISPLAY = 3, 120
# Below this a bare number is gigabytes, above it megabytes, and far above it bytes.
GIGABYTES_BELOW, BYTES_FROM = 1025, 32 * 1024**2
BLANK_PHRASES = """
-, --, ---, –, —, ., ?, ??, n/a, n.a., na, k.a., k. a., keine, keiner, kein, keine angabe, unbekannt, unbek., unknown,
ohne, none, null, nil, leer, nicht vorhanden, nicht bekannt, fehlt, entfällt, unlesbar, nicht lesbar, #n/a, #nv
"""
BLANK = frozenset(phrase.strip() for phrase in BLANK_PHRASES.split(","))
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+")
_COUNT = re.compile(r"([+-]?[0-9]{1,18})(?:[.,]0{1,6})?\s*(?:x|×|st|stk|stck|stück|stueck|pcs|pc)?\.?", re.IGNORECASE)
_ROUNDED = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]{2}", re.IGNORECASE)
_MEMORY = re.compile(
    r"(?:([0-9]{1,2})\s*[x×*]\s*)?([0-9]{1,15}(?:[.,][0-9]{1,4})?)\s*([gmt]i?b?)?(?![a-z0-9])", re.IGNORECASE
)
_DISPLAY = re.compile(r"(?<![0-9])([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*(cm)?(?![0-9])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_COMPACT_DAY = re.compile(r"((?:19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_SHORT_DAY = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-]([0-9]{2})(?![0-9]).*")
_DAYS = re.compile(r"[2-6][0-9]{4}(?:\.0+)?")
MARKED = {FORMULA: "formula", BROKEN: "broken", CUT: "cut", ROUNDED: "rounded"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell. `said` are figures and texts for the sentence."""

    field: str
    code: str
    said: Mapping[str, int | str] = field(default_factory=dict)


@dataclass
class RowValues:
    """What one row says. `category` is a code, `year` that of manufacture or purchase."""

    category: str = ""
    count: int = 1
    maker: str = ""
    model: str = ""
    serial: str = ""
    asset_tag: str = ""
    cpu: str = ""
    ram_gib: int | None = None
    inches: Decimal | None = None
    year: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def blame(self, name: str, code: str, **said: int | str) -> None:
        """Notes what is wrong with a cell; of several mistakes the first is told."""
        if all(problem.field != name for problem in self.problems):
            self.problems.append(Problem(name, code, said))


@dataclass(frozen=True)
class Kinds:
    """How kinds are told: the installation's own names for them (folded → code), what a person said of unknown ones
    (text → code), and the kind of rows that say none."""

    named: Mapping[str, str]
    said: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""

    def of(self, text: str) -> str:
        """The code of the category that a text names; nothing when it names none that is in use."""
        plain = text.casefold()
        code = self.said.get(plain) or self.named.get(plain) or kind_of(text)
        return code if code in self.codes else ""

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.named.values())


def read_row(texts: Mapping[str, str], marks: Mapping[str, str], kinds: Kinds, *, this_year: int) -> RowValues:
    """What the cells of a row mean; `texts` and `marks` are by field."""
    values = RowValues()
    for name, mark in marks.items():
        if mark in MARKED:
            values.blame(name, MARKED[mark])
        elif mark == MERGED and name in (*IDENTIFYING, "count") and texts.get(name):
            values.blame(name, "merged")
    for name in LONGEST:
        setattr(values, name, _text(name, texts.get(name, ""), values))
    _read_kind(texts.get("category", ""), values, kinds)
    _read_count(texts.get("count", ""), values)
    values.ram_gib = _read_memory(texts.get("ram", ""), values)
    values.inches = _read_inches(texts.get("display", ""), values)
    values.year = _read_year(texts.get("bought", ""), values, this_year)
    return values


def _text(name: str, text: str, values: RowValues) -> str:
    text = "" if text.casefold() in BLANK else text
    if name in IDENTIFYING and text:
        _check_identity(name, text, values)
    elif text and is_placeholder(text) and not any(map(str.isdigit, text)):
        return ""
    if len(text) > LONGEST[name]:
        values.blame(name, "too_long", most=LONGEST[name])
        return ""
    return text


def _check_identity(name: str, text: str, values: RowValues) -> None:
    if _ROUNDED.fullmatch(text):
        values.blame(name, "rounded")
    # A list of asset tags may well hold 12345 between its neighbours; a serial number never is.
    elif is_placeholder(text) and (name == "serial" or not any(map(str.isdigit, text))):
        values.blame(name, "placeholder", text=text)


def _read_kind(text: str, values: RowValues, kinds: Kinds) -> None:
    if text and text.casefold() not in BLANK:
        values.category = kinds.of(text)
        if not values.category:
            values.blame("category", "unknown_kind", text=text[:60])
        return
    guessed = kind_of_model(f"{values.maker} {values.model}".strip())
    values.category = guessed if guessed in kinds.codes else kinds.otherwise
    if not values.category:
        values.blame("category", "no_kind")


def _read_count(text: str, values: RowValues) -> None:
    if not text or text.casefold() in BLANK:
        return
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[.,' ]", "", text)
    found = _COUNT.fullmatch(text)
    if found is None:
        values.blame("count", "no_number")
        return
    count = int(found[1])
    if count < 0:
        values.blame("count", "negative")
    elif count == 0:
        values.blame("count", "zero")
    elif count > MOST_IN_A_ROW:
        values.blame("count", "too_many", most=MOST_IN_A_ROW)
    elif count > 1 and (values.serial or values.asset_tag):
        values.blame("count", "one_device")
    else:
        values.count = count


def _read_memory(text: str, values: RowValues) -> int | None:
    if not text or text.casefold() in BLANK:
        return None
    found = _MEMORY.search(text)
    size = _mebibytes(found) if found else 0
    if not SMALLEST_MEMORY <= size <= LARGEST_MEMORY:
        values.blame("ram", "no_memory")
        return None
    # Less than a gigabyte counts as one.
    return max(1, round(size / 1024))


def _mebibytes(found: re.Match) -> int:
    number = float(found[2].replace(",", ".")) * int(found[1] or 1)
    unit = MEBIBYTES.get((found[3] or "").lower(), 0)
    if unit:
        return round(number * unit)
    if number < GIGABYTES_BELOW:
        return round(number * 1024)
    return round(number) if number < BYTES_FROM else round(number / 1024**2)


def _read_inches(text: str, values: RowValues) -> Decimal | None:
    if not text or text.casefold() in BLANK:
        return None
    found = _DISPLAY.search(text)
    inches = Decimal(found[1].replace(",", ".")) if found else Decimal(0)
    if found and found[2]:
        inches = (inches / Decimal("2.54")).quantize(Decimal("0.1"))
    if not SMALLEST_DISPLAY <= inches <= LARGEST_DISPLAY:
        values.blame("display", "no_display")
        return None
    return inches.quantize(Decimal("0.1"))


def _read_year(text: str, values: RowValues, this_year: int) -> int | None:
    if not text or text.casefold() in BLANK:
        return None
    year = _year_in(text, this_year)
    if year is None or year < FIRST_YEAR:
        values.blame("bought", "no_day")
        return None
    if year > this_year:
        values.blame("bought", "future", year=year)
        return None
    return year


def _year_in(text: str, this_year: int) -> int | None:
    """The year of a day however it is written: 14.03.2019, 2019-03-14, 03/2019, Mrz 2019, 14.3.19, or the number that
    a spreadsheet counts days by."""
    if found := _YEAR.search(text) or _COMPACT_DAY.fullmatch(text):
        return int(found[1])
    if found := _SHORT_DAY.fullmatch(text):
        year = 2000 + int(found[1])
        return year if year <= this_year + 1 else year - 100
    if _DAYS.fullmatch(text):
        # Days since the last of 1899.
        return 1900 + int((float(text) - 1) / 365.2425)
    return None
