"""The annex of a tax confirmation: every device with what it was valued by, and the sum of page 1."""

from dataclasses import replace

from devices.confirmations.papers.content import ConfirmationContent, ConfirmationTexts, ValuedDevice
from documents.pdf.flow import Piece, Room
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, NAME, NUMBER, Style, wrap

POSITION_X, NUMBER_X, DEVICE_X, AGE_X, BASIS_X = 20.0, 28.0, 47.5, 96.0, 133.0
VALUE_LEFT = 173.5
GAP = 2.0
HEAD_HEIGHT, TOTAL_HEIGHT = 4.9, 11.0
ROW_TOP, ROW_BOTTOM = 3.6, 1.3
CELL = Style(7.6, 9.4)
CELL_BOLD = Style(7.6, 9.4, bold=True)
# The sum goes with the last rows; nothing is signed here.
ROOM = Room(first_top=NEXT_TOP, next_top=NEXT_TOP, bottom=279.5, closing=0.0)


def pieces(content: ConfirmationContent) -> list[Piece]:
    """Head, rows and the sum; the head is repeated on every page."""
    texts = content["texts"]
    head = Piece(HEAD_HEIGHT, lambda paper, top, first: _head(paper, top, texts), "annex", keep_with_next=True)
    rows = [_row(position, device, head) for position, device in enumerate(content["devices"], start=1)]
    # The sum never stands alone on a page.
    rows[-1] = replace(rows[-1], keep_with_next=True)
    return [head, *rows, _sum(content, head)]


def _head(paper: Paper, top: float, texts: ConfirmationTexts) -> None:
    captions = (
        (POSITION_X, NUMBER_X, texts["position"]),
        (NUMBER_X, DEVICE_X, texts["device_number"]),
        (DEVICE_X, AGE_X, texts["device"]),
        (AGE_X, BASIS_X, texts["age"]),
        (BASIS_X, VALUE_LEFT, texts["basis"]),
    )
    paper.rule(LEFT, RIGHT, top, 0.9)
    for x, end, caption in captions:
        paper.fitted(x, top + 3.6, caption, COLUMN_HEAD, end - x - 1, "column head")
    paper.text_right(RIGHT, top + 3.6, texts["device_value"], COLUMN_HEAD)
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _row(position: int, device: ValuedDevice, head: Piece) -> Piece:
    room = AGE_X - DEVICE_X
    cells = (
        (POSITION_X, [(str(position), CELL)]),
        (NUMBER_X, [(device["number"], CELL_BOLD)]),
        (
            DEVICE_X,
            _lines(device["name"], CELL_BOLD, room) + _lines(device["identity"], CELL, room),
        ),
        (AGE_X, _lines(device["age"], CELL, BASIS_X - AGE_X)),
        (BASIS_X, _lines(device["basis"], CELL, VALUE_LEFT - BASIS_X)),
    )
    height = ROW_TOP + CELL.line * (max(len(lines) for _x, lines in cells) - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, lines in cells:
            for row, (text, style) in enumerate(lines):
                paper.text(x, top + ROW_TOP + row * CELL.line, text, style)
        paper.text_right(RIGHT, top + ROW_TOP, device["value"], CELL_BOLD)
        paper.rule(LEFT, RIGHT, top + height, 0.3)

    return Piece(height, draw, f"device {device['number']}", head=head)


def _lines(text: str, style: Style, room: float) -> list[tuple[str, Style]]:
    return [(line, style) for line in wrap(text, style, room - GAP)]


def _sum(content: ConfirmationContent, head: Piece) -> Piece:
    height = TOTAL_HEIGHT + CAPTION.line * len(wrap(content["basis_note"], CAPTION, RIGHT - LEFT))

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.text(DEVICE_X, top + 6.0, content["texts"]["total"], NAME)
        paper.text_right(RIGHT, top + 6.0, content["total"], NUMBER)
        paper.rule(LEFT, RIGHT, top + 8.2, 0.9)
        paper.rule(LEFT, RIGHT, top + 9.0, 0.9)
        paper.paragraph(LEFT, top + 13.0, content["basis_note"], CAPTION, RIGHT - LEFT)

    return Piece(height, draw, "sum", head=head)
