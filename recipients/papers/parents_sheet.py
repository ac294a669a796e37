"""Drawing the parents' information and consent sheet: German, and a second language beside it as reading help.

It is printed, not issued: it has no number, is signed by hand and stays at the school.
"""

from datetime import datetime
from typing import TypedDict

from documents.pdf.bilingual import Column, Passage, columns, passage_pieces, section, writing_line
from documents.pdf.errors import DoesNotFit
from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.furniture import HALF, HALF_RIGHT, LEFT, NEXT_TOP, RIGHT, foot, letterhead, running_head
from documents.pdf.paper import Paper
from documents.pdf.parties import IssuerBlock, feet, letterhead_of
from documents.pdf.reading_help import draw_lines
from documents.pdf.typesetting import NUMBER, TITLE

INFORMATION = ("who", "why", "data", "not_kept", "basis", "receivers", "terms", "rights")
CONSENT = ("consent", "kept")
CAPTIONS = ("name_child", "name_guardian", "place_date", "sign")
NAMES = ("title", "subtitle", "binding", *INFORMATION, *CONSENT, *CAPTIONS)

TITLE_LINE, SUBTITLE_LINE, FIRST_TOP = 36.5, 43.0, 57.0
MOST_SUBTITLE_LINES = 4
CLOSING_TOP, NAME_LINE, SIGNING_LINE = 246.0, 255.0, 273.5
BOTTOM = 281.5
ROOM = Room(first_top=FIRST_TOP, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - CLOSING_TOP)

# Of each name its heading and text in one language.
Wording = dict[str, Passage]


class SheetContent(TypedDict):
    """A sheet. `second` is empty, or the language of the reading help; `texts` holds the German wording and, with a
    second language, that. `edition` says which version of the wording it is, and that it is a draft."""

    language: str
    second: str
    issued_at: str
    issuer: IssuerBlock
    edition: str
    is_draft: bool
    texts: list[Wording]


def draw_parents_sheet(content: SheetContent) -> bytes:
    """The PDF. Raises: MissingGlyph with the character and its line; DoesNotFit."""
    paper = Paper(
        title=_german(content, "title"),
        author=content["issuer"]["name"],
        language=content["language"],
        issued_at=datetime.fromisoformat(content["issued_at"]),
    )
    pages = paginate(_pieces(content), ROOM)
    for index, page in enumerate(pages):
        _draw_page(paper, content, page, index, len(pages))
        paper.end_page()
    return paper.bytes()


def _german(content: SheetContent, name: str) -> str:
    return content["texts"][0][name]["text"]


def _passages(content: SheetContent, names: tuple[str, ...]) -> list[list[Passage]]:
    return [[wording[name] for name in names] for wording in content["texts"]]


def _pieces(content: SheetContent) -> list[Piece]:
    second = content["second"]
    headings = [wording["consent"]["heading"] for wording in content["texts"]]
    agreed = [
        [{**passage, "heading": ""} for passage in passages]  # the section's heading is above
        for passages in _passages(content, CONSENT)
    ]
    return [
        *passage_pieces(_passages(content, INFORMATION), second),
        section(headings, second),
        *passage_pieces(agreed, second, first_number=0),
    ]


def _draw_page(paper: Paper, content: SheetContent, page: Page, index: int, total: int) -> None:
    of_the_paper = f"{_german(content, 'title')} · {content['edition']}"
    if index == 0:
        _draw_opening(paper, content)
    else:
        running_head(paper, _german(content, "title"), content["edition"])
    for top, piece, first in page:
        piece.draw(paper, top, first)
    if index == total - 1:
        _draw_closing(paper, content)
    foot(paper, feet(content["issuer"], of_the_paper), f"Seite {index + 1} von {total}")


def _draw_opening(paper: Paper, content: SheetContent) -> None:
    letterhead(paper, letterhead_of(content["issuer"], "Telefon"))
    paper.fitted(LEFT, TITLE_LINE, _german(content, "title"), TITLE, 125.0, "title")
    if content["is_draft"]:
        paper.text_right(RIGHT, TITLE_LINE, "Entwurf", NUMBER)
    for column, wording in zip(columns(content["second"]), content["texts"], strict=True):
        is_german = column.language == content["language"]
        _draw_subtitle(paper, column, wording, is_german=is_german, has_second=bool(content["second"]))
    paper.rule(LEFT, RIGHT, FIRST_TOP - 1.0, 0.9)


def _draw_subtitle(paper: Paper, column: Column, wording: Wording, *, is_german: bool, has_second: bool) -> None:
    """For whom the sheet is, and with a second language which one is binding; the German title stands above, in full
    size."""
    title = "" if is_german else wording["title"]["text"]
    lines = column.lines({"heading": title, "text": wording["subtitle"]["text"]}, indented=False)
    if has_second:
        lines += column.lines({"heading": wording["binding"]["text"], "text": ""}, indented=False)
    if len(lines) > MOST_SUBTITLE_LINES:
        raise DoesNotFit("subtitle", wording["subtitle"]["text"])
    draw_lines(paper, column.x, SUBTITLE_LINE, lines, column.text)


def _draw_closing(paper: Paper, content: SheetContent) -> None:
    """Lines to write on, at the same place on every sheet."""
    places = ((LEFT, NAME_LINE), (HALF_RIGHT, NAME_LINE), (LEFT, SIGNING_LINE), (HALF_RIGHT, SIGNING_LINE))
    for name, (x, y) in zip(CAPTIONS, places, strict=True):
        captions = [wording[name]["text"] for wording in content["texts"]]
        writing_line(paper, x, HALF, y, captions, content["second"])
