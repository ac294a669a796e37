"""Drawing the packing list and the Übergabeliste: what is fetched from where, who gets what, boxes to tick.

Measures in mm from the top-left corner of an A4 page, type in points. Pure functions of their content, no Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT, THIRD, THIRDS, foot, running_head, writing_line
from documents.pdf.paper import Paper
from documents.pdf.typesetting import (
    CAPTION,
    COLUMN_HEAD,
    DATA,
    FACTS,
    FOOT,
    NAME,
    SECTION,
    TITLE,
    Style,
    shrink_or_cut,
    wrap,
)

QR_SIDE = 20.3
TITLE_LINE, RULE, FACTS_TOP, FACT_ROW, FACT_VALUE = 23.5, 33.0, 37.5, 4.8, 24.0
HEAD_HEIGHT, ROW_TOP, ROW_BOTTOM = 5.2, 4.6, 2.2
BOTTOM, CLOSING, SMALLEST, GAP = 280.0, 19.0, 6.5, 2.0
BOX = 3.8
HANDED = ("ausgegeben von", "Ort, Datum", "Unterschrift der Einrichtung")
# What a hand needs.
BLANK_ROW = 9.0


@dataclass(frozen=True)
class Heading:
    """What stands over the list; `facts` are captions with what is known."""

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    issuer: str
    printed: str


@dataclass(frozen=True)
class ListRow:
    """One device. `place`: its shelf, or whom it is for, with `below` under it; `serial`: also a receipt's number."""

    place: str
    number: str
    name: str
    serial: str
    extra: str
    below: str = ""
    is_ticked: bool = False


@dataclass(frozen=True)
class Columns:
    """Where the parts of a row begin, and their captions."""

    captions: tuple[str, str, str, str]
    boxes: tuple[str, ...]
    place: float = 20.0
    number: float = 52.0
    name: float = 78.0
    extra: float = 128.0
    first_box: float = 177.0


PACKING = Columns(("Lagerort", "Nummer", "Gerät, Seriennummer", "Zubehör"), ("gepackt",))
GIVING = Columns(
    ("Code", "Nummer", "Gerät, Protokoll", "Zubehör"), ("übergeben", "zurück"), extra=122.0, first_box=158.0
)
BOX_STEP = 16.0
WHOM = Style(11, 13, bold=True)


def draw_packing_list(heading: Heading, rows: Sequence[ListRow]) -> bytes:
    """A PDF. Raises: MissingGlyph."""
    return _draw(heading, rows, PACKING, ("gepackt von", "Datum, Uhrzeit", "Unterschrift"))


def draw_handover_list(heading: Heading, rows: Sequence[ListRow]) -> bytes:
    """A PDF. Raises: MissingGlyph."""
    return _draw(heading, rows, GIVING, HANDED)


def draw_handover_list_on(paper: Paper, heading: Heading, rows: Sequence[ListRow]) -> int:
    """The same on pages of another paper, as on top of a pile; returns how many. Raises: MissingGlyph."""
    paper.bookmark(f"{heading.title} {heading.number}")
    return _draw_on(paper, heading, [_row(row, GIVING) for row in rows], GIVING, HANDED)


def draw_blank_list(heading: Heading, rows: int) -> bytes:
    """A handover list with empty rows, for hands. Raises: MissingGlyph."""
    return _draw_pieces(heading, [_blank_row(number, GIVING) for number in range(1, rows + 1)], GIVING, HANDED)


def _blank_row(number: int, columns: Columns) -> Piece:
    """Room to write in between upright rules, and the boxes."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.text(columns.number, top + BLANK_ROW - 2.2, "H4F-", FACTS)
        for x in (columns.number, columns.name, columns.extra, columns.first_box):
            paper.line(x - 1.2, top, x - 1.2, top + BLANK_ROW, 0.3)
        for index in range(len(columns.boxes)):
            paper.tick_box(columns.first_box + BOX_STEP * index, top + BLANK_ROW - 3.4, ticked=False, side=BOX)
        paper.rule(LEFT, RIGHT, top + BLANK_ROW, 0.3)

    repeated = Piece(HEAD_HEIGHT, lambda paper, top, first: _captions(paper, top, columns), "head")
    return Piece(BLANK_ROW, draw, f"row {number}", head=repeated)


def _draw(heading: Heading, rows: Sequence[ListRow], columns: Columns, closing: tuple[str, str, str]) -> bytes:
    return _draw_pieces(heading, [_row(row, columns) for row in rows], columns, closing)


def _draw_pieces(heading: Heading, rows: Sequence[Piece], columns: Columns, closing: tuple[str, str, str]) -> bytes:
    paper = Paper(title=f"{heading.title} {heading.number}", author=heading.issuer)
    _draw_on(paper, heading, rows, columns, closing)
    return paper.bytes()


def _draw_on(
    paper: Paper, heading: Heading, rows: Sequence[Piece], columns: Columns, closing: tuple[str, str, str]
) -> int:
    first_top = FACTS_TOP + FACT_ROW * len(heading.facts) + 3.0
    room = Room(first_top=first_top, next_top=NEXT_TOP, bottom=BOTTOM, closing=CLOSING)
    head = Piece(HEAD_HEIGHT, lambda p, top, first: _captions(p, top, columns), "head", keep_with_next=True)
    pages = paginate([head, *rows], room)
    for index, page in enumerate(pages, start=1):
        _page(paper, heading, page, index, len(pages))
        if index == len(pages):
            for x, caption in zip(THIRDS, closing, strict=True):
                writing_line(paper, x, THIRD, BOTTOM - 5.0, caption)
        paper.end_page()
    return len(pages)


def _page(paper: Paper, heading: Heading, page: Page, index: int, total: int) -> None:
    if index == 1:
        _opening(paper, heading)
    else:
        running_head(paper, f"{heading.title} {heading.number}", "")
    for top, piece, first in page:
        piece.draw(paper, top, first)
    foot(paper, [f"{heading.issuer} · {heading.printed}", heading.printed], f"Seite {index} von {total}")


def _opening(paper: Paper, heading: Heading) -> None:
    room = RIGHT - LEFT - QR_SIDE - 8
    paper.text(LEFT, 13.0, heading.title, SECTION)
    shown, style = shrink_or_cut(heading.issuer, FOOT, room - 50.0, SMALLEST)
    paper.text_right(LEFT + room, 13.0, shown, style)
    paper.text(LEFT, TITLE_LINE, heading.number, TITLE)
    paper.qr(RIGHT - QR_SIDE, 10.0, heading.number, side=QR_SIDE, error="H")
    paper.rule(LEFT, RIGHT, RULE, 0.9)
    for index, (caption, text) in enumerate(heading.facts):
        baseline = FACTS_TOP + 2.0 + FACT_ROW * index
        paper.text(LEFT, baseline, caption, CAPTION)
        _put(paper, LEFT + FACT_VALUE, baseline, text, DATA, RIGHT - LEFT - FACT_VALUE)


def _put(paper: Paper, x: float, baseline: float, text: str, style: Style, room: float) -> None:
    """One line that is set smaller, then cut: the full text is in the program."""
    shown, fitting = shrink_or_cut(text, style, room, SMALLEST)
    paper.text(x, baseline, shown, fitting)


def _captions(paper: Paper, top: float, columns: Columns) -> None:
    starts = (columns.place, columns.number, columns.name, columns.extra)
    for x, caption in zip(starts, columns.captions, strict=True):
        paper.text(x, top + 3.6, caption, COLUMN_HEAD)
    for index, caption in enumerate(columns.boxes):
        paper.text(columns.first_box + BOX_STEP * index, top + 3.6, caption, COLUMN_HEAD)
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _row(row: ListRow, columns: Columns) -> Piece:
    extra = wrap(row.extra or "–", FACTS, columns.first_box - columns.extra - GAP)
    lines = max(2, len(extra))
    height = ROW_TOP + DATA.line * (lines - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        y = top + ROW_TOP
        style = WHOM if columns is GIVING else NAME
        _put(paper, columns.place, y, row.place, style, columns.number - columns.place - GAP)
        _put(paper, columns.place, y + DATA.line, row.below, FACTS, columns.number - columns.place - GAP)
        paper.text(columns.number, y, row.number, NAME)
        _put(paper, columns.name, y, row.name, DATA, columns.extra - columns.name - GAP)
        _put(paper, columns.name, y + DATA.line, row.serial or "–", FACTS, columns.extra - columns.name - GAP)
        for index, line in enumerate(extra):
            paper.text(columns.extra, y + index * FACTS.line, line, FACTS)
        for index in range(len(columns.boxes)):
            paper.tick_box(columns.first_box + BOX_STEP * index, y + 1.0, ticked=row.is_ticked and not index, side=BOX)
        paper.rule(LEFT, RIGHT, top + height, 0.3)

    repeated = Piece(HEAD_HEIGHT, lambda paper, top, first: _captions(paper, top, columns), "head")
    return Piece(height, draw, row.number, head=repeated)
