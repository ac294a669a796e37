"""The table of what is handed over: one row a device, or a count of things that nothing tells apart."""

from collections.abc import Sequence

from devices.pickup_notes.content import Goods, NoteTexts
from documents.pdf.flow import Piece
from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import COLUMN_HEAD, DATA, FACTS, wrap

POSITION_RIGHT = 25.0
COUNT_RIGHT = 35.5
NAME_X, SERIAL_X, TAG_X, DEVICE_X, TAKEN_X = 39.0, 91.0, 122.0, 148.0, 177.0
HEAD_HEIGHT, ROW_TOP, ROW_BOTTOM, BLANK_HEIGHT = 4.9, 3.9, 1.7, 6.5
BLANK_ROWS = 2
GAP = 1.5
UNKNOWN = "–"


def goods_table(goods: Sequence[Goods], texts: NoteTexts, *, is_signed: bool) -> list[Piece]:
    """Head, rows, and, as long as nothing is signed, lines for what is added by hand."""
    head = Piece(
        HEAD_HEIGHT, lambda paper, top, first: _head(paper, top, texts, is_signed), "goods", keep_with_next=True
    )
    repeated = Piece(HEAD_HEIGHT, lambda paper, top, first: _repeated(paper, top, texts, is_signed), "goods")
    rows = [_row(row, number, repeated, is_signed=is_signed) for number, row in enumerate(goods, start=1)]
    blank = [] if is_signed else [_blank(texts if not index else None, repeated) for index in range(BLANK_ROWS)]
    return [head, *rows, *blank]


def _head(paper: Paper, top: float, texts: NoteTexts, is_signed: bool) -> None:
    paper.text_right(POSITION_RIGHT, top + 3.6, texts["position"], COLUMN_HEAD)
    paper.text_right(COUNT_RIGHT + 1.5, top + 3.6, texts["count"], COLUMN_HEAD)
    columns = ((NAME_X, "name"), (SERIAL_X, "serial"), (TAG_X, "asset_tag"), (DEVICE_X, "device"))
    for x, caption in columns if is_signed else (*columns, (TAKEN_X, "taken")):
        paper.text(x, top + 3.6, texts[caption], COLUMN_HEAD)
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _repeated(paper: Paper, top: float, texts: NoteTexts, is_signed: bool) -> None:
    paper.rule(LEFT, RIGHT, top, 0.9)
    _head(paper, top, texts, is_signed)


def _row(goods: Goods, number: int, head: Piece, *, is_signed: bool) -> Piece:
    cells = (
        (NAME_X, wrap(goods["name"], DATA, SERIAL_X - NAME_X - GAP)),
        (SERIAL_X, wrap(goods["serial"] or UNKNOWN, FACTS, TAG_X - SERIAL_X - GAP)),
        (TAG_X, wrap(goods["asset_tag"] or UNKNOWN, FACTS, DEVICE_X - TAG_X - GAP)),
        (DEVICE_X, wrap(goods["device"] or UNKNOWN, FACTS, TAKEN_X - DEVICE_X - GAP)),
    )
    height = ROW_TOP + DATA.line * (max(len(lines) for _x, lines in cells) - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        y = top + ROW_TOP
        paper.text_right(POSITION_RIGHT, y, str(number), FACTS)
        paper.text_right(COUNT_RIGHT, y, goods["count"], DATA)
        for x, lines in cells:
            for index, line in enumerate(lines):
                paper.text(x, y + index * DATA.line, line, DATA if x == NAME_X else FACTS)
        if not is_signed:
            paper.tick_box(TAKEN_X, y, ticked=False)
        paper.rule(LEFT, RIGHT, top + height, 0.3)

    return Piece(height, draw, f"goods {number}", head=head)


def _blank(texts: NoteTexts | None, head: Piece) -> Piece:
    """A line to write on; the first says what for."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        if texts:
            paper.text(LEFT, top + 4.6, texts["more"], FACTS)
        paper.rule(LEFT, RIGHT, top + BLANK_HEIGHT, 0.3, dotted=True)

    return Piece(BLANK_HEIGHT, draw, "line for more goods", head=head)
