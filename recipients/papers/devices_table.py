"""The device table of a receipt: one row per device, each medium as a sub-row under it."""

from collections.abc import Sequence
from dataclasses import replace

from documents.pdf.flow import Piece
from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, DATA, FACTS, NAME, Style, fit, wrap
from recipients.papers.captions import STEP, Words, apart, below
from recipients.papers.content import Device, Medium, ReceiptTexts

NUMBER_X, DEVICE_X, SERIAL_X, GRADE_X, ACCESSORIES_X = 20.0, 45.0, 111.0, 142.0, 156.0
GRADE_CENTRE = 147.0
GAP = 2.0
HEAD_HEIGHT = 4.9
# First baseline below the rule above, and what follows the last baseline.
ROW_TOP, ROW_BOTTOM, SUB_ROW_TOP = 4.1, 1.6, 3.5
UNKNOWN = "–"
GRADE = Style(9, 11, bold=True)


def table(devices: Sequence[Device], words: Words) -> list[Piece]:
    """Head, rows, sub-rows and the legend; the head is repeated on every page."""
    height = words.either(HEAD_HEIGHT, HEAD_HEIGHT + STEP)
    head = Piece(
        height,
        lambda paper, top, first: draw_head(paper, top, words),
        "device table",
        keep_with_next=True,
        recurs=words.key,
    )
    repeated = Piece(
        height,
        lambda paper, top, first: _draw_repeated_head(paper, top, words),
        "repeated device table",
        recurs=words.key,
    )
    rows = [piece for device in devices for piece in _rows(device, words, repeated)]
    return [head, *rows, _legend(words)]


def draw_head(paper: Paper, top: float, words: Words) -> None:
    """The captions of the columns over a rule."""
    captions = (
        (NUMBER_X, DEVICE_X, "device_number"),
        (DEVICE_X, SERIAL_X, "device"),
        (SERIAL_X, GRADE_X, "serial"),
        (GRADE_X, ACCESSORIES_X, "cosmetic_grade"),
        (ACCESSORIES_X, RIGHT + 1, "accessories"),
    )
    for x, end, caption in captions:
        below(paper, x, top + 3.6, words, caption, COLUMN_HEAD, end - x - 1)
    paper.rule(LEFT, RIGHT, top + words.either(HEAD_HEIGHT, HEAD_HEIGHT + STEP), 0.5)


def _draw_repeated_head(paper: Paper, top: float, words: Words) -> None:
    paper.rule(LEFT, RIGHT, top, 0.9)
    draw_head(paper, top, words)


def _rows(device: Device, words: Words, head: Piece) -> list[Piece]:
    """The device with its first medium, which are never parted, then each further medium."""
    media = [_medium_piece(medium, device, words, head) for medium in device["media"]]
    return [_device_piece(device, words.german, head), *(media or [_no_medium_piece(words, head)])]


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


def _medium_piece(medium: Medium, device: Device, words: Words, head: Piece) -> Piece:
    """One medium; at the top of a page it says whose it is, for its device stands on the page before."""
    room = SERIAL_X - DEVICE_X - GAP
    serial = f"{words.german['medium_serial']} {medium['serial']}" if medium["serial"] else ""
    left = wrap(medium["label"], FACTS, room) + wrap(serial, FACTS, room)
    right = wrap(medium["result"], FACTS, RIGHT - SERIAL_X) + wrap(medium["reference"], FACTS, RIGHT - SERIAL_X)
    return _sub_row(words, left, right, head, device["number"])


def _no_medium_piece(words: Words, head: Piece) -> Piece:
    texts = words.german
    row = _sub_row(words, (texts["no_medium"],), (texts["no_erasure"],), head, "")
    german = (texts["medium"], texts["no_medium"], texts["no_erasure"])
    return replace(row, recurs=(german, words.second.get("medium")))


def _sub_row(words: Words, left: tuple[str, ...], right: tuple[str, ...], head: Piece, number: str) -> Piece:
    lines = max(len(left), len(right), 2 if words.language else 1)
    height = SUB_ROW_TOP + FACTS.line * (lines - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        y = top + SUB_ROW_TOP
        if first:
            paper.text(NUMBER_X, y, number, NAME)
        else:
            paper.rule(DEVICE_X, RIGHT, top, 0.3, dotted=True)
            below(paper, NUMBER_X, y, words, "medium", CAPTION, DEVICE_X - NUMBER_X - 1)
        _draw_lines(paper, DEVICE_X, y, left, FACTS)
        _draw_lines(paper, SERIAL_X, y, right, FACTS)

    return Piece(height, draw, f"medium of {number}", head=head)


def _legend(words: Words) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.4)
        apart(paper, LEFT, top + 3.2, words, "grade_legend", RIGHT - LEFT)

    return Piece(3.9, draw, "legend", recurs=(words.german["grade_legend"], words.second.get("grade_legend")))


def _draw_lines(paper: Paper, x: float, baseline: float, lines: Sequence[str], style: Style) -> None:
    for index, line in enumerate(lines):
        paper.text(x, baseline + index * style.line, line, style)
