"""What every mailed paper has (DIN 5008, form B): the address in the window of an envelope, an info block, fold marks.

Handed-over papers begin at furniture.LEFT, mailed ones 5 mm farther right, where a folder's holes are.
"""

from collections.abc import Sequence

from documents.pdf.errors import DoesNotFit
from documents.pdf.furniture import RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, DATA, NAME, Style, shrink_or_cut, wrap

MAILED_LEFT = 25.0
ADDRESS_WIDTH, MOST_ADDRESS_LINES = 80.0, 6
RETURN_LINE, FIRST_ADDRESS_LINE = 54.6, 66.2
ADDRESS = Style(10, 4.6 * 72 / 25.4)
INFO_X, INFO_VALUE_X, INFO_TOP, INFO_STEP = 125.0, 147.3, 55.5, 4.75
FOLD_MARKS, PUNCH_MARK, MARK_X = (105.0, 210.0), 148.5, 5.5


def address_field(paper: Paper, sender: str, lines: Sequence[str]) -> None:
    """Who writes, small over a rule, and to whom. Raises: DoesNotFit for more lines than the window shows."""
    shown, style = shrink_or_cut(sender, CAPTION, ADDRESS_WIDTH, 6.5)
    paper.text(MAILED_LEFT, RETURN_LINE, shown, style)
    paper.rule(MAILED_LEFT, MAILED_LEFT + ADDRESS_WIDTH, RETURN_LINE + 1.2, 0.4)
    rows = [row for line in lines for row in wrap(line, ADDRESS, ADDRESS_WIDTH)]
    if len(rows) > MOST_ADDRESS_LINES:
        raise DoesNotFit("address field", rows[-1])
    for index, row in enumerate(rows):
        paper.text(MAILED_LEFT, FIRST_ADDRESS_LINE + index * ADDRESS.line, row, ADDRESS)


def info_block(paper: Paper, pairs: Sequence[tuple[str, str]]) -> None:
    """Captions and what they say, beside the address."""
    for index, (caption, value) in enumerate(pairs):
        y = INFO_TOP + index * INFO_STEP
        paper.fitted(INFO_X, y, caption, DATA, INFO_VALUE_X - INFO_X - 1, "caption of the info block")
        paper.fitted(INFO_VALUE_X, y, value, NAME, RIGHT - INFO_VALUE_X, "info block")


def fold_marks(paper: Paper) -> None:
    """Where to fold for the envelope, and where to punch."""
    for y in FOLD_MARKS:
        paper.rule(MARK_X, MARK_X + 4.5, y, 0.4)
    paper.rule(MARK_X, MARK_X + 6.5, PUNCH_MARK, 0.4)
