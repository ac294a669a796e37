"""The work card: goes with a device while there is no internet. Steps to tick, minutes, who, when, room for notes."""

from collections.abc import Sequence

from devices.sheets.content import CardMedium, Step, Texts, WorkCard
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
from documents.pdf.flow import Piece, Room, paginate
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT, THIRD, THIRDS, section_heading, writing_line
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, DATA, NAME, width

SECTION_ROOM = 7.0
WHO_HEIGHT = 14.0
MEDIUM_ROW, STEP_ROW, NOTE_ROW = 8.4, 8.1, 8.0
FEWEST_MEDIA_ROWS, BLANK_STEPS, FEWEST_NOTES = 2, 12, 2
BOTTOM, CLOSING = 280.0, 16.0


def draw_work_cards(cards: Sequence[WorkCard], texts: Texts, issuer: str) -> bytes:
    """A PDF, every card on pages of its own. Raises: MissingGlyph, ValueError without a card."""
    if not cards:
        raise ValueError("no card to draw")
    paper = Paper(title=texts["work_card"], author=issuer, shared=True)
    for card in cards:
        _draw(paper, card, texts, issuer)
    return paper.bytes()


def _draw(paper: Paper, card: WorkCard, texts: Texts, issuer: str) -> None:
    facts_top = HEAD_BOTTOM
    who_top = facts_top + facts_height(card.facts)
    pieces = [*_media(card, texts), *_steps(card, texts)]
    room = Room(first_top=who_top + WHO_HEIGHT, next_top=NEXT_TOP, bottom=BOTTOM, closing=CLOSING)
    notes = [_note(texts, index) for index in range(FEWEST_NOTES)]
    pages = paginate([*pieces, *notes], room)
    _fill_with_notes(pages[-1])
    fixed = [
        Piece(facts_top, lambda p, y, first: head(p, texts["work_card"], card.number, card.title, issuer), "head"),
        Piece(facts_top, lambda p, y, first: facts(p, y, card.facts), "facts"),
        Piece(who_top, lambda p, y, first: _who(p, y, texts), "who"),
    ]
    pages[-1].append((BOTTOM - CLOSING, Piece(CLOSING, lambda p, y, first: _closing(p, y, texts), "closing"), False))
    name = " ".join(filter(None, (texts["work_card"], card.number)))
    draw_pages(paper, pages, texts, name, fixed)


def _who(paper: Paper, top: float, texts: Texts) -> None:
    width, gap = 30.8, 4.0
    for index, caption in enumerate(("who", "date", "begun", "done", "place")):
        writing_line(paper, LEFT + index * (width + gap), width, top + 9.0, texts[caption])


def _media(card: WorkCard, texts: Texts) -> list[Piece]:
    columns = (
        Column(LEFT, 88.0, texts["medium"]),
        Column(88.0, 102.0, texts["erased"], ticks=True),
        Column(102.0, 118.0, texts["removed"], ticks=True),
        Column(118.0, 132.0, texts["destroyed"], ticks=True),
        Column(132.0, RIGHT, texts["how_and_when"]),
    )
    if not card.holds_media:
        return []
    rows = [*card.media, *[CardMedium()] * max(0, FEWEST_MEDIA_ROWS - len(card.media))]
    heading = _heading(1, texts["media"], columns)
    none = Piece(6.4, lambda p, y, first: _no_medium(p, y, texts), "no medium")
    return [heading, *(_medium_row(row, columns) for row in rows), none]


def _heading(number: int, text: str, columns: Sequence[Column]) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        section_heading(paper, top, number, text)
        captions(paper, top + SECTION_ROOM - 1.2, columns)

    return Piece(SECTION_ROOM + 3.7, draw, text, space_before=2.0, keep_with_next=True, starts_section=True)


def _medium_row(row: CardMedium, columns: Sequence[Column]) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        put(paper, LEFT, top + 5.4, row.name, DATA, columns[0].right - LEFT - 2)
        boxes(paper, top + 5.6, columns, row.ticked)
        put(paper, columns[-1].left, top + 5.4, row.said, CAPTION, RIGHT - columns[-1].left)
        paper.rule(LEFT, RIGHT, top + MEDIUM_ROW, 0.3)

    return Piece(MEDIUM_ROW, draw, "medium", head=table_head(columns))


def _no_medium(paper: Paper, top: float, texts: Texts) -> None:
    paper.tick_box(LEFT, top + 4.4, ticked=False)
    put(paper, LEFT + 4.6, top + 4.4, texts["no_medium"], DATA, RIGHT - LEFT - 5)
    begin = LEFT + 6.6 + width(texts["no_medium"], DATA)
    paper.rule(begin, max(begin, RIGHT - LEFT), top + 5.0, 0.5)


def _steps(card: WorkCard, texts: Texts) -> list[Piece]:
    columns = (
        Column(LEFT, 101.0, texts["step"]),
        Column(101.0, 118.0, texts["passed"], ticks=True),
        Column(118.0, 135.0, texts["failed"], ticks=True),
        Column(135.0, 149.0, texts["not_applicable"], ticks=True),
        Column(149.0, 162.0, texts["minutes"]),
        Column(162.0, RIGHT, texts["who_and_when"]),
    )
    steps = card.steps or (Step(""),) * (0 if card.number else BLANK_STEPS)
    if not steps:
        return []
    return [_heading(2 if card.holds_media else 1, texts["steps"], columns), *(_step(s, columns) for s in steps)]


def _step(step: Step, columns: Sequence[Column]) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        room = columns[0].right - LEFT - 2
        put(paper, LEFT, top + (3.6 if step.hint else 5.2), step.name, NAME, room)
        put(paper, LEFT, top + 6.9, step.hint, CAPTION, room)
        boxes(paper, top + 5.4, columns, step.ticked)
        for column, text in zip(columns[-2:], step.said, strict=True):
            put(paper, column.left, top + 5.2, text, CAPTION, column.right - column.left - 1)
        paper.rule(LEFT, RIGHT, top + STEP_ROW, 0.3)

    return Piece(STEP_ROW, draw, "step", head=table_head(columns))


def _note(texts: Texts, index: int = 1) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        if index == 0:
            put(paper, LEFT, top + 3.4, texts["notes"], CAPTION, 80.0)
        paper.rule(LEFT, RIGHT, top + NOTE_ROW, 0.5)

    return Piece(NOTE_ROW, draw, "notes", space_before=3.0 if index == 0 else 0.0)


def _fill_with_notes(page: list) -> None:
    """Lines to write on as far down as there is room."""
    last_top, last, _first = page[-1]
    top = last_top + last.height
    while top + NOTE_ROW <= BOTTOM - CLOSING:
        page.append((top, _note({}), False))
        top += NOTE_ROW


def _closing(paper: Paper, top: float, texts: Texts) -> None:
    """Quality control is signed by somebody else."""
    for x, caption in zip(THIRDS, ("quality_control", "date", "signature"), strict=True):
        writing_line(paper, x, THIRD, top + 11.5, texts[caption])
