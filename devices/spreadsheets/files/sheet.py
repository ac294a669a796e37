"""One sheet of a workbook, read as a stream: rows with their texts, which of them are hidden, what is merged."""

import re
from typing import Protocol

from devices.spreadsheets.files.package import Attributes, Package, attribute
from devices.spreadsheets.files.table import (
    BROKEN,
    FORMULA,
    MERGED,
    MOST_CELLS,
    MOST_COLUMNS,
    ROUNDED,
    TableRow,
    UnreadableTable,
    checked_size,
    tidy,
)

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MOST_MERGED = 50_000
# A spreadsheet keeps fifteen digits of a number; what is longer was a serial number once.
LARGEST_EXACT = 10**15
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


class Stop(Exception):
    """Enough rows were read."""


class NumberFormats(Protocol):
    """What the styles say of numbers."""

    def text_of(self, number: float, style: str) -> str | None: ...


def column_of(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1


class SheetReader:
    """Reads one sheet. `most_rows` is for a look at its beginning."""

    def __init__(self, strings: list[str], formats: NumberFormats, *, most_rows: int = 0) -> None:
        self._strings, self._formats, self._most_rows = strings, formats, most_rows
        self._rows: list[TableRow] = []
        self._merged: list[tuple[int, int, int]] = []
        self._number = self._cells = 0
        self._row = TableRow(0, [])
        self._column = -1
        self._kind = self._style = ""
        self._value: list[str] = []
        self._in_value = self._has_formula = self._in_reading_help = False

    def read(self, package: Package, path: str) -> list[TableRow]:
        """The rows with something in them. Raises: UnreadableTable."""
        try:
            package.parse(path, begin=self._begin, ended=self._ended, said=self._said)
        except Stop:
            return self._rows
        self._fill_merged()
        return self._rows

    def _begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t"):
            self._in_value = not self._in_reading_help
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._in_reading_help = True
        elif tag == "mergeCell":
            self._remember_merged(attribute(attributes, "ref"))

    def _said(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def _ended(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "rPh":
            self._in_reading_help = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self._end_row()

    def _begin_row(self, attributes: Attributes) -> None:
        said = attribute(attributes, "r")
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else self._number + 1
        if not self._number < number <= LAST_ROW:
            raise UnreadableTable("broken_workbook")
        self._number, self._column = number, -1
        self._row = TableRow(number, [], hidden=attribute(attributes, "hidden") in ("1", "true"))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = _REFERENCE.fullmatch(attribute(attributes, "r"))
        self._column = column_of(reference[1]) if reference else self._column + 1
        self._kind, self._style = attribute(attributes, "t"), attribute(attributes, "s")
        self._value, self._has_formula = [], False

    def _end_cell(self) -> None:
        self._cells += 1
        if self._column < 0:
            # A row begins within a cell.
            raise UnreadableTable("broken_workbook")
        if self._cells > MOST_CELLS or self._column >= LAST_COLUMN:
            raise UnreadableTable("too_many_cells", most=MOST_CELLS)
        marks: dict[int, str] = {}
        text = self._text("".join(self._value), marks)
        if not text and not marks:
            return
        if self._column >= MOST_COLUMNS:
            raise UnreadableTable("too_many_columns", most=MOST_COLUMNS)
        cells = self._row.cells
        cells.extend([""] * (self._column + 1 - len(cells)))
        cells[self._column] = text
        self._row.marks |= marks

    def _text(self, value: str, marks: dict[int, str]) -> str:
        column = self._column
        if not value:
            if self._has_formula:
                marks[column] = FORMULA
            return ""
        if self._kind == "s":
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else len(self._strings)
            return tidy(self._strings[index], marks, column) if index < len(self._strings) else ""
        if self._kind == "e":
            marks[column] = BROKEN
            return tidy(value, marks, column)
        if self._kind in ("", "n"):
            return self._number_text(value, marks)
        return tidy(value, marks, column)

    def _number_text(self, value: str, marks: dict[int, str]) -> str:
        """A number as a person would write it: no 1.0, no 1E+11, a day as a day."""
        try:
            number = float(value)
        except ValueError:
            return tidy(value, marks, self._column)
        if number != number or abs(number) > 1e300:
            marks[self._column] = BROKEN
            return ""
        if shown := self._formats.text_of(number, self._style):
            return shown
        if abs(number) >= LARGEST_EXACT:
            marks[self._column] = ROUNDED
        return f"{number:.0f}" if number == int(number) and abs(number) < 1e30 else repr(number)

    def _end_row(self) -> None:
        row = self._row
        if not row.is_empty:
            self._rows.append(row)
            checked_size(len(self._rows), len(row.cells), self._cells)
        if self._most_rows and len(self._rows) >= self._most_rows:
            raise Stop

    def _remember_merged(self, area: str) -> None:
        """Only areas over several rows: one over several columns has its text in the first, as it should."""
        found = _AREA.fullmatch(area)
        if found and int(found[4]) > int(found[2]) and len(self._merged) < MOST_MERGED:
            self._merged.append((column_of(found[1]), int(found[2]), int(found[4])))

    def _fill_merged(self) -> None:
        """A text that stands over several rows belongs to each of them."""
        by_number = {row.number: row for row in self._rows}
        filled = 0
        for column, first, last in self._merged:
            above = by_number.get(first)
            text = above.cells[column] if above and column < len(above.cells) else ""
            filled += last - first if text else 0
            if filled > MOST_CELLS:
                raise UnreadableTable("too_many_cells", most=MOST_CELLS)
            for number in range(first + 1, last + 1) if text else ():
                if row := by_number.get(number):
                    row.cells.extend([""] * (column + 1 - len(row.cells)))
                    row.cells[column] = text
                    row.marks[column] = MERGED
