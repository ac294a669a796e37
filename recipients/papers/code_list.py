"""Drawing the code list (Schlüsselliste): the codes of a request, with a line for each name.

It is filled in by hand and kept at the school. It is printed, not issued: it has no number, and no name ever gets into
the software.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT, foot, letterhead, running_head
from documents.pdf.paper import Paper
from documents.pdf.parties import IssuerBlock, feet, letterhead_of
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, DATA, FACTS, NAME, NUMBER, TITLE, Style, wrap

POSITION_RIGHT, CODE_X, GRADE_X, WANTED_X, NAME_X = 26.0, 29.0, 58.0, 70.0, 112.0
# A hand needs 9 mm over its line.
ROW, ROW_OF_HOUSEHOLD, HEAD_HEIGHT = 10.0, 11.4, 5.2
NOTE_TOP, NOTE_PADDING = 55.0, 3.0
BOTTOM = 279.5
CODE = Style(12, 14, bold=True)


class CodeLine(TypedDict):
    """A pupil's code with what helps to find the child: grade and device; `household` is the code that siblings
    share."""

    code: str
    household: str
    school_grade: str
    wanted: str


class CodeListContent(TypedDict):
    """A code list. `note` says what becomes of it, and that no name leaves the school."""

    title: str
    language: str
    issued_at: str
    printed_on: str
    request: str
    issuer: IssuerBlock
    institution: str
    official_number: str
    lines: list[CodeLine]
    note: str
    texts: dict[str, str]


GERMAN_TEXTS = {
    "page": "Seite {page} von {pages}",
    "phone": "Telefon",
    "request": "Bedarfsmeldung",
    "official_number": "Schulnummer",
    "printed": "gedruckt am",
    "position": "Nr.",
    "code": "Schülercode",
    "grade": "Klasse",
    "wanted": "Gerät",
    "name": "Name der Schülerin / des Schülers (von Hand)",
    "household": "Haushalt",
}
GERMAN_NOTE = (
    "Diese Liste wird von Hand ausgefüllt und bleibt in der Schule. Bitte verschließen Sie sie, fotografieren und "
    "verschicken Sie sie nicht, und geben Sie keine Namen in das Programm ein: Es kennt nur die Codes. Vernichten Sie "
    "die Liste, wenn alle Geräte übergeben sind und Sie die Codes nicht mehr brauchen, spätestens ein Jahr nach dem "
    "Ende des Schuljahres."
)


def draw_code_list(content: CodeListContent) -> bytes:
    """The PDF. Raises: MissingGlyph; DoesNotFit."""
    paper = Paper(
        title=f"{content['title']} {content['request']}",
        author=content["issuer"]["name"],
        language=content["language"],
        issued_at=datetime.fromisoformat(content["issued_at"]),
    )
    note = wrap(content["note"], DATA, RIGHT - LEFT - 2 * NOTE_PADDING)
    room = Room(_first_top(note), NEXT_TOP, BOTTOM, closing=0.0)
    pages = paginate(_pieces(content), room)
    for index, page in enumerate(pages):
        _draw_page(paper, content, page, note, (index, len(pages)))
        paper.end_page()
    return paper.bytes()


def _first_top(note: Sequence[str]) -> float:
    return NOTE_TOP + 2 * NOTE_PADDING + DATA.line * len(note) + 4.0


def _draw_page(paper: Paper, content: CodeListContent, page: Page, note: Sequence[str], place: tuple[int, int]) -> None:
    index, total = place
    of_the_paper = f"{content['title']} · {content['texts']['request']} {content['request']}"
    if index == 0:
        _draw_opening(paper, content, note)
    else:
        running_head(paper, of_the_paper, content["institution"])
    for top, piece, first in page:
        piece.draw(paper, top, first)
    foot(paper, feet(content["issuer"], of_the_paper), content["texts"]["page"].format(page=index + 1, pages=total))


def _draw_opening(paper: Paper, content: CodeListContent, note: Sequence[str]) -> None:
    texts = content["texts"]
    letterhead(paper, letterhead_of(content["issuer"], texts["phone"]))
    paper.fitted(LEFT, 36.5, content["title"], TITLE, RIGHT - LEFT, "title")
    official = f" · {texts['official_number']} {content['official_number']}" if content["official_number"] else ""
    paper.fitted(LEFT, 43.8, f"{content['institution']}{official}", NUMBER, RIGHT - LEFT, "institution")
    subject = f"{texts['request']} {content['request']} · {texts['printed']} {content['printed_on']}"
    paper.fitted(LEFT, 49.3, subject, DATA, RIGHT - LEFT, "request")
    height = 2 * NOTE_PADDING + DATA.line * len(note)
    paper.frame(LEFT, NOTE_TOP, RIGHT - LEFT, height, 1.2)
    for index, line in enumerate(note):
        paper.text(LEFT + NOTE_PADDING, NOTE_TOP + NOTE_PADDING + DATA.line * (index + 0.75), line, DATA)


def _pieces(content: CodeListContent) -> list[Piece]:
    def draw_head(paper: Paper, top: float, first: bool) -> None:
        _draw_head(paper, top, content["texts"])

    head = Piece(HEAD_HEIGHT, draw_head, "head of the list", keep_with_next=True)
    rows = [_row(number, line, content["texts"], head) for number, line in enumerate(content["lines"], start=1)]
    return [head, *rows]


def _draw_head(paper: Paper, top: float, texts: dict[str, str]) -> None:
    paper.text_right(POSITION_RIGHT, top + 3.6, texts["position"], COLUMN_HEAD)
    ends = ((CODE_X, GRADE_X), (GRADE_X, WANTED_X), (WANTED_X, NAME_X), (NAME_X, RIGHT + 1))
    for (x, end), name in zip(ends, ("code", "grade", "wanted", "name"), strict=True):
        paper.fitted(x, top + 3.6, texts[name], COLUMN_HEAD, end - x - 1, "column head")
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _row(number: int, line: CodeLine, texts: dict[str, str], head: Piece) -> Piece:
    wanted = wrap(line["wanted"], FACTS, NAME_X - WANTED_X - 2)
    height = max(ROW_OF_HOUSEHOLD if line["household"] else ROW, 5.0 + FACTS.line * len(wanted))

    def draw(paper: Paper, top: float, first: bool) -> None:
        baseline = top + 6.2
        paper.text_right(POSITION_RIGHT, baseline, str(number), DATA)
        paper.fitted(CODE_X, baseline, line["code"], CODE, GRADE_X - CODE_X - 1, "code")
        if line["household"]:
            shared = f"{texts['household']} {line['household']}"
            paper.fitted(CODE_X, baseline + 3.1, shared, CAPTION, GRADE_X - CODE_X - 1, "household code")
        paper.fitted(GRADE_X, baseline, line["school_grade"], NAME, WANTED_X - GRADE_X - 1, "grade")
        for index, text in enumerate(wanted):
            paper.text(WANTED_X, baseline + FACTS.line * index, text, FACTS)
        paper.rule(LEFT, NAME_X - 2, top + height, 0.3)
        paper.rule(NAME_X, RIGHT, top + height, 0.5)

    return Piece(height, draw, f"code {number}", head=head)
