"""Drawing a Löschprotokoll: a mailed paper whose tables run over as many pages as they need.

Measures in mm from the top-left corner of an A4 page, type in points. Whatever is not said in the frozen content is
not printed.
"""

from collections.abc import Sequence

from devices.protocols.content import ProtocolContent
from devices.protocols.tables import open_table, settled_table, without_table
from documents.pdf.contents import draw_each, strings
from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import NEXT_TOP, RIGHT, foot, letterhead, verification_code, verified_head, writing_line
from documents.pdf.letter import MAILED_LEFT, address_field, fold_marks, info_block
from documents.pdf.paper import Paper
from documents.pdf.parties import feet, letterhead_of
from documents.pdf.typesetting import CAPTION, DATA, FACTS, TITLE, Style, wrap

WIDTH = RIGHT - MAILED_LEFT
QR_TOP, QR_SIDE = 82.3, 18.85
TITLE_LINE, SUBTITLE_LINE, TITLE_RULE = 98.3, 104.6, 109.2
SUBTITLE, COUNT, NOTICE = Style(10.5, 13), Style(16, 18, bold=True), Style(9.5, 12, bold=True)
BOTTOM, SIGNING_LINE = 279.5, 273.0
HALF, HALF_RIGHT = 80.0, 110.0
# Above the line a hand needs 19 mm; below it stands a caption.
ROOM = Room(first_top=109.6, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - SIGNING_LINE + 19.0)


def draw_protocols(contents: Sequence[ProtocolContent]) -> bytes:
    """One PDF with these protocols. Raises: ValueError without any, MissingGlyph, DoesNotFit."""
    return draw_each(contents, _draw)


def check_protocol(content: ProtocolContent) -> None:
    """Refuse what could not be printed, before a number is taken. Raises: MissingGlyph, DoesNotFit."""
    check_glyphs(strings(content))
    draw_protocols([content])


def _draw(paper: Paper, content: ProtocolContent) -> None:
    pages = paginate(_pieces(content), ROOM)
    for index, page in enumerate(pages):
        _draw_page(paper, content, page, index, len(pages))
        paper.end_page()


def _draw_page(paper: Paper, content: ProtocolContent, page: Page, index: int, total: int) -> None:
    texts = content["texts"]
    if index == 0:
        _draw_opening(paper, content)
    else:
        left = f"{content['title']} {content['number']} · {texts['version']} {content['version']}"
        right = f"{texts['donation']} {content['donation_number']} · {content['addressee']['name']}"
        verified_head(paper, left, right, content["verification_url"], index + 1, MAILED_LEFT)
    fold_marks(paper)
    for top, piece, first in page:
        piece.draw(paper, top, first)
    if index == total - 1:
        writing_line(paper, MAILED_LEFT, HALF, SIGNING_LINE, texts["place_date"])
        writing_line(paper, HALF_RIGHT, HALF, SIGNING_LINE, texts["signer"])
    of_the_paper = f"{content['number']} · {texts['version']} {content['version']}"
    page_text = texts["page"].format(page=index + 1, pages=total)
    foot(paper, feet(content["issuer"], of_the_paper), page_text, MAILED_LEFT)


def _draw_opening(paper: Paper, content: ProtocolContent) -> None:
    """Letterhead, address, what paper it is, and the code to verify it with."""
    texts, issuer, version = content["texts"], content["issuer"], content["version"]
    letterhead(paper, letterhead_of(issuer, texts["phone"]), left=MAILED_LEFT)
    address_field(paper, f"{issuer['name']} · {issuer['address']}".replace(", ", " · "), content["addressee"]["lines"])
    replaces = f", {texts['replaces']} {version - 1}" if version > 1 else ""
    pairs = [
        (texts["number"], content["number"]),
        (texts["version"], f"{version}{replaces}"),
        (texts["donation"], content["donation_number"]),
        (texts["arrived"], content["arrived_on"]),
        (texts["issued"], content["issued_on"]),
    ]
    info_block(paper, [pair for pair in pairs if pair[1]])
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)
    room = WIDTH - QR_SIDE - 6
    paper.fitted(MAILED_LEFT, TITLE_LINE, content["title"], TITLE, room, "title")
    paper.fitted(MAILED_LEFT, SUBTITLE_LINE, content["subtitle"], SUBTITLE, room, "subtitle")
    if not content["notice"]["heading"]:
        paper.rule(MAILED_LEFT, RIGHT, TITLE_RULE, 0.9)


def _pieces(content: ProtocolContent) -> list[Piece]:
    """All that flows, in the order in which it is read: what is open comes before what is settled."""
    texts = content["texts"]
    has_more = content["open_media"] or content["unseen_devices"] or content["without_media"]
    return [
        *_notice(content),
        _figures(content),
        *(_paragraph(text, FACTS, space=1.2) for text in content["explanation"]),
        *open_table(content["open_media"], texts, heading=texts["open_media"]),
        *without_table(content["unseen_devices"], texts, heading=texts["unseen_devices"]),
        *([] if has_more else [_space(3.2)]),
        *settled_table(content["settled_media"], texts, heading=texts["settled_media"] if has_more else ""),
        *without_table(content["without_media"], texts, heading=texts["without_media"]),
        *(_paragraph(text, CAPTION, space=1.4) for text in content["footnotes"]),
        *(_paragraph(text, FACTS, space=2.0) for text in content["closing"]),
    ]


def _notice(content: ProtocolContent) -> list[Piece]:
    """What must be seen first, framed."""
    notice = content["notice"]
    heading = wrap(notice["heading"], NOTICE, WIDTH - 6)
    text = wrap(notice["text"], DATA, WIDTH - 6)
    if not heading:
        return []
    height = 2.6 + NOTICE.line * len(heading) + DATA.line * len(text)

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.frame(MAILED_LEFT, top, WIDTH, height, 1.2)
        y = top + 4.0
        for line in heading:
            paper.text(MAILED_LEFT + 3, y, line, NOTICE)
            y += NOTICE.line
        for line in text:
            paper.text(MAILED_LEFT + 3, y, line, DATA)
            y += DATA.line

    return [Piece(height + 3.0, draw, "notice")]


def _figures(content: ProtocolContent) -> Piece:
    """How many media, and how they divide."""
    step = WIDTH / max(6, len(content["figures"]))

    def draw(paper: Paper, top: float, first: bool) -> None:
        for index, figure in enumerate(content["figures"]):
            x = MAILED_LEFT + index * step
            paper.text(x, top + 6.0, str(figure["count"]), COUNT)
            paper.fitted(x, top + 10.0, figure["caption"], DATA, step - 1.5, "figure")
        paper.rule(MAILED_LEFT, RIGHT, top + 12.0, 0.4)

    return Piece(12.6, draw, "figures")


def _paragraph(text: str, style: Style, *, space: float) -> Piece:
    lines = wrap(text, style, WIDTH)

    def draw(paper: Paper, top: float, first: bool) -> None:
        for index, line in enumerate(lines):
            paper.text(MAILED_LEFT, top + style.line * (index + 0.8), line, style)

    return Piece(style.line * len(lines) + 0.4, draw, "paragraph", space_before=space)


def _space(height: float) -> Piece:
    """Room above a table without a heading."""
    return Piece(height, lambda paper, top, first: None, "space", keep_with_next=True)
