"""What both papers share: marks at the top of every page, strokes through space that nobody may fill in later."""

from collections.abc import Mapping

from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import NAME, width

# Below the edge that old laser printers leave blank, above the letterhead.
MARK_TOP, MARK_HEIGHT = 5.35, 4.1
# Half the stroke of the frame, in mm, goes beyond it.
STROKE_ROOM = 0.2
STROKE = 0.6


def draw_marks(paper: Paper, content: Mapping, code: tuple[float, float] | None = None) -> None:
    """What makes this page less than an original: that it is a draft, or a copy. `code`: left end and top of what a
    code in the head keeps clear; the mark ends before one that reaches as high."""
    text = " · ".join(filter(None, (content["copy_mark"], content["draft_mark"])))
    if text:
        is_in_the_way = code is not None and code[1] < MARK_TOP + MARK_HEIGHT
        end = code[0] - STROKE_ROOM if is_in_the_way else RIGHT
        room = end - LEFT - 4
        paper.fitted(max(LEFT + 2, (LEFT + end - width(text, NAME)) / 2), MARK_TOP + 3.2, text, NAME, room, "mark")
        paper.frame(LEFT, MARK_TOP, end - LEFT, MARK_HEIGHT, 0.9)


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
