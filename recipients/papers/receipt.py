"""The handover receipt (Übergabeprotokoll): sections, pages, piles.

Measures in mm from the top-left corner of an A4 page, type in points. Whatever is not said in the frozen
content is not printed.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from documents.pdf.contents import strings
from documents.pdf.flow import Page, draw_pieces, paginate
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import LEFT, RIGHT, foot, verified_head
from documents.pdf.paper import Paper
from documents.pdf.scripts import check_readable
from recipients.papers import annex
from recipients.papers.content import SECOND, ReceiptContent
from recipients.papers.sections import draw_closing, draw_opening, pieces, room_of
from recipients.papers.signed import draw_signed


def draw_receipt(content: ReceiptContent) -> bytes:
    """The PDF of one receipt. Raises: MissingGlyph, DoesNotFit."""
    return draw_receipts([content])


def draw_receipts(
    contents: Sequence[ReceiptContent],
    *,
    duplex: bool = False,
    in_front: Callable[[Paper], int] | None = None,
    drawn: Callable[[int], None] | None = None,
) -> bytes:
    """One PDF with all receipts, each with its own page numbers; `in_front` draws what lies on top of them, and returns
    its number of pages; `drawn` hears after each receipt how many are drawn.

    With `duplex` a blank page follows an odd number of pages, so that every receipt begins on a new sheet.
    Raises: ValueError without any receipt, MissingGlyph, DoesNotFit.
    """
    if not contents:
        raise ValueError("no receipt to draw")
    paper = _open(contents)
    if in_front and in_front(paper) % 2 and duplex:
        paper.end_page()
    for index, content in enumerate(contents):
        if len(contents) > 1:
            paper.bookmark(f"{content['title']} {content['number']}")
        pages = _draw(paper, content)
        if duplex and pages % 2 and index < len(contents) - 1:
            paper.end_page()
        if drawn:
            drawn(index + 1)
    return paper.bytes()


def issue_check(content: ReceiptContent) -> None:
    """Refuse what could not be printed, before a number is taken (a stand-in is as wide as the real one).

    Raises: MissingGlyph, DoesNotFit.
    """
    german = {key: value for key, value in content.items() if key not in SECOND}
    check_glyphs(strings(german))
    if language := content.get("second"):
        check_readable(strings([content["second_texts"], content["second_clauses"]]), language)
    # Only drawn: what is not kept need not be made a file.
    _draw(_open([content]), content)


def page_count(content: ReceiptContent) -> int:
    """How many pages a receipt takes. Raises: MissingGlyph, DoesNotFit."""
    return len(paginate(pieces(content), room_of(content))) + len(annex.pages(content))


def _open(contents: Sequence[ReceiptContent]) -> Paper:
    first = contents[0]
    # A pile lies by school grade and code, not by number.
    numbers = sorted({content["number"] for content in (min(contents, key=_number), max(contents, key=_number))})
    return Paper(
        title=f"{first['title']} {' – '.join(numbers)}",
        author=first["issuer"]["name"],
        language=first["language"],
        issued_at=max(datetime.fromisoformat(content["issued_at"]) for content in contents),
        shared=len(contents) > 1,
    )


def _number(content: ReceiptContent) -> str:
    return content["number"]


def _draw(paper: Paper, content: ReceiptContent) -> int:
    """Draw one receipt and return its number of pages."""
    signed = paginate(pieces(content), room_of(content))
    pages = [*signed, *annex.pages(content)]
    for index, page in enumerate(pages):
        if index == 0:
            draw_opening(paper, content)
        else:
            named = f"{content['title']} {_number_and_version(content)}"
            verified_head(paper, named, _recipient_line(content), content["verification_url"], index + 1)
        draw_pieces(paper, page)
        _close_divided_table(paper, pages, index)
        if index == len(signed) - 1:
            draw_closing(paper, content)
            draw_signed(paper, content)
        foot(paper, _foot_texts(content), content["texts"]["page"].format(page=index + 1, pages=len(pages)))
        paper.end_page()
    return len(pages)


def _close_divided_table(paper: Paper, pages: Sequence[Page], index: int) -> None:
    """A rule under the last row of a page, when its table goes on over the page."""
    top, piece, _ = pages[index][-1]
    if index + 1 < len(pages) and pages[index + 1][0][1] is piece.head:
        paper.rule(LEFT, RIGHT, top + piece.height, 0.4)


def _number_and_version(content: ReceiptContent) -> str:
    return f"{content['number']} · {content['texts']['version']} {content['version']}"


def _recipient_line(content: ReceiptContent) -> str:
    pupil = content["pupil"]
    code = f"{content['texts']['pupil_code']} {pupil['code']} · " if pupil else ""
    return code + content["institution"]["name"]


def _foot_texts(content: ReceiptContent) -> list[str]:
    """The issuer in full, else without what stands under its name."""
    issuer = content["issuer"]
    paper = f"{content['title']} {_number_and_version(content)}"
    return [f"{issuer['name']} {issuer['sub_name']} · {paper}", f"{issuer['name']} · {paper}"]
