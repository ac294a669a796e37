"""A signature as a pen drew it: strokes of points in a box of fixed size, checked before anything is kept.

Points are a thousand times smaller than a picture, print sharply in any size, and need no decoder for pictures that
come from outside.
"""

import json
from itertools import pairwise

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.pdf.signed import BOX_HEIGHT, BOX_WIDTH, Strokes

MOST_CHARACTERS, MOST_STROKES, MOST_POINTS = 60_000, 200, 5_000
# A dot or a stroke this short is a slip of the finger.
LEAST_LENGTH = 150


class UnreadableDrawing(TransitionRefused):
    """No signature can be read from what was sent. The message is for people."""


def read(text: str) -> Strokes:
    """Strokes as [x1, y1, x2, y2, …] each, from what the page sent. Raises UnreadableDrawing."""
    if not text.strip():
        raise UnreadableDrawing(_("Please sign in the field."))
    if len(text) > MOST_CHARACTERS:
        raise _too_much()
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken() from error
    _check(strokes)
    if _length(strokes) < LEAST_LENGTH:
        raise UnreadableDrawing(_("The signature is very short. Please sign once more, larger."))
    return strokes


def _check(strokes: object) -> None:
    if not isinstance(strokes, list) or not all(isinstance(stroke, list) for stroke in strokes):
        raise _broken()
    if len(strokes) > MOST_STROKES or sum(len(stroke) for stroke in strokes) > 2 * MOST_POINTS:
        raise _too_much()
    if not all(_is_stroke(stroke) for stroke in strokes):
        raise _broken()


def _is_stroke(stroke: list) -> bool:
    """Pairs of whole numbers inside the box; true and false are no numbers here."""
    pairs = len(stroke) >= 2 and len(stroke) % 2 == 0
    return pairs and all(
        type(value) is int and 0 <= value <= (BOX_WIDTH, BOX_HEIGHT)[index % 2] for index, value in enumerate(stroke)
    )


def _length(strokes: Strokes) -> float:
    """How far the pen went on the paper, in the units of the box."""
    points = [list(zip(stroke[::2], stroke[1::2], strict=True)) for stroke in strokes]
    steps = (step for stroke in points for step in pairwise(stroke))
    return sum(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 for (x1, y1), (x2, y2) in steps)


def _broken() -> UnreadableDrawing:
    return UnreadableDrawing(_("The signature did not arrive in full. Please sign once more."))


def _too_much() -> UnreadableDrawing:
    return UnreadableDrawing(_("The signature has too many strokes. Please clear the field and sign once more."))


def as_path(strokes: Strokes) -> str:
    """The same as the path of an SVG picture, for the paper's page."""
    return " ".join(_stroke_path(stroke) for stroke in strokes)


def _stroke_path(stroke: list[int]) -> str:
    points = list(zip(stroke[::2], stroke[1::2], strict=True))
    start, rest = points[0], points[1:] or points
    return f"M{start[0]} {start[1]}" + "".join(f"L{x} {y}" for x, y in rest)
