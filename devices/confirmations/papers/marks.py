"""What both papers share: marks at the top of every page, strokes through space that nobody may fill in later."""

from collections.abc import Mapping

from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import NAME, width

# Below the edge that old laser printers leave blank, above the letterhead.
MARK_TOP, MARK_HEIGHT = 5.35, 4.1
STROKE = 0.6


def draw_marks(paper: Paper, content: Mapping) -> None:
    """What makes this page less than an original: that it is a draft, or a copy."""
    text = " · ".join(filter(None, (content["copy_mark"], content["draft_mark"])))
    if text:
        paper.fitted((LEFT + RIGHT - width(text, NAME)) / 2, MARK_TOP + 3.2, text, NAME, RIGHT - LEFT - 4, "mark")
        paper.frame(LEFT, MARK_TOP, RIGHT - LEFT, MARK_HEIGHT, 0.9)


def void_lines(paper: Paper, x: float, room: float, baseline: float, lines: list[str], most: int, step: float) -> None:
    """Strikes what is left of a written line and the empty ones below it: `lines` are written, `most` have place."""
    for index in range(most):
        used = paper_width(lines[index]) + 2 if index < len(lines) else 0.0
        if index < len(lines) - 1 or used > room - 3:
            continue
        paper.rule(x + used, x + room, baseline + index * step - 1.1, STROKE)


def void_space(paper: Paper, x: float, top: float, room: float, bottom: float) -> None:
    """A Z through an empty space, as bookkeepers void it; none where nobody could write anyway."""
    if bottom - top < 4:
        return
    paper.line(x, top, x + room, top, STROKE)
    paper.line(x + room, top, x, bottom, STROKE)
    paper.line(x, bottom, x + room, bottom, STROKE)


def paper_width(text: str) -> float:
    """Width in mm of a line set as a name."""
    return width(text, NAME)
