"""The device table of a receipt: one row per device, each medium as a sub-row under it."""

from collections.abc import Sequence
from dataclasses import replace

from documents.pdf.flow import Piece
from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, DATA, FACTS, NAME, Style, fit, wrap
from recipients.papers.content import Device, Medium, ReceiptTexts

NUMBER_X, DEVICE_X, SERIAL_X, GRADE_X, ACCESSORIES_X = 20.0, 45.0, 111.0, 142.0, 156.0
GRADE_CENTRE = 147.0
GAP = 2.0
HEAD_HEIGHT = 4.9
# First baseline below the rule above, and what follows the last baseline.
ROW_TOP, ROW_BOTTOM, SUB_ROW_TOP = 4.1, 1.6, 3.5
UNKNOWN = "–"
GRADE = Style(9, 11, bold=True)


def table(devices: Sequence[Device], texts: ReceiptTexts) -> list[Piece]:
    """Head, rows, sub-rows and the legend; the head is repeated on every page."""
    head = Piece(
        HEAD_HEIGHT,
        lambda paper, top, first: _draw_head(paper, top, texts),
        "device table",
        keep_with_next=True,
        recurs=tuple(texts.values()),
    )
    repeated = Piece(
        HEAD_HEIGHT,
        lambda paper, top, first: _draw_repeated_head(paper, top, texts),
        "repeated device table",
        recurs=tuple(texts.values()),
    )
    rows = [piece for device in devices for piece in _rows(device, texts, repeated)]
    return [head, *rows, _legend(texts)]


def _draw_head(paper: Paper, top: float, texts: ReceiptTexts) -> None:
    captions = (
        (NUMBER_X, DEVICE_X, texts["device_number"]),
        (DEVICE_X, SERIAL_X, texts["device"]),
        (SERIAL_X, GRADE_X, texts["serial"]),
        (GRADE_X, ACCESSORIES_X, texts["cosmetic_grade"]),
        (ACCESSORIES_X, RIGHT + 1, texts["accessories"]),
    )
    for x, end, caption in captions:
        paper.fitted(x, top + 3.6, caption, COLUMN_HEAD, end - x - 1, "column head")
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _draw_repeated_head(paper: Paper, top: float, texts: ReceiptTexts) -> None:
    paper.rule(LEFT, RIGHT, top, 0.9)
    _draw_head(paper, top, texts)


def _rows(device: Device, texts: ReceiptTexts, head: Piece) -> list[Piece]:
    """The device with its first medium, which are never parted, then each further medium."""
    media = [_medium_piece(medium, device, texts, head) for medium in device["media"]]
    return [_device_piece(device, texts, head), *(media or [_no_medium_piece(texts, head)])]


def _device_piece(device: Device, texts: ReceiptTexts, head: Piece) -> Piece:
    names = wrap(device["name"], NAME, SERIAL_X - DEVICE_X - GAP)
    serials = wrap(device["serial"] or UNKNOWN, DATA, GRADE_X - SERIAL_X - GAP)
    accessories = wrap(device["accessories"] or UNKNOWN, FACTS, RIGHT - ACCESSORIES_X)
    below = _below_name(device, texts)
    lines = max(len(names), len(serials), 1)
    left_height = NAME.line * (lines - 1) + FACTS.line * len(below)
    height = ROW_TOP + max(left_height, FACTS.line * (len(accessories) - 1)) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        if not first:
            paper.rule(LEFT, RIGHT, top, 0.4)
        y = top + ROW_TOP
        paper.fitted(NUMBER_X, y, device["number"], NAME, DEVICE_X - NUMBER_X - 1, "device number")
        grade = fit(device["cosmetic_grade"] or UNKNOWN, GRADE, ACCESSORIES_X - GRADE_X - 1, "cosmetic grade")
        paper.text_centred(GRADE_CENTRE, y, grade, GRADE)
        _draw_lines(paper, DEVICE_X, y, names, NAME)
        _draw_lines(paper, SERIAL_X, y, serials, DATA)
        _draw_lines(paper, ACCESSORIES_X, y, accessories, FACTS)
        _draw_lines(paper, DEVICE_X, y + NAME.line * (lines - 1) + FACTS.line, below, FACTS)

    return Piece(height, draw, f"device {device['number']}", keep_with_next=True, head=head)


def _below_name(device: Device, texts: ReceiptTexts) -> tuple[str, ...]:
    room = ACCESSORIES_X - DEVICE_X - GAP
    return wrap(device["facts"], FACTS, room) + wrap(f"{texts['defects']} {device['defects'] or UNKNOWN}", FACTS, room)


def _medium_piece(medium: Medium, device: Device, texts: ReceiptTexts, head: Piece) -> Piece:
    """One medium; at the top of a page it says whose it is, for its device stands on the page before."""
    room = SERIAL_X - DEVICE_X - GAP
    serial = f"{texts['medium_serial']} {medium['serial']}" if medium["serial"] else ""
    left = wrap(medium["label"], FACTS, room) + wrap(serial, FACTS, room)
    right = wrap(medium["result"], FACTS, RIGHT - SERIAL_X) + wrap(medium["reference"], FACTS, RIGHT - SERIAL_X)
    return _sub_row(texts["medium"], left, right, head, device["number"])


def _no_medium_piece(texts: ReceiptTexts, head: Piece) -> Piece:
    row = _sub_row(texts["medium"], (texts["no_medium"],), (texts["no_erasure"],), head, "")
    return replace(row, recurs=(texts["medium"], texts["no_medium"], texts["no_erasure"]))


def _sub_row(caption: str, left: tuple[str, ...], right: tuple[str, ...], head: Piece, number: str) -> Piece:
    height = SUB_ROW_TOP + FACTS.line * (max(len(left), len(right), 1) - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        y = top + SUB_ROW_TOP
        if first:
            paper.text(NUMBER_X, y, number, NAME)
        else:
            paper.rule(DEVICE_X, RIGHT, top, 0.3, dotted=True)
            paper.fitted(NUMBER_X, y, caption, CAPTION, DEVICE_X - NUMBER_X - 1, "caption of a medium")
        _draw_lines(paper, DEVICE_X, y, left, FACTS)
        _draw_lines(paper, SERIAL_X, y, right, FACTS)

    return Piece(height, draw, f"medium of {number}", head=head)


def _legend(texts: ReceiptTexts) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.4)
        paper.fitted(LEFT, top + 3.2, texts["grade_legend"], CAPTION, RIGHT - LEFT, "legend")

    return Piece(3.9, draw, "legend", recurs=texts["grade_legend"])


def _draw_lines(paper: Paper, x: float, baseline: float, lines: Sequence[str], style: Style) -> None:
    for index, line in enumerate(lines):
        paper.text(x, baseline + index * style.line, line, style)
