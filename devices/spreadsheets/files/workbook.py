"""XLSX: the table of one sheet as texts. Formulas are not run: what the program that saved the file last saw counts,
and a formula without such a value is marked."""

import posixpath
import re
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from devices.spreadsheets.files.package import Attributes, Package, attribute
from devices.spreadsheets.files.sheet import SheetReader
from devices.spreadsheets.files.table import LONGEST_CELL, Table, UnreadableTable
from devices.spreadsheets.files.titles import known_titles

MOST_SHEETS = 30
MOST_STRINGS = 1_000_000
ROWS_TO_LOOK_AT = 40
WORKBOOK = "xl/workbook.xml"
_ZEROS = re.compile(r"0{2,30}")


def read_workbook(content: bytes, sheet: str = "") -> Table:
    """The named sheet, else the visible one that looks most like a list of devices. Raises: UnreadableTable."""
    package = Package(content)
    book = _Book(package)
    if sheet and sheet not in book.sheets:
        raise UnreadableTable("no_such_sheet")
    name = sheet or _likeliest(package, book)
    rows = SheetReader(book.strings, book.formats).read(package, book.sheets[name])
    if not any(any(row.cells) for row in rows):
        raise UnreadableTable("empty")
    return Table(rows, sheet=name, sheets=list(book.sheets))


def _likeliest(package: Package, book: "_Book") -> str:
    """Of several sheets the one whose first rows name most fields; the first of alike ones."""
    names = list(book.sheets)
    if len(names) == 1:
        return names[0]
    return max(names, key=lambda name: _score(package, book, name))


def _score(package: Package, book: "_Book", name: str) -> tuple[int, bool]:
    reader = SheetReader(book.strings, book.formats, most_rows=ROWS_TO_LOOK_AT)
    rows = reader.read(package, book.sheets[name])
    return max((known_titles(row.cells) for row in rows), default=0), bool(rows)


@dataclass
class Formats:
    """What the styles say of a number: whether it is a day, and how many digits it is shown with."""

    codes: list[str] = field(default_factory=list)
    epoch_1904: bool = False

    def text_of(self, number: float, style: str) -> str | None:
        """The number as the sheet shows it where that is a day or has leading zeros; else None."""
        code = self.codes[int(style)] if style.isdecimal() and len(style) < 8 and int(style) < len(self.codes) else ""
        if _ZEROS.fullmatch(code) and number == int(number) and number >= 0:
            return str(int(number)).zfill(len(code))
        if not code or code == "General" or not is_date_format(code):
            return None
        return self._day(number)

    def _day(self, number: float) -> str | None:
        try:
            moment = from_excel(number, CALENDAR_MAC_1904 if self.epoch_1904 else CALENDAR_WINDOWS_1900)
        except (ValueError, OverflowError, TypeError):
            return None
        return moment.date().isoformat() if hasattr(moment, "date") else None


class _Book:
    """Sheets that can be seen (name → part), shared texts and number formats."""

    def __init__(self, package: Package) -> None:
        if not package.has(WORKBOOK):
            raise UnreadableTable("no_workbook")
        self._package = package
        self._relations: dict[str, tuple[str, str]] = {}
        self.sheets: dict[str, str] = {}
        self.strings: list[str] = []
        self.formats = Formats()
        if package.has("xl/_rels/workbook.xml.rels"):
            package.parse("xl/_rels/workbook.xml.rels", begin=self._relation)
        package.parse(WORKBOOK, begin=self._workbook)
        if not self.sheets:
            raise UnreadableTable("empty")
        self._read_strings(self._part_of("sharedStrings", "xl/sharedStrings.xml"))
        self._read_styles(self._part_of("styles", "xl/styles.xml"))

    def _relation(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and len(self._relations) < 10 * MOST_SHEETS:
            target = attribute(attributes, "Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            kind = attribute(attributes, "Type").rpartition("/")[2]
            self._relations[attribute(attributes, "Id")] = (kind, path)

    def _workbook(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self.formats.epoch_1904 = attribute(attributes, "date1904") in ("1", "true")
        if tag == "sheet" and len(self.sheets) < MOST_SHEETS:
            # The sheet's key is in the relations' namespace, its own number is sheetId.
            kind, path = self._relations.get(attribute(attributes, "id"), ("", ""))
            visible = attribute(attributes, "state") in ("", "visible")
            if kind == "worksheet" and visible and self._package.has(path):
                self.sheets[attribute(attributes, "name")[:LONGEST_CELL]] = path

    def _part_of(self, kind: str, usual: str) -> str:
        return next((path for known, path in self._relations.values() if known == kind), usual)

    def _read_strings(self, path: str) -> None:
        if self._package.has(path):
            reader = _Strings(self.strings)
            self._package.parse(path, begin=reader.begin, ended=reader.ended, said=reader.said)

    def _read_styles(self, path: str) -> None:
        if self._package.has(path):
            reader = _Styles(self.formats.codes)
            self._package.parse(path, begin=reader.begin, ended=reader.ended)


class _Strings:
    """The texts that cells share; reading help over East Asian texts (rPh) is not part of them."""

    def __init__(self, into: list[str]) -> None:
        self._into = into
        self._parts: list[str] = []
        self._in_text = self._in_reading_help = False

    def begin(self, tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._in_reading_help = True
        self._in_text = tag == "t" and not self._in_reading_help

    def said(self, text: str) -> None:
        if self._in_text and len(self._parts) < LONGEST_CELL:
            # One letter more than a cell may have, so that it is told as too long.
            self._parts.append(text[: 2 * LONGEST_CELL])

    def ended(self, tag: str) -> None:
        if tag == "rPh":
            self._in_reading_help = False
        self._in_text = False
        if tag == "si":
            if len(self._into) >= MOST_STRINGS:
                raise UnreadableTable("unpacks_to_too_much")
            self._into.append("".join(self._parts)[: 2 * LONGEST_CELL])


class _Styles:
    """The number format of each cell style, by the style's index."""

    def __init__(self, into: list[str]) -> None:
        self._into = into
        self._own: dict[int, str] = {}
        self._in_cells = False

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "cellXfs":
            self._in_cells = True
        elif tag == "numFmt":
            self._own[_number(attribute(attributes, "numFmtId"))] = attribute(attributes, "formatCode")[:100]
        elif tag == "xf" and self._in_cells and len(self._into) < 100_000:
            key = _number(attribute(attributes, "numFmtId"))
            self._into.append(self._own.get(key) or BUILTIN_FORMATS.get(key, ""))

    def ended(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
