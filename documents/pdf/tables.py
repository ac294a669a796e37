"""Numbered tables of a mailed paper: two lines per row, heads that are drawn again on every page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from documents.pdf.flow import Piece
from documents.pdf.furniture import RIGHT
from documents.pdf.letter import MAILED_LEFT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, SECTION, Style, wrap

CELL, CELL_BOLD = Style(7.6, 9.4), Style(7.6, 9.4, bold=True)
HEAD_HEIGHT, HEADING_HEIGHT = 8.3, 6.4
ROW_TOP, ROW_BOTTOM = 3.25, 1.55
GAP = 1.2
POSITION_RIGHT = 29.6


@dataclass(frozen=True)
class Column:
    """Where it begins, and its two captions."""

    x: float
    caption: str
    below: str


@dataclass(frozen=True)
class Cell:
    """Two texts, one under the other; each may take several lines."""

    first: str
    second: str = ""
    is_bold: bool = False


Columns = Sequence[Column]


def table(columns: Columns, rows: Sequence[Sequence[Cell]], texts: Mapping[str, str], heading: str = "") -> list[Piece]:
    """A numbered table of any columns; `texts` holds the caption of the numbers under "position"."""
    if not rows:
        return []
    key = (tuple(columns), texts["position"])
    head = Piece(HEAD_HEIGHT, _drawing(key, columns, texts, 0.4), "table head", keep_with_next=True)
    repeated = Piece(HEAD_HEIGHT, _drawing(key, columns, texts, 0.9), "table head")
    title = [_heading(heading, len(rows))] if heading else []
    body = [_row(columns, cells, number, repeated) for number, cells in enumerate(rows, start=1)]
    return [*title, head, *body]


def _heading(heading: str, count: int) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.text(MAILED_LEFT, top + 3.6, f"{heading} ({count})", SECTION)

    return Piece(HEADING_HEIGHT, draw, heading, space_before=4.6, keep_with_next=True, starts_section=True)


def _drawing(
    key: tuple, columns: Columns, texts: Mapping[str, str], weight: float
) -> Callable[[Paper, float, bool], None]:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.stamp((*key, weight), lambda y: _draw_head(paper, y, columns, texts, weight), top)

    return draw


def _draw_head(paper: Paper, top: float, columns: Columns, texts: Mapping[str, str], weight: float) -> None:
    paper.rule(MAILED_LEFT, RIGHT, top, weight)
    paper.text_right(POSITION_RIGHT, top + 3.5, texts["position"], COLUMN_HEAD)
    for column, room in zip(columns, _rooms(columns), strict=True):
        paper.fitted(column.x, top + 3.5, column.caption, COLUMN_HEAD, room, "column head")
        paper.fitted(column.x, top + 6.6, column.below, CAPTION, room, "column head")
    paper.rule(MAILED_LEFT, RIGHT, top + HEAD_HEIGHT, 0.4)


def _rooms(columns: Columns) -> list[float]:
    ends = [column.x for column in columns[1:]] + [RIGHT + GAP]
    return [end - GAP - column.x for column, end in zip(columns, ends, strict=True)]


def _row(columns: Columns, cells: Sequence[Cell], number: int, head: Piece) -> Piece:
    set_cells = [_set(cell, room) for cell, room in zip(cells, _rooms(columns), strict=True)]
    lines = max(2, *(len(set_lines) for set_lines in set_cells))
    height = ROW_TOP + CELL.line * (lines - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.text_right(POSITION_RIGHT, top + ROW_TOP, str(number), CELL)
        for column, set_lines in zip(columns, set_cells, strict=True):
            for index, (text, style) in enumerate(set_lines):
                paper.text(column.x, top + ROW_TOP + index * CELL.line, text, style)
        paper.rule(MAILED_LEFT, RIGHT, top + height, 0.3)

    return Piece(height, draw, f"row {number}", head=head)


def _set(cell: Cell, room: float) -> list[tuple[str, Style]]:
    first = [
        (line, CELL_BOLD if cell.is_bold else CELL)
        for line in wrap(cell.first, CELL_BOLD if cell.is_bold else CELL, room)
    ]
    return first + [(line, CELL) for line in wrap(cell.second, CELL, room)]
