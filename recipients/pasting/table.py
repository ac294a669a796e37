"""Reads a pasted table: text in, rows of cells by column out. Pure: what the cells mean is words.py's."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST_TEXT = 20_000
LONGEST_CELL = 200

# Without a line of headings the columns stand in this order; a fourth column alone holds facts.
ORDER = ("code", "grade", "category", "basis", "facts")
SHORT_ORDER = ("code", "grade", "category", "facts")

HEADINGS = {
    "code": ("code", "schülercode", "schuelercode", "kürzel", "kuerzel", "pupil code"),
    "grade": ("klasse", "klassenstufe", "kl", "stufe", "jahrgang", "jg", "jahrgangsstufe", "grade", "school grade"),
    "category": ("gerät", "geraet", "geräteart", "geräte", "kategorie", "category", "device", "bedarf", "was"),
    "basis": ("grundlage", "bescheid", "nachweis", "anspruch", "basis", "notice"),
    "facts": ("angaben", "merkmale", "fakten", "facts", "punkte"),
    "final_year": ("abschlussjahr", "abschluss", "abschlussklasse", "aj", "final year"),
    "no_device_at_home": (
        "kein gerät zu hause",
        "kein gerät zuhause",
        "kein gerät",
        "ohne gerät",
        "kg",
        "no device at home",
        "no device",
    ),
    "siblings_share": (
        "geschwister",
        "geschwister teilen",
        "geschwister teilen sich",
        "gs",
        "siblings share",
        "siblings",
    ),
    "household": ("haushalt", "haushaltscode", "household", "household code"),
}
_COLUMN_OF = {word: column for column, words in HEADINGS.items() for word in words}


class UnreadableTable(ValueError):
    """`reason`: empty, too_long (more than LONGEST_TEXT signs) or too_many (more rows than asked for)."""

    def __init__(self, reason: str, count: int = 0) -> None:
        self.reason, self.count = reason, count
        super().__init__(reason)


@dataclass(frozen=True)
class PastedRow:
    """One row: its number in the text, counted from 1, and its cells by column; an empty cell is left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class PastedTable:
    """`ignored`: headings that mean nothing to us, whose cells were dropped unread (a column of names, say)."""

    rows: Sequence[PastedRow]
    ignored: Sequence[str] = ()


def fold(text: str) -> str:
    """Lower case, letters and digits alone with single spaces between: "Kl." and "kl" are the same."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def read(text: str, *, most_rows: int) -> PastedTable:
    """The rows of a pasted text. Raises UnreadableTable."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableTable("too_long", len(text))
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip(" \t;,\ufeff")]
    if not lines:
        raise UnreadableTable("empty")
    separator = _separator([line for _number, line in lines])
    cells = [(number, _cells(line, separator)) for number, line in lines]
    columns, ignored = _columns(cells[0][1])
    rows = cells[1:] if columns else cells
    if len(rows) > most_rows:
        raise UnreadableTable("too_many", len(rows))
    return PastedTable([PastedRow(number, _by_column(row, columns)) for number, row in rows], ignored)


def _separator(lines: Sequence[str]) -> str:
    """Tabs come from a spreadsheet, semicolons from a German CSV file, commas from an English one; of the last two the
    more frequent one counts, since the other may stand within a cell."""
    text = "".join(lines)
    return "\t" if "\t" in text else max(";,", key=text.count)


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line, without quotes and spaces around; each is cut at LONGEST_CELL signs."""
    cells = next(csv.reader([line.lstrip("\ufeff").replace("\0", "")], delimiter=separator), [])
    return [" ".join(cell.split())[:LONGEST_CELL] for cell in cells]


def _columns(first: Sequence[str]) -> tuple[list[str] | None, list[str]]:
    """The columns that a line of headings names, "" for one that means nothing, and those; None when it is no such
    line, which it is if most of its words are headings."""
    found = [_COLUMN_OF.get(fold(cell), "") for cell in first]
    filled = [cell for cell in first if cell]
    if 2 * sum(map(bool, found)) < len(filled) or not any(found):
        return None, []
    return found, [cell for cell, column in zip(first, found, strict=True) if cell and not column]


def _by_column(cells: Sequence[str], columns: Sequence[str] | None) -> dict[str, str]:
    if columns is None:
        columns = SHORT_ORDER if len(cells) <= len(SHORT_ORDER) else ORDER
        # What stands behind the last column are further facts: "final year, no device" separated by commas.
        cells = [*cells[: len(columns) - 1], ", ".join(filter(None, cells[len(columns) - 1 :]))]
    pairs = zip(columns, cells, strict=False)
    return {column: cell for column, cell in pairs if column and cell}
