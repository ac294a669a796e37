"""What every handed-over paper has: letterhead, running head, foot, section headings, lines to write on."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.pdf.logos import Logo
from documents.pdf.paper import SMALLEST_MODULE, Paper
from documents.pdf.quick_codes import side as modules_in_a_row
from documents.pdf.typesetting import (
    CAPTION,
    CAPTION_BOLD,
    DATA,
    FOOT,
    FOOT_BOLD,
    SECTION,
    Style,
    clean,
    fit,
    shrink_or_cut,
    width,
)

LEFT, RIGHT = 20.0, 190.0
HALF, HALF_RIGHT = 82.5, 107.5
THIRD, THIRDS = 53.3, (20.0, 78.3, 136.7)
FOOT_RULE, FOOT_BASELINE = 284.0, 288.0
NEXT_TOP = 30.0
# On following pages: the line on top, and where its code ends, four modules of SMALLEST_MODULE above the first row.
HEAD_BASELINE, HEAD_SECOND_BASELINE, HEAD_CODE_BOTTOM = 21.0, 25.6, 28.0

ISSUER_NAME = Style(12.5, 15, bold=True)
ISSUER_SUB_NAME = Style(10.5, 13)


@dataclass(frozen=True)
class Letterhead:
    """Who issues: a name, what stands under it, and up to three lines at the right; without a logo the drawn mark."""

    name: str
    sub_name: str
    lines: tuple[str, ...]
    logo: Logo | None = None


def letterhead(paper: Paper, sender: Letterhead, top: float = 11.0, left: float = LEFT) -> None:
    """Logo or mark, name and address lines over a heavy rule 14 mm below `top`."""
    paper.stamp(("letterhead", sender, left), lambda y: _letterhead(paper, sender, y, left), top)


def _letterhead(paper: Paper, sender: Letterhead, y: float, left: float) -> None:
    lines = [fit(line, FOOT, 80.0, "letterhead") for line in sender.lines if line]
    text_left = left + 14
    room = RIGHT - text_left - 4 - max((width(line, FOOT) for line in lines), default=0.0)
    if sender.logo:
        paper.logo(left, y, sender.logo)
    else:
        paper.mark(left, y)
    paper.fitted(text_left, y + 4.3, sender.name, ISSUER_NAME, room, "letterhead")
    paper.fitted(text_left, y + 9.5, sender.sub_name, ISSUER_SUB_NAME, room, "letterhead")
    for index, line in enumerate(lines):
        paper.text_right(RIGHT, y + 2.8 + 3.6 * index, line, FOOT)
    paper.rule(left, RIGHT, y + 14, 1.2)


def running_head(paper: Paper, left: str, right: str, x: float = LEFT, end: float = RIGHT) -> None:
    """The one line on top of a following page, from `x` to `end`; the right part gives way, it stands in full on page
    1."""
    paper.fitted(x, HEAD_BASELINE, left, SECTION, 120.0, "running head")
    room = end - x - width(left, SECTION) - 6
    shown, style = shrink_or_cut(right, DATA, room, smallest=7.0)
    paper.text_right(end, HEAD_BASELINE, shown, style)


def verified_head(paper: Paper, left: str, right: str, address: str, page: int, x: float = LEFT) -> tuple[float, float]:
    """The same with a code at the right, by which this page finds its paper when it lies loose: the paper's
    verification address and the page's number. What does not fit between `left` and the code comes under `left`.
    Returns the left end and the top of what the code keeps clear, in mm: the longer the address, the higher. A preview
    without an address has no code."""
    if not address:
        running_head(paper, left, right, x)
        return RIGHT, HEAD_CODE_BOTTOM
    code = f"{address}{page}/"
    side = modules_in_a_row(code, error="M") * SMALLEST_MODULE
    paper.qr(RIGHT - side, HEAD_CODE_BOTTOM - side, code, side=side)
    end, top = RIGHT - side - 4 * SMALLEST_MODULE, HEAD_CODE_BOTTOM - side - 4 * SMALLEST_MODULE
    if width(left, SECTION) + 6 + width(right, DATA) <= end - x:
        running_head(paper, left, right, x, end)
        return end, top
    running_head(paper, left, "", x, end)
    shown, style = shrink_or_cut(right, DATA, end - x, smallest=7.0)
    paper.text(x, HEAD_SECOND_BASELINE, shown, style)
    return end, top


def foot(paper: Paper, candidates: Sequence[str], page_text: str, left: float = LEFT) -> None:
    """Who, what, which version at the left (the first wording that fits), the page at the right."""
    paper.rule(left, RIGHT, FOOT_RULE, 0.4)
    room = RIGHT - left - width(page_text, FOOT_BOLD) - 6
    text = next((text for text in candidates if width(text, FOOT) <= room), candidates[-1])
    paper.fitted(left, FOOT_BASELINE, text, FOOT, room, "foot line")
    paper.text_right(RIGHT, FOOT_BASELINE, page_text, FOOT_BOLD)


SECTION_HEIGHT = 5.8


def section_heading(paper: Paper, top: float, number: int, heading: str, weight: float = 0.9) -> None:
    """Number and heading over a rule `SECTION_HEIGHT` below `top`."""
    paper.text(LEFT, top + 4.2, str(number), SECTION)
    paper.fitted(LEFT + 3.9, top + 4.2, heading, SECTION, RIGHT - LEFT - 3.9, "section heading")
    paper.rule(LEFT, RIGHT, top + SECTION_HEIGHT, weight)


def writing_line(paper: Paper, x: float, room: float, y: float, caption: str, *, bold: bool = False) -> None:
    """A line to write on with its caption below."""
    paper.rule(x, x + room, y, 0.5)
    paper.fitted(x, y + 3.0, caption, CAPTION_BOLD if bold else CAPTION, room, "caption of a line")


def choice(paper: Paper, x: float, baseline: float, label: str, *, ticked: bool) -> None:
    """A tick box with its label."""
    paper.tick_box(x, baseline, ticked=ticked)
    paper.text(x + 4.3, baseline, clean(label), DATA)


def verification_code(paper: Paper, top: float, address: str, caption: str, side: float = 20.3) -> None:
    """The QR code to a paper's verification page, flush right, its caption below the quiet zone."""
    module = paper.qr(RIGHT - side, top, address, side=side)
    paper.text_right(RIGHT, top + side + 4 * module + 1.9, clean(caption), CAPTION_BOLD)
