"""The intake list: what is announced of a donation, to tick off at the door, and lines for what comes beside it."""

from collections.abc import Sequence

from devices.sheets.content import AnnouncedDevice, IntakeSheet, Texts
from devices.sheets.drawing import (
    HEAD_BOTTOM,
    Column,
    boxes,
    captions,
    draw_pages,
    facts,
    facts_height,
    head,
    put,
    table_head,
)
from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT, THIRD, THIRDS, section_heading, writing_line
from documents.pdf.paper import Paper
from documents.pdf.typesetting import DATA, NAME

ROW = 8.1
HEADING = 10.7
SURPLUS_ROWS = 6
BOTTOM, CLOSING = 280.0, 16.0


def draw_intake_list(sheet: IntakeSheet, texts: Texts, issuer: str) -> bytes:
    """A PDF. Raises: MissingGlyph."""
    paper = Paper(title=f"{texts['intake_list']} {sheet.number}", author=issuer)
    facts_top = HEAD_BOTTOM
    first_top = facts_top + facts_height(sheet.facts)
    pieces = [*_announced(sheet.devices, texts), *_surplus(texts)]
    pages = paginate(pieces, Room(first_top=first_top, next_top=NEXT_TOP, bottom=BOTTOM, closing=CLOSING))
    title = texts["announced_count"].format(count=sheet.device_count)
    fixed = [
        Piece(facts_top, lambda p, y, first: head(p, texts["intake_list"], sheet.number, title, issuer), "head"),
        Piece(facts_top, lambda p, y, first: facts(p, y, sheet.facts), "facts"),
    ]
    _fill_with_rows(pages[-1])
    pages[-1].append((BOTTOM - CLOSING, Piece(CLOSING, lambda p, y, first: _closing(p, y, texts), "closing"), False))
    draw_pages(paper, pages, texts, f"{texts['intake_list']} {sheet.number}", fixed)
    return paper.bytes()


def _heading(number: int, text: str, columns: Sequence[Column]) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        section_heading(paper, top, number, text)
        captions(paper, top + 5.8, columns)

    return Piece(HEADING, draw, text, space_before=3.0, keep_with_next=True, starts_section=True)


def _announced(devices: Sequence[AnnouncedDevice], texts: Texts) -> list[Piece]:
    columns = (
        Column(LEFT, 27.0, texts["here"], ticks=True),
        Column(27.0, 52.0, texts["number"]),
        Column(52.0, 97.0, texts["device"]),
        Column(97.0, 128.0, texts["serial"]),
        Column(128.0, 154.0, texts["asset_tag"]),
        Column(154.0, RIGHT, texts["time_and_note"]),
    )
    return [_heading(1, texts["announced"], columns), *(_device(device, columns) for device in devices)]


def _device(device: AnnouncedDevice, columns: Sequence[Column]) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        baseline = top + 5.2
        boxes(paper, baseline, columns, [device.is_here])
        # Goods without a number have the room of what they lack.
        end = columns[2].right if device.number else columns[-1].left
        for column, value, style, right in (
            (columns[1], device.number, NAME, columns[1].right),
            (columns[2] if device.number else columns[1], device.title, DATA, end),
            (columns[3], device.serial, DATA, columns[3].right),
            (columns[4], device.asset_tag, DATA, columns[4].right),
        ):
            put(paper, column.left, baseline, value, style, right - column.left - 2)
        paper.rule(LEFT, RIGHT, top + ROW, 0.3)

    return Piece(ROW, draw, device.number, head=table_head(columns))


def _surplus(texts: Texts) -> list[Piece]:
    columns = (
        Column(LEFT, 80.0, texts["what"]),
        Column(80.0, 118.0, texts["serial"]),
        Column(118.0, 144.0, texts["asset_tag"]),
        Column(144.0, 166.0, texts["blank_label"]),
        Column(166.0, RIGHT, texts["time"]),
    )
    row = Piece(ROW, lambda p, top, first: p.rule(LEFT, RIGHT, top + ROW, 0.3), "surplus", head=table_head(columns))
    return [_heading(2, texts["surplus"], columns), *[row] * SURPLUS_ROWS]


def _fill_with_rows(page: Page) -> None:
    """More lines for what was not announced, as far down as there is room."""
    last_top, row, _first = page[-1]
    top = last_top + row.height
    while top + ROW <= BOTTOM - CLOSING:
        page.append((top, row, False))
        top += ROW


def _closing(paper: Paper, top: float, texts: Texts) -> None:
    for x, caption in zip(THIRDS, ("taken_in_by", "date", "signature"), strict=True):
        writing_line(paper, x, THIRD, top + 11.5, texts[caption])
