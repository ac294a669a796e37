"""Signatures that were drawn on a screen, on the lines at the foot of the last page.

Measures in mm from the top-left corner of an A4 page.
"""

from documents.pdf.furniture import THIRDS
from documents.pdf.paper import Paper
from documents.pdf.signed import BOX_HEIGHT
from recipients.papers.content import ReceiptContent
from recipients.papers.sections import SIGNING_LINE

HEIGHT, INDENT, ABOVE_THE_LINE = 14.0, 2.0, 0.6
SCALE = HEIGHT / BOX_HEIGHT
SIGNERS = ("giver", "recipient", "guardian")


def draw_signed(paper: Paper, content: ReceiptContent) -> None:
    """What the pen drew; a paper that is signed by hand has none."""
    signed = content.get("signed")
    if not signed:
        return
    for x, code in zip(THIRDS, SIGNERS, strict=True):
        mark = signed["marks"].get(code)
        if mark:
            paper.strokes(x + INDENT, SIGNING_LINE - ABOVE_THE_LINE - HEIGHT, SCALE, mark["strokes"])
