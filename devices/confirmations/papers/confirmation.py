"""The Sachzuwendungsbestätigung: the official form on page 1, then the annex with every device and its value.

Order and wording are those of the form (BMF, 7 November 2013, gifts in kind to bodies under § 5 (1) no. 9 KStG); the
page is signed by hand. Measures in mm from the top-left corner of an A4 page.
"""

from collections.abc import Sequence

from devices.confirmations.captions import CONFIRMATION_CAPTIONS
from devices.confirmations.papers import annex
from devices.confirmations.papers.content import ConfirmationContent, Party
from devices.confirmations.papers.marks import draw_marks, void_lines, void_space
from documents.pdf.contents import draw_each, strings
from documents.pdf.errors import DoesNotFit
from documents.pdf.flow import paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import FOOT_RULE, LEFT, RIGHT, foot, verification_code, verified_head
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, DATA, NAME, NUMBER, TITLE, Style, wrap

WIDTH = RIGHT - LEFT
INSET = 2.0
ISSUER_TOP, ISSUER_BOTTOM, ISSUER_RIGHT = 12.0, 33.5, 163.0
QR_TOP, QR_SIDE = 12.0, 18.8
NUMBER_LINE, TITLE_LINE, SUBTITLE_LINE = 40.0, 48.5, 54.0
DONOR_TOP, DONOR_BOTTOM = 61.0, 85.0
VALUE_TOP, VALUE_BOTTOM = 87.0, 106.0
WORDS_X, DAY_X = 72.0, 158.0
WORD_LINES, WORD_STEP = 3, 3.9
DESCRIPTION_TOP, DESCRIPTION_BOTTOM = 108.0, 134.0
STATEMENTS_TOP = 140.0
STATEMENT_SPACE, BOX_INDENT = 2.2, 5.0
SIGNATURE_CLEAR = 19.0
NOTICE_BOTTOM = FOOT_RULE - 2.0
SMALL = Style(8, 9.8)
SMALL_BOLD = Style(8, 9.8, bold=True)


def draw_confirmations(contents: Sequence[ConfirmationContent]) -> bytes:
    """One PDF with all papers. Raises: ValueError without any, MissingGlyph, DoesNotFit."""
    return draw_each(contents, _draw)


def check(content: ConfirmationContent) -> None:
    """Refuse what could not be printed, before a number is taken. Raises: MissingGlyph, DoesNotFit."""
    check_glyphs(strings(content))
    draw_confirmations([content])


def _draw(paper: Paper, content: ConfirmationContent) -> None:
    pages = paginate(annex.pieces(content), annex.ROOM)
    texts, total = content["texts"], len(pages) + 1
    _front_page(paper, content)
    draw_marks(paper, content)
    _end_page(paper, content, texts["page"].format(page=1, pages=total))
    for index, page in enumerate(pages, start=2):
        named = f"{texts['annex']} {content['number']}"
        code = verified_head(paper, named, content["donor"]["name"], content["verification_url"], index)
        for top, piece, first in page:
            piece.draw(paper, top, first)
        draw_marks(paper, content, code)
        _end_page(paper, content, texts["page"].format(page=index, pages=total))


def _end_page(paper: Paper, content: ConfirmationContent, page_text: str) -> None:
    name, captions = content["issuer"]["name"], CONFIRMATION_CAPTIONS | content["texts"]
    number = f"{content['number']} · {captions['version']} {content['version']}"
    foot(paper, [f"{name} · {content['title']} {number}", f"{name} · {number}", number], page_text)
    paper.end_page()


def _front_page(paper: Paper, content: ConfirmationContent) -> None:
    texts = content["texts"]
    _party(paper, (ISSUER_TOP, ISSUER_BOTTOM, ISSUER_RIGHT), texts["issuer"], content["issuer"])
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)
    paper.fitted(LEFT, TITLE_LINE, content["title"], TITLE, WIDTH, "title")
    paper.text(LEFT, NUMBER_LINE, f"{texts['number']} {content['number']}", NUMBER)
    paper.paragraph(LEFT, SUBTITLE_LINE, content["subtitle"], DATA, WIDTH)
    _party(paper, (DONOR_TOP, DONOR_BOTTOM, RIGHT), texts["donor"], content["donor"])
    _value(paper, content)
    _description(paper, content)
    _notices(paper, content, _statements(paper, content))


def _party(paper: Paper, place: tuple[float, float, float], caption: str, party: Party) -> None:
    """A frame with a caption, a name and an address. `place`: top, bottom, right edge."""
    top, bottom, right = place
    paper.frame(LEFT, top, right - LEFT, bottom - top)
    paper.fitted(LEFT + INSET, top + 3.6, caption, CAPTION, right - LEFT - 2 * INSET, "caption of a party")
    baseline = top + 8.3
    for text, style in [(party["name"], NAME), *((line, DATA) for line in [party["second_line"], *party["lines"]])]:
        for line in wrap(text, style, right - LEFT - 2 * INSET):
            if baseline > bottom - 0.8:
                raise DoesNotFit(caption, line)
            paper.text(LEFT + INSET, baseline, line, style)
            baseline += 3.9


def _value(paper: Paper, content: ConfirmationContent) -> None:
    """Figures, words and the day, each with what is left of its place struck through."""
    texts, height = content["texts"], VALUE_BOTTOM - VALUE_TOP
    for x, end in ((LEFT, WORDS_X), (WORDS_X, DAY_X), (DAY_X, RIGHT)):
        paper.frame(x, VALUE_TOP, end - x, height)
    captions = ((LEFT, texts["value"]), (WORDS_X, texts["in_words"]), (DAY_X, texts["day"]))
    for x, caption in captions:
        paper.fitted(x + INSET, VALUE_TOP + 3.6, caption, CAPTION, 90, "caption of the value")
    paper.fitted(LEFT + INSET, VALUE_TOP + 7.0, texts["in_figures"], CAPTION, WORDS_X - LEFT - 4, "caption")
    baseline = VALUE_TOP + 9.0
    figures = f"*** {content['total']} ***"
    paper.fitted(LEFT + INSET, VALUE_TOP + 13.0, figures, NUMBER, WORDS_X - LEFT - 2 * INSET, "value")
    room = DAY_X - WORDS_X - 2 * INSET
    words = list(wrap(content["total_in_words"], NAME, room))
    if len(words) > WORD_LINES:
        raise DoesNotFit("value in words", content["total_in_words"])
    for index, line in enumerate(words):
        paper.text(WORDS_X + INSET, baseline + index * WORD_STEP, line, NAME)
    void_lines(paper, WORDS_X + INSET, room, baseline, words, WORD_LINES, WORD_STEP)
    paper.fitted(DAY_X + INSET, VALUE_TOP + 13.0, content["given_on"], NUMBER, RIGHT - DAY_X - 2 * INSET, "day")


def _description(paper: Paper, content: ConfirmationContent) -> None:
    room = WIDTH - 2 * INSET
    paper.frame(LEFT, DESCRIPTION_TOP, WIDTH, DESCRIPTION_BOTTOM - DESCRIPTION_TOP)
    paper.fitted(LEFT + INSET, DESCRIPTION_TOP + 3.6, content["texts"]["description"], CAPTION, room, "caption")
    end = paper.paragraph(LEFT + INSET, DESCRIPTION_TOP + 8.3, content["description"], DATA, room)
    if end > DESCRIPTION_BOTTOM + 1.0:
        raise DoesNotFit("description", content["description"])
    void_space(paper, LEFT + INSET, end - 1.5, room, DESCRIPTION_BOTTOM - 2.0)


def _statements(paper: Paper, content: ConfirmationContent) -> float:
    """Origin, recognition, purpose; returns where the next line would stand."""
    y = STATEMENTS_TOP
    for box in content["origin"]:
        y = _statement(paper, y, box["text"], ticked=box["ticked"])
    y = _statement(paper, y + 1.2, content["notice"], ticked=True)
    return paper.paragraph(LEFT, y + 1.2, content["purpose"], DATA, WIDTH)


def _statement(paper: Paper, y: float, text: str, *, ticked: bool) -> float:
    paper.tick_box(LEFT, y, ticked=ticked)
    return paper.paragraph(LEFT + BOX_INDENT, y, text, DATA, WIDTH - BOX_INDENT) + STATEMENT_SPACE


def _notices(paper: Paper, content: ConfirmationContent, end: float) -> None:
    """The line for the signature and the hints at the foot; nothing signs it but a hand."""
    texts = content["texts"]
    hints = [wrap(content[part], SMALL, WIDTH) for part in ("liability", "validity")]
    top = NOTICE_BOTTOM - (sum(len(lines) for lines in hints) + 1) * SMALL.line - 1.5
    line = top - 10.0
    if end + SIGNATURE_CLEAR - 4 > line:
        raise DoesNotFit("page 1", content["purpose"])
    paper.text(LEFT, line - 1.5, content["place_and_date"], DATA)
    paper.rule(LEFT, RIGHT, line, 0.5)
    paper.fitted(LEFT, line + 3.2, texts["signature"], CAPTION, WIDTH, "caption of the signature")
    paper.text(LEFT, top, texts["hint"], SMALL_BOLD)
    y = top + SMALL.line
    for lines in hints:
        for text in lines:
            paper.text(LEFT, y, text, SMALL)
            y += SMALL.line
        y += 1.5
