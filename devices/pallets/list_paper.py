"""Drawing a Palettenliste: what left with a pallet, for whoever takes it and for the records.

Measures in mm from the top-left corner of an A4 page, type in points. Whatever is not said in the frozen content is
not printed.
"""

from collections.abc import Sequence
from typing import TypedDict

from documents.pdf.contents import draw_each, strings
from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import NEXT_TOP, RIGHT, foot, letterhead, verification_code, verified_head, writing_line
from documents.pdf.letter import MAILED_LEFT
from documents.pdf.paper import Paper
from documents.pdf.parties import IssuerBlock, feet, letterhead_of
from documents.pdf.tables import Cell, Column, table
from documents.pdf.typesetting import CAPTION, DATA, FACTS, TITLE, Style, wrap

WIDTH = RIGHT - MAILED_LEFT
QR_TOP, QR_SIDE = 32.0, 20.3
TITLE_LINE, SUBTITLE_LINE, FACTS_TOP, FACT_ROW = 41.0, 47.5, 54.0, 5.0
FACT_VALUE = 32.0
DEVICE_X, NAME_X, LEVEL_X = 31.5, 55.5, 116.5
SUBTITLE = Style(10.5, 13)
BOTTOM, SIGNING_LINE = 279.5, 273.0
HALF, HALF_RIGHT = 80.0, 110.0
# Above the line a hand needs 19 mm; below it stands a caption.
ROOM = Room(first_top=82.0, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - SIGNING_LINE + 19.0)


class Line(TypedDict):
    """One thing on the pallet; `media` says what became of the media in it, or of itself."""

    what: str
    number: str
    serial: str
    donation: str
    media: str


class PalletListContent(TypedDict):
    """A Palettenliste. `facts` are captions with what is known, `statement` what is said of all media on it, `proof`
    the SHA-256 of the list that was frozen at the collection."""

    title: str
    subtitle: str
    language: str
    number: str
    version: int
    issued_at: str
    issued_on: str
    pallet: str
    issuer: IssuerBlock
    facts: list[list[str]]
    lines: list[Line]
    statement: str
    proof: str
    verification_url: str
    texts: dict[str, str]


GERMAN_TEXTS = {
    "version": "Fassung",
    "page": "Seite {page} von {pages}",
    "verify": "Echtheit prüfen",
    "phone": "Telefon",
    "pallet": "Palette",
    "position": "Nr.",
    "number": "Nummer",
    "serial": "Seriennummer",
    "what": "Was",
    "donation": "Spende",
    "media": "Datenträger",
    "media_fate": "Verbleib",
    "giver": "Ort, Datum, Unterschrift (abgebende Stelle)",
    "taker": "Ort, Datum, Unterschrift (abholende Firma)",
}


def draw_pallet_lists(contents: Sequence[PalletListContent]) -> bytes:
    """One PDF with these lists. Raises: ValueError without any, MissingGlyph, DoesNotFit."""
    return draw_each(contents, _draw)


def _draw(paper: Paper, content: PalletListContent) -> None:
    pages = paginate(_pieces(content), ROOM)
    for index, page in enumerate(pages):
        _draw_page(paper, content, page, index, len(pages))
        paper.end_page()


def check_pallet_list(content: PalletListContent) -> None:
    """Refuse what could not be printed, before a number is taken. Raises: MissingGlyph, DoesNotFit."""
    check_glyphs(strings(content))
    draw_pallet_lists([content])


def _draw_page(paper: Paper, content: PalletListContent, page: Page, index: int, total: int) -> None:
    texts = content["texts"]
    of_the_paper = f"{content['title']} {content['number']} · {texts['version']} {content['version']}"
    if index == 0:
        _draw_opening(paper, content)
    else:
        pallet = f"{texts['pallet']} {content['pallet']}"
        verified_head(paper, of_the_paper, pallet, content["verification_url"], index + 1, MAILED_LEFT)
    for top, piece, first in page:
        piece.draw(paper, top, first)
    if index == total - 1:
        writing_line(paper, MAILED_LEFT, HALF, SIGNING_LINE, texts["giver"])
        writing_line(paper, HALF_RIGHT, HALF, SIGNING_LINE, texts["taker"])
    page_text = texts["page"].format(page=index + 1, pages=total)
    foot(paper, feet(content["issuer"], of_the_paper), page_text, MAILED_LEFT)


def _draw_opening(paper: Paper, content: PalletListContent) -> None:
    texts = content["texts"]
    letterhead(paper, letterhead_of(content["issuer"], texts["phone"]), left=MAILED_LEFT)
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)
    room = WIDTH - QR_SIDE - 6
    paper.fitted(MAILED_LEFT, TITLE_LINE, f"{content['title']} {content['number']}", TITLE, room, "title")
    paper.fitted(MAILED_LEFT, SUBTITLE_LINE, content["subtitle"], SUBTITLE, room, "subtitle")
    for index, (caption, text) in enumerate(content["facts"]):
        baseline = FACTS_TOP + FACT_ROW * index
        paper.text(MAILED_LEFT, baseline, caption, CAPTION)
        paper.fitted(MAILED_LEFT + FACT_VALUE, baseline, text, DATA, room - FACT_VALUE, caption)


def _pieces(content: PalletListContent) -> list[Piece]:
    texts = content["texts"]
    columns = [
        Column(DEVICE_X, texts["number"], texts["donation"]),
        Column(NAME_X, texts["what"], texts["serial"]),
        Column(LEVEL_X, texts["media"], texts["media_fate"]),
    ]
    rows = [
        [
            Cell(line["number"] or "–", line["donation"], is_bold=True),
            Cell(line["what"], line["serial"]),
            Cell(line["media"]),
        ]
        for line in content["lines"]
    ]
    closing = [content["statement"], content["proof"]]
    return [*table(columns, rows, texts), *(_paragraph(text) for text in closing)]


def _paragraph(text: str) -> Piece:
    lines = wrap(text, FACTS, WIDTH)

    def draw(paper: Paper, top: float, first: bool) -> None:
        for index, line in enumerate(lines):
            paper.text(MAILED_LEFT, top + FACTS.line * (index + 0.8), line, FACTS)

    return Piece(FACTS.line * len(lines) + 0.4, draw, "paragraph", space_before=2.0)
