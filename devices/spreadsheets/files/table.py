"""What a reader makes of a file, and what it says when it cannot."""

from dataclasses import dataclass, field

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CELLS = 1_000_000
LONGEST_CELL = 500

# What a cell may be marked with: its content is not what somebody typed there.
FORMULA, BROKEN, MERGED, CUT, ROUNDED = "formula", "broken", "merged", "cut", "rounded"


class UnreadableTable(Exception):
    """The file cannot be taken. `code` says why, `details` are figures and names for the sentence."""

    def __init__(self, code: str, **details: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass
class TableRow:
    """One row: its number in the file from 1, its cells as texts, and marks by column from 0."""

    number: int
    cells: list[str]
    marks: dict[int, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(self.cells) and not self.marks


@dataclass
class Table:
    """One sheet, as it stands in the file. `sheets` names all of a workbook that can be chosen, `encoding` and
    `separator` are those of a text file."""

    rows: list[TableRow]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""


def tidy(text: str, marks: dict[int, str], column: int) -> str:
    """A cell's text on one line and without what cannot be printed; one that is too long is cut and marked."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * LONGEST_CELL])
    text = " ".join(text.split())
    if len(text) > LONGEST_CELL:
        marks[column] = CUT
        text = text[:LONGEST_CELL].rstrip()
    # Exports put an apostrophe before what a spreadsheet would run; it is not part of the value.
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def checked_size(rows: int, columns: int, cells: int) -> None:
    """Raises UnreadableTable for a table beyond the limits."""
    if rows > MOST_ROWS:
        raise UnreadableTable("too_many_rows", most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise UnreadableTable("too_many_columns", most=MOST_COLUMNS)
    if cells > MOST_CELLS:
        raise UnreadableTable("too_many_cells", most=MOST_CELLS)
