"""What the papers have in common: head with number and code, tables to tick and to write on, the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from devices.sheets.content import Texts
from documents.pdf.flow import Page, Piece
from documents.pdf.furniture import LEFT, RIGHT, foot, running_head
from documents.pdf.paper import Paper
from documents.pdf.typesetting import (
    CAPTION,
    COLUMN_HEAD,
    DATA,
    FOOT,
    NUMBER,
    SECTION,
    TITLE,
    Style,
    clean,
    shrink_or_cut,
)

QR_SIDE = 20.3
HEAD_BOTTOM = 38.0
FACT_ROW = 4.6
FACT_VALUE = 27.0
COLUMN_HEAD_HEIGHT = 4.9
SMALLEST = 6.5


@dataclass(frozen=True)
class Column:
    """A column of a table: where it begins and ends (mm) and its caption; `ticks` is a box to tick."""

    left: float
    right: float
    caption: str = ""
    ticks: bool = False


def head(paper: Paper, kind: str, number: str, title: str, issuer: str) -> None:
    """Number, title and code to scan; without a number a line to write it on."""
    room = RIGHT - LEFT - QR_SIDE - 8
    put(paper, LEFT, 13.0, kind, SECTION, 60.0)
    shown, style = shrink_or_cut(issuer, FOOT, room - 62.0, SMALLEST)
    paper.text_right(LEFT + room, 13.0, shown, style)
    if number:
        paper.text(LEFT, 23.5, clean(number), TITLE)
        paper.qr(RIGHT - QR_SIDE, 10.0, number, side=QR_SIDE, error="H")
    else:
        paper.text(LEFT, 23.5, "H4F-", TITLE)
        paper.rule(LEFT + 20, LEFT + 70, 24.0, 0.5)
    put(paper, LEFT, 31.0, title, NUMBER, room)
    if not title:
        paper.rule(LEFT, LEFT + room, 32.0, 0.5)
    paper.rule(LEFT, RIGHT, HEAD_BOTTOM - 2, 0.9)


def put(paper: Paper, x: float, baseline: float, text: str, style: Style, room: float) -> None:
    """One line that is set smaller, then cut, rather than refused: the full text is in the program."""
    shown, fitting = shrink_or_cut(text, style, room, SMALLEST)
    paper.text(x, baseline, shown, fitting)


def facts(paper: Paper, top: float, rows: Sequence[tuple[str, str]]) -> None:
    """Label and value in two columns."""
    half = (RIGHT - LEFT) / 2
    for index, (label, value) in enumerate(rows):
        x = LEFT + half * (index % 2)
        baseline = top + 3.6 + FACT_ROW * (index // 2)
        put(paper, x, baseline, label, CAPTION, FACT_VALUE - 2)
        put(paper, x + FACT_VALUE, baseline, value, DATA, half - FACT_VALUE - 3)


def facts_height(rows: Sequence[tuple[str, str]]) -> float:
    """How much room they take, in mm."""
    return FACT_ROW * ((len(rows) + 1) // 2) + (2.0 if rows else 0.0)


def captions(paper: Paper, top: float, columns: Sequence[Column]) -> None:
    """The head of a table."""
    for column in columns:
        put(paper, column.left, top + 3.6, column.caption, COLUMN_HEAD, column.right - column.left - 1)
    paper.rule(LEFT, RIGHT, top + COLUMN_HEAD_HEIGHT, 0.5)


def table_head(columns: Sequence[Column]) -> Piece:
    """The head as a piece that is drawn again on every page."""
    return Piece(COLUMN_HEAD_HEIGHT, lambda paper, top, first: captions(paper, top, columns), "column head")


def boxes(paper: Paper, baseline: float, columns: Sequence[Column], ticked: Sequence[bool] = ()) -> None:
    """The boxes of a row."""
    for index, column in enumerate(column for column in columns if column.ticks):
        paper.tick_box(column.left, baseline, ticked=index < len(ticked) and ticked[index])


def draw_pages(paper: Paper, pages: Sequence[Page], texts: Texts, name: str, first: Sequence[Piece]) -> None:
    """Every page with its head, its pieces and its foot; `first` are drawn on the first page at fixed places."""
    for index, page in enumerate(pages, start=1):
        if index == 1:
            for piece in first:
                piece.draw(paper, piece.height, True)
        else:
            running_head(paper, name, "")
        for top, piece, at_top in page:
            piece.draw(paper, top, at_top)
        page_text = texts["page"].format(page=index, pages=len(pages))
        foot(paper, [texts["enter_later"], texts["enter_later_short"]], page_text)
        paper.end_page()
