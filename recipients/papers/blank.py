"""The blank receipt for days without internet: the receipt with lines to write on where the program would know more.

It has no number, for numbers have no gaps, and no code to verify it with. When it is entered later, the receipt that is
issued then gets the number, and somebody writes it on this paper.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from documents.pdf.contents import strings
from documents.pdf.errors import DoesNotFit
from documents.pdf.flow import Page, Piece, Room, draw_pieces, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import LEFT, RIGHT, THIRD, THIRDS, choice, foot, letterhead
from documents.pdf.paper import Paper
from documents.pdf.reading_help import draw_line, set_tight
from documents.pdf.scripts import check_readable
from documents.pdf.typesetting import CAPTION, CAPTION_BOLD, DATA, FACTS, NAME, NUMBER, TITLE, Style, width
from recipients.papers import captions
from recipients.papers.captions import STEP, Words, words_of
from recipients.papers.content import SECOND, ReceiptContent
from recipients.papers.devices_table import (
    ACCESSORIES_X,
    DEVICE_X,
    GRADE_CENTRE,
    GRADE_X,
    HEAD_HEIGHT,
    NUMBER_X,
    SERIAL_X,
    draw_head,
)
from recipients.papers.sections import (
    BINDING,
    BINDING_BOLD,
    CONTRIBUTION_X,
    RAISED,
    REQUEST_HEAD,
    SECOND_TITLE,
    agreement_pieces,
    draw_choice,
    draw_closing,
    name_lines,
    party_pieces,
    request_head,
    room_of,
    section_pieces,
    sender_of,
)

MOST_COPIES = 200
# Two devices where a long name leaves room for them, else one: never smaller, and never a second page.
ROWS = (2, 1)
TITLE_LINE, NUMBER_LINE, SUBJECT_LINE, BINDING_LINE = 36.5, 45.5, 51.0, 56.0
# A hand needs this much over its line.
WRITING = 8.0
ROW, SECOND_LINE, MEDIUM_LINE, REQUEST_ROW = 21.0, 13.8, 18.6, 8.4
GAP = 2.0
GRADES = Style(9, 11)
GERMAN = {
    "blank": "Vordruck",
    "number": "Nummer",
    "number_note": "wird bei der Eingabe ins Programm nachgetragen",
    "erased": "gelöscht und geprüft am",
}


def draw_blank_receipts(content: ReceiptContent, copies: int) -> bytes:
    """So many equal pages. The content has neither number, devices nor code; the institution may be empty, too.

    Raises: MissingGlyph; DoesNotFit when it takes more than one page; ValueError for no such number of copies.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise ValueError("no such number of copies")
    _check(content)
    paper = Paper(
        title=f"{content['title']} ({GERMAN['blank']})",
        author=content["issuer"]["name"],
        language=content["language"],
        issued_at=datetime.fromisoformat(content["issued_at"]),
        shared=copies > 1,
    )
    for _copy in range(copies):
        paper.stamp("blank receipt", lambda y: _draw(paper, content))
        paper.end_page()
    return paper.bytes()


def _check(content: ReceiptContent) -> None:
    check_glyphs(strings({key: value for key, value in content.items() if key not in SECOND}))
    if language := content.get("second"):
        check_readable(strings([content["second_texts"], content["second_clauses"]]), language)


def _draw(paper: Paper, content: ReceiptContent) -> None:
    words = words_of(content)
    usual = room_of(content)
    # What stands at the top of the receipt stands beside its code; here it takes the width, and a little more height.
    room = Room(words.either(55.0, 55.6), usual.next_top, usual.bottom, usual.closing)
    _draw_opening(paper, content, words)
    draw_pieces(paper, _page(content, words, room))
    draw_closing(paper, content)
    of_the_paper = f"{content['title']} · {GERMAN['blank']}"
    issuer = content["issuer"]
    candidates = [f"{issuer['name']} {issuer['sub_name']} · {of_the_paper}", f"{issuer['name']} · {of_the_paper}"]
    foot(paper, candidates, content["texts"]["page"].format(page=1, pages=1))


def _page(content: ReceiptContent, words: Words, room: Room) -> Page:
    for rows in ROWS:
        pages = paginate(_pieces(content, words, rows), room)
        if len(pages) == 1:
            return pages[0]
    raise DoesNotFit("page", content["agreement"])


def _draw_opening(paper: Paper, content: ReceiptContent, words: Words) -> None:
    raised = words.either(0.0, RAISED)
    letterhead(paper, sender_of(content["issuer"], content["texts"]), 11.0 - raised)
    title = TITLE_LINE - raised
    paper.fitted(LEFT, title, content["title"], TITLE, RIGHT - LEFT, "title")
    captions.at_end(
        paper, RIGHT, title, words, "title", SECOND_TITLE, RIGHT - LEFT - width(content["title"], TITLE) - 4
    )
    _draw_number(paper, NUMBER_LINE - raised)
    subject = f"{content['agreement']} · {content['texts']['handed_over_on']} {content['handover_date']}"
    subject += f" · {content['texts']['handover']} {content['handover_number']}"
    paper.fitted(LEFT, SUBJECT_LINE - raised, subject, DATA, RIGHT - LEFT, "agreement line")
    if words.language:
        _draw_binding(paper, content["texts"]["binding"], words)


def _draw_number(paper: Paper, baseline: float) -> None:
    shown = f"{GERMAN['blank']} · {GERMAN['number']}"
    paper.text(LEFT, baseline, shown, NUMBER)
    start = LEFT + width(shown, NUMBER) + GAP
    paper.rule(start, start + 48.0, baseline + 0.8, 0.5)
    paper.fitted(start + 50.0, baseline, GERMAN["number_note"], CAPTION, RIGHT - start - 50.0, "note on the number")


def _draw_binding(paper: Paper, german: str, words: Words) -> None:
    baseline = BINDING_LINE - RAISED
    paper.text(LEFT, baseline, german, BINDING_BOLD)
    start = LEFT + width(german, BINDING_BOLD) + 3.0
    line, _ = set_tight(words.second["binding"], BINDING, RIGHT - start, words.language, "which text is binding")
    draw_line(paper, start, baseline, line)


def _pieces(content: ReceiptContent, words: Words, rows: int) -> list[Piece]:
    parties, _recipient = party_pieces(content, words)
    spaces = (1.0, 1.6, 1.6) if not words.language else (0.4, 0.4, 0.8)
    who = [parties, _code(parties.height, words), name_lines(content, words)]
    return [
        *section_pieces(1, words, "parties", who, space=0.0),
        *section_pieces(2, words, "devices", _devices(words, rows), space=spaces[0]),
        *section_pieces(3, words, "request", _request(words), space=spaces[1]),
        *section_pieces(4, words, "agreement", agreement_pieces(content), space=spaces[2]),
    ]


def _code(height: float, words: Words) -> Piece:
    """Lines for the pupil's code and school grade beside the parties, without height."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        begin = top - height
        captions.beside(paper, THIRDS[2], begin + 3.4, words, "pupil_code", CAPTION_BOLD, THIRD)
        paper.rule(THIRDS[2], THIRDS[2] + THIRD, begin + 3.4 + WRITING, 0.5)
        grade = words.german["school_grade"]
        paper.text(THIRDS[2], top + 1.2, grade, CAPTION)
        paper.rule(THIRDS[2] + width(grade, CAPTION) + GAP, THIRDS[2] + THIRD, top + 1.6, 0.5)

    return Piece(0.0, draw, "code", keep_with_next=True)


def _devices(words: Words, count: int) -> list[Piece]:
    height = words.either(HEAD_HEIGHT, HEAD_HEIGHT + STEP)
    head = Piece(height, lambda paper, top, first: draw_head(paper, top, words), "device table", keep_with_next=True)
    rows = [Piece(ROW, _device_row(words, is_last=row == count - 1), f"row {row}") for row in range(count)]
    return [head, *rows, _legend(words)]


def _device_row(words: Words, *, is_last: bool) -> Callable[[Paper, float, bool], None]:
    """Lines for one device, and what became of its data."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, end in ((NUMBER_X, DEVICE_X), (DEVICE_X, SERIAL_X), (SERIAL_X, GRADE_X), (ACCESSORIES_X, RIGHT + GAP)):
            paper.rule(x, end - GAP, top + WRITING, 0.3)
        paper.text(NUMBER_X, top + WRITING - 0.8, "H4F-", NAME)
        paper.text_centred(GRADE_CENTRE, top + WRITING - 0.8, "A   B   C", GRADES)
        _line_after(paper, DEVICE_X, top + SECOND_LINE, words.german["defects"], GRADE_X - GAP)
        paper.rule(ACCESSORIES_X, RIGHT, top + SECOND_LINE, 0.3)
        y = top + MEDIUM_LINE
        captions.below(paper, NUMBER_X, y - words.either(0.0, STEP), words, "medium", CAPTION, DEVICE_X - NUMBER_X - 1)
        choice(paper, DEVICE_X, y, words.german["no_medium"], ticked=False)
        choice(paper, DEVICE_X + 40.0, y, GERMAN["erased"], ticked=False)
        paper.rule(DEVICE_X + 46.0 + width(GERMAN["erased"], DATA), RIGHT, y + 0.6, 0.3)
        if not is_last:
            paper.rule(LEFT, RIGHT, top + ROW, 0.4)

    return draw


def _line_after(paper: Paper, x: float, baseline: float, caption: str, end: float) -> None:
    paper.text(x, baseline - 0.6, caption, FACTS)
    paper.rule(x + width(caption, FACTS) + 1.0, end, baseline, 0.3)


def _legend(words: Words) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.4)
        captions.apart(paper, LEFT, top + 3.2, words, "grade_legend", RIGHT - LEFT)

    return Piece(3.9, draw, "legend")


def _request(words: Words) -> Sequence[Piece]:
    height = words.either(REQUEST_HEAD, REQUEST_HEAD + STEP)

    def draw_row(paper: Paper, top: float, first: bool) -> None:
        draw_choice(paper, CONTRIBUTION_X, top + 5.4, words, "yes", ticked=False)
        draw_choice(paper, CONTRIBUTION_X + 15, top + 5.4, words, "no", ticked=False)
        paper.rule(LEFT, RIGHT, top + REQUEST_ROW, 0.4)

    head = Piece(height, lambda paper, top, first: request_head(paper, top, words), "request", keep_with_next=True)
    return [head, Piece(REQUEST_ROW, draw_row, "request line")]
