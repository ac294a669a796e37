"""The Übergabebeleg: which devices came, from whom and when; no values. Measures in mm from the top-left corner."""

from collections.abc import Sequence

from devices.confirmations.captions import TRANSFER_TEXTS
from devices.confirmations.papers.content import Clause, GivenDevice, Party, TransferContent, TransferTexts
from devices.confirmations.papers.marks import draw_marks
from documents.pdf.contents import draw_each, strings
from documents.pdf.flow import Piece, Room, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import (
    HALF,
    HALF_RIGHT,
    LEFT,
    NEXT_TOP,
    RIGHT,
    SECTION_HEIGHT,
    Letterhead,
    foot,
    letterhead,
    section_heading,
    verification_code,
    verified_head,
    writing_line,
)
from documents.pdf.logos import logo_of
from documents.pdf.paper import Paper
from documents.pdf.typesetting import (
    CAPTION_BOLD,
    CLAUSE,
    CLAUSE_HEAD,
    COLUMN_HEAD,
    DATA,
    FACTS,
    NAME,
    NUMBER,
    TITLE,
    Style,
    wrap,
    wrap_runs,
)

QR_TOP, QR_SIDE = 28.4, 20.3
POSITION_X, NUMBER_X, DEVICE_X, SERIAL_X, TAG_X = 20.0, 29.0, 53.0, 116.0, 153.0
GAP = 2.0
HEAD_HEIGHT, ROW_TOP, ROW_BOTTOM = 4.9, 3.7, 1.3
SIGNING_LINE, CLOSING_TOP = 275.3, 243.0
BOTTOM = 279.5
ROOM = Room(first_top=56.0, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - CLOSING_TOP + 2.0)
CLAUSE_INDENT = 3.9


def draw_transfer_receipts(contents: Sequence[TransferContent]) -> bytes:
    """One PDF with all papers. Raises: ValueError without any, MissingGlyph, DoesNotFit."""
    return draw_each(contents, _draw)


def check(content: TransferContent) -> None:
    """Refuse what could not be printed, before a number is taken. Raises: MissingGlyph, DoesNotFit."""
    check_glyphs(strings(content))
    draw_transfer_receipts([content])


def _draw(paper: Paper, content: TransferContent) -> None:
    pages = paginate(_pieces(content), ROOM)
    texts, issuer = TRANSFER_TEXTS | content["texts"], content["issuer"]
    number = f"{content['number']} · {texts['version']} {content['version']}"
    for index, page in enumerate(pages, start=1):
        code = None
        if index == 1:
            _opening(paper, content)
        else:
            named = f"{content['title']} {content['number']}"
            code = verified_head(paper, named, content["donor"]["name"], content["verification_url"], index)
        for top, piece, first in page:
            piece.draw(paper, top, first)
        if index == len(pages):
            _closing(paper, content)
        draw_marks(paper, content, code)
        of_the_paper = f"{content['title']} {number}"
        foot(
            paper,
            [f"{issuer['name']} · {of_the_paper}", of_the_paper],
            texts["page"].format(page=index, pages=len(pages)),
        )
        paper.end_page()


def _opening(paper: Paper, content: TransferContent) -> None:
    issuer, texts = content["issuer"], content["texts"]
    phone = f"{texts['phone']} {content['phone']}" if content["phone"] else ""
    reachable = " · ".join(filter(None, (phone, content["mail"])))
    lines = (", ".join(issuer["lines"]), reachable, content["register"])
    room, logo = RIGHT - QR_SIDE - 4 - LEFT, logo_of(content.get("logo", ""))
    letterhead(paper, Letterhead(issuer["name"], issuer["second_line"], lines, logo))
    paper.fitted(LEFT, 36.5, content["title"], TITLE, room, "title")
    version = f"{(TRANSFER_TEXTS | texts)['version']} {content['version']}"
    paper.fitted(LEFT, 43.8, f"{content['number']} · {version}", NUMBER, room, "number")
    paper.fitted(LEFT, 49.3, content["subtitle"], DATA, room, "subtitle")
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)


def _pieces(content: TransferContent) -> list[Piece]:
    texts = TRANSFER_TEXTS | content["texts"]
    head = Piece(HEAD_HEIGHT, lambda paper, top, first: _head(paper, top, texts), "devices", keep_with_next=True)
    rows = [_row(position, device, head) for position, device in enumerate(content["devices"], start=1)]
    return [
        _heading(1, texts["parties"], 0.0),
        _parties(content),
        _heading(2, texts["given"], 3.2),
        _summary(content["summary"]),
        head,
        *rows,
        _heading(3, texts["statements"], 3.2),
        *[_clause(number, clause) for number, clause in enumerate(content["clauses"], start=1)],
    ]


def _heading(number: int, heading: str, space: float) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        section_heading(paper, top, number, heading)

    return Piece(SECTION_HEIGHT, draw, heading, space_before=space, keep_with_next=True, starts_section=True)


def _summary(text: str) -> Piece:
    """How many devices of which kinds."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.fitted(LEFT, top + 3.7, text, DATA, RIGHT - LEFT, "summary")

    return Piece(6.2, draw, text, keep_with_next=True)


def _parties(content: TransferContent) -> Piece:
    """Giver and receiver side by side."""
    texts = content["texts"]
    columns = (
        (LEFT, texts["giver"], _party_lines(content["donor"])),
        (HALF_RIGHT, texts["receiver"], _party_lines(content["issuer"])),
    )
    rows = max(len(lines) for _x, _caption, lines in columns)

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, caption, lines in columns:
            paper.fitted(x, top + 3.4, caption, CAPTION_BOLD, HALF, "caption of a party")
            for row, (line, style) in enumerate(lines):
                paper.text(x, top + 7.5 + row * DATA.line, line, style)

    return Piece(7.5 + (rows - 1) * DATA.line + 1.5, draw, "parties")


def _party_lines(party: Party) -> list[tuple[str, Style]]:
    said = [(party["name"], NAME), *((line, DATA) for line in [party["second_line"], *party["lines"]])]
    return [(line, style) for text, style in said for line in wrap(text, style, HALF - GAP)]


def _head(paper: Paper, top: float, texts: TransferTexts) -> None:
    captions = (
        (POSITION_X, NUMBER_X, texts["position"]),
        (NUMBER_X, DEVICE_X, texts["device_number"]),
        (DEVICE_X, SERIAL_X, texts["device"]),
        (SERIAL_X, TAG_X, texts["serial"]),
        (TAG_X, RIGHT + 1, texts["asset_tag"]),
    )
    for x, end, caption in captions:
        paper.fitted(x, top + 3.6, caption, COLUMN_HEAD, end - x - 1, "column head")
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _row(position: int, device: GivenDevice, head: Piece) -> Piece:
    named = " · ".join(filter(None, (device["category"], device["name"])))
    cells = (
        (POSITION_X, [str(position)]),
        (DEVICE_X, list(wrap(named, FACTS, SERIAL_X - DEVICE_X - GAP))),
        (SERIAL_X, list(wrap(device["serial"] or "–", FACTS, TAG_X - SERIAL_X - GAP))),
        (TAG_X, list(wrap(device["asset_tag"] or "–", FACTS, RIGHT - TAG_X))),
    )
    height = ROW_TOP + FACTS.line * (max(len(lines) for _x, lines in cells) - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.fitted(NUMBER_X, top + ROW_TOP, device["number"], NAME, DEVICE_X - NUMBER_X - 1, "device number")
        for x, lines in cells:
            for row, text in enumerate(lines):
                paper.text(x, top + ROW_TOP + row * FACTS.line, text, FACTS)
        paper.rule(LEFT, RIGHT, top + height, 0.3)

    return Piece(height, draw, f"device {device['number']}", head=head)


def _clause(number: int, clause: Clause) -> Piece:
    runs = ((clause["heading"], CLAUSE_HEAD), (clause["text"], CLAUSE))
    lines = wrap_runs(runs, RIGHT - LEFT - CLAUSE_INDENT)

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.text(LEFT, top + 4.2, f"{number}.", CLAUSE)
        for row, line in enumerate(lines):
            for offset, text, style in line:
                paper.text(LEFT + CLAUSE_INDENT + offset, top + 4.2 + row * CLAUSE.line, text, style)

    return Piece(4.6 + CLAUSE.line * (len(lines) - 1), draw, f"statement {number}")


def _closing(paper: Paper, content: TransferContent) -> None:
    """Who signs, at the foot of the last page."""
    texts = content["texts"]
    section_heading(paper, CLOSING_TOP, 4, texts["signatures"])
    paper.fitted(LEFT, CLOSING_TOP + 12.0, content["place_and_date"], DATA, HALF, "place and date")
    writing_line(paper, LEFT, HALF, CLOSING_TOP + 13.0, texts["place_date"])
    for x, who in ((LEFT, texts["sign_giver"]), (HALF_RIGHT, texts["sign_receiver"])):
        writing_line(paper, x, HALF, SIGNING_LINE, who, bold=True)
