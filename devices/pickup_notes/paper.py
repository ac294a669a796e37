"""Drawing an Abholschein: to be signed by hand, or with the signatures that were drawn on a screen.

Measures in mm from the top-left corner of an A4 page, type in points. The closing block is anchored to the foot, so
that every note is signed at the same place.
"""

from collections.abc import Sequence

from devices.pickup_notes.content import NoteContent
from devices.pickup_notes.goods_table import goods_table
from documents.pdf.clauses import clause_pieces
from documents.pdf.contents import draw_each, strings
from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import (
    HALF,
    HALF_RIGHT,
    LEFT,
    NEXT_TOP,
    RIGHT,
    SECTION_HEIGHT,
    THIRD,
    THIRDS,
    choice,
    foot,
    letterhead,
    section_heading,
    verification_code,
    verified_head,
    writing_line,
)
from documents.pdf.paper import Paper
from documents.pdf.parties import feet, letterhead_of
from documents.pdf.signed import BOX_HEIGHT, BOX_WIDTH, Signed
from documents.pdf.typesetting import CAPTION, CAPTION_BOLD, DATA, NAME, NUMBER, TITLE, Style, wrap

QR_TOP, QR_SIDE = 28.4, 20.3
BOTTOM = 279.5
CLOSING_TOP, PLACE_LINE, NAME_LINE, SIGNING_LINE = 230.0, 247.5, 258.5, 277.0
ROOM = Room(first_top=56.0, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - CLOSING_TOP + 2.0)
# The box of a drawn signature, above its line.
SCALE = 50.0 / BOX_WIDTH
CHOICES = (("yes", 112.0), ("no", 128.0), ("unknown", 146.0))


def draw_notes(contents: Sequence[NoteContent]) -> bytes:
    """One PDF with these notes. Raises: ValueError without any, MissingGlyph, DoesNotFit."""
    return draw_each(contents, _draw)


def check_note(content: NoteContent) -> None:
    """Refuse what could not be printed, before a number is taken. Raises: MissingGlyph, DoesNotFit."""
    check_glyphs(strings(content))
    draw_notes([content])


def _draw(paper: Paper, content: NoteContent) -> None:
    pages = paginate(_pieces(content), ROOM)
    for index, page in enumerate(pages):
        _draw_page(paper, content, page, index, len(pages))
        paper.end_page()


def _draw_page(paper: Paper, content: NoteContent, page: Page, index: int, total: int) -> None:
    texts = content["texts"]
    of_the_paper = f"{content['number']} · {texts['version']} {content['version']}"
    if index == 0:
        _draw_opening(paper, content)
    else:
        named = f"{content['title']} {of_the_paper}"
        verified_head(paper, named, content["donor"]["name"], content["verification_url"], index + 1)
    for top, piece, first in page:
        piece.draw(paper, top, first)
    if index == total - 1:
        _draw_closing(paper, content)
    foot(paper, feet(content["issuer"], of_the_paper), texts["page"].format(page=index + 1, pages=total))


def _draw_opening(paper: Paper, content: NoteContent) -> None:
    texts, version = content["texts"], content["version"]
    room = RIGHT - QR_SIDE - 4 - LEFT
    letterhead(paper, letterhead_of(content["issuer"], texts["phone"]))
    paper.fitted(LEFT, 36.5, content["title"], TITLE, room, "title")
    replaces = f", {texts['replaces']} {version - 1}" if version > 1 else ""
    number_line = f"{content['number']} · {texts['version']} {version}{replaces}"
    paper.fitted(LEFT, 43.8, number_line, NUMBER, room, "number")
    when = f" · {texts['appointment']} {content['appointment']}" if content["appointment"] else ""
    subject = f"{texts['donation']} {content['donation_number']}{when}"
    paper.fitted(LEFT, 49.3, subject, DATA, room, "subject")
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)


def _pieces(content: NoteContent) -> list[Piece]:
    texts = content["texts"]
    return [
        _heading(1, texts["parties"], space=0.0),
        _parties(content),
        _heading(2, texts["goods"], space=3.0),
        *goods_table(content["goods"], texts, is_signed=content["signed"] is not None),
        _heading(3, texts["media"], space=4.0),
        _media(content),
        _heading(4, f"Vereinbarung ({content['clauses_version']})", space=4.0),
        *clause_pieces(content["clauses"]),
    ]


def _heading(number: int, heading: str, space: float) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        section_heading(paper, top, number, heading)

    return Piece(SECTION_HEIGHT, draw, heading, space_before=space, keep_with_next=True, starts_section=True)


def _parties(content: NoteContent) -> Piece:
    """Donor, initiative and place side by side."""
    issuer, texts = content["issuer"], content["texts"]
    columns = (
        (texts["donor"], content["donor"]["lines"]),
        (texts["collector"], [issuer["name"], issuer["sub_name"], *issuer["address"].split(", ")]),
        (texts["where"], content["where"]),
    )
    set_columns = [(caption, _lines(lines)) for caption, lines in columns]
    rows = max(1, *(len(lines) for _caption, lines in set_columns))

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, (caption, lines) in zip(THIRDS, set_columns, strict=True):
            paper.fitted(x, top + 3.4, caption, CAPTION_BOLD, THIRD, "caption of a party")
            for row, (line, style) in enumerate(lines):
                paper.text(x, top + 7.5 + row * DATA.line, line, style)

    return Piece(7.5 + (rows - 1) * DATA.line, draw, "parties")


def _lines(texts: Sequence[str]) -> list[tuple[str, Style]]:
    """The first one stands out."""
    styles = [NAME] + [DATA] * len(texts)
    shown = [text for text in texts if text]
    return [(line, style) for text, style in zip(shown, styles, strict=False) for line in wrap(text, style, THIRD - 2)]


def _media(content: NoteContent) -> Piece:
    """What the donor said, in boxes, and what covers the data until they are erased."""
    texts, media = content["texts"], content["media"]
    covered = wrap(f"{texts['agreement']} {media['agreement']}", DATA, RIGHT - LEFT)

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.fitted(LEFT, top + 4.4, texts["question"], DATA, 90.0, "question")
        for answer, x in CHOICES:
            choice(paper, x, top + 4.4, texts[answer], ticked=media["answer"] == answer)
        for row, line in enumerate(covered):
            paper.text(LEFT, top + 4.4 + DATA.line * (row + 1) + 0.6, line, DATA)

    return Piece(5.0 + DATA.line * len(covered), draw, "media")


def _draw_closing(paper: Paper, content: NoteContent) -> None:
    """What is signed for, place and time, names and signatures."""
    texts, signed = content["texts"], content["signed"]
    section_heading(paper, CLOSING_TOP, 5, texts["signatures"])
    paper.fitted(LEFT, CLOSING_TOP + 10.2, texts["statement"], DATA, HALF, "statement")
    writing_line(paper, HALF_RIGHT, HALF, PLACE_LINE, texts["place_date"])
    for x, caption in ((LEFT, "name_donor"), (HALF_RIGHT, "name_collector")):
        writing_line(paper, x, HALF, NAME_LINE, texts[caption])
    for x, caption in ((LEFT, "sign_donor"), (HALF_RIGHT, "sign_collector")):
        writing_line(paper, x, HALF, SIGNING_LINE, texts[caption], bold=True)
    if signed:
        _draw_signed(paper, signed, texts["remark"], texts["signed_on_screen"])


def _draw_signed(paper: Paper, signed: Signed, remark: str, how: str) -> None:
    """What was written and drawn on the screen, on the same lines."""
    place = f"{signed['place']}, {signed['signed_at']}"
    paper.fitted(HALF_RIGHT, PLACE_LINE - 1.0, place, DATA, HALF, "place and time")
    if signed["remark"]:
        lines = wrap(f"{remark} {signed['remark']}", CAPTION, HALF)
        for row, line in enumerate(lines[:3]):
            paper.text(LEFT, CLOSING_TOP + 13.8 + row * CAPTION.line, line, CAPTION)
    for x, code in ((LEFT, "donor"), (HALF_RIGHT, "collector")):
        mark = signed["marks"][code]
        paper.fitted(x, NAME_LINE - 1.0, mark["name"], NAME, HALF, "name")
        paper.strokes(x + 2.0, SIGNING_LINE - 0.6 - BOX_HEIGHT * SCALE, SCALE, mark["strokes"])
        paper.text_right(x + HALF, SIGNING_LINE + 3.0, how, CAPTION)
