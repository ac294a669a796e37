"""What signing on screen adds to a paper's frozen content."""

from typing import TypedDict

# The box in which a pen draws; the script brings its canvas to these measures.
BOX_WIDTH, BOX_HEIGHT = 1000, 360

Strokes = list[list[int]]


class Mark(TypedDict):
    """One signature: the name in block letters, and what the pen drew: [x1, y1, x2, y2, …] for each stroke."""

    name: str
    strokes: Strokes


class Signed(TypedDict):
    """Where, when (as the clock in Leipzig shows it), with which remark, and the `marks` by the codes of the
    signers."""

    place: str
    signed_at: str
    remark: str
    marks: dict[str, Mark]
