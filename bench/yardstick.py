"""The yardstick of drawing papers: a bare reportlab canvas that replays what our own code drew on one.

The same texts, lines and finished QR paths; nothing is measured, wrapped, laid out or made. The faces are our files,
embedded as reportlab does it, which cuts the characters in use out of them for each file.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from documents.pdf import paper
from documents.pdf.fonts import BOLD, REGULAR, font_path

# What of a canvas a paper draws with, beside text; what these do through others is recorded once.
DRAWN = (
    *("setLineWidth", "setDash", "line", "lines", "rect", "roundRect", "drawPath", "saveState", "restoreState"),
    *("transform", "translate", "setStrokeGray", "setLineCap", "setLineJoin", "showPage"),
)
# Parts that stand in a file once; the yardstick writes them on each page, so that single papers are recorded.
FORMS = ("beginForm", "doForm", "endForm")
# Our faces as reportlab itself embeds them.
BARE = {face: f"Bare{face}" for face in (REGULAR, BOLD)}
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def _recording(into: list[Call]) -> type[Canvas]:
    """A canvas that writes down each call from outside and draws as ever."""

    def recorded(name: str) -> Callable:
        drawn = getattr(Canvas, name)

        def call(self: Canvas, *args: Any, **named: Any) -> Any:
            if self.inside:
                return drawn(self, *args, **named)
            into.append((name, args, named))
            self.inside = True
            try:
                return drawn(self, *args, **named)
            finally:
                self.inside = False

        return call

    def refused(self: Canvas, *args: Any, **named: Any) -> None:
        raise RuntimeError("draw single papers to record them: these have no shared parts")

    methods = {name: recorded(name) for name in DRAWN} | dict.fromkeys(FORMS, refused)
    return type("RecordingCanvas", (Canvas,), {"inside": True, **methods})


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """All calls by which papers are drawn within it."""
    calls: list[Call] = []
    own = _recording(calls)

    def opened(*args: Any, **named: Any) -> Canvas:
        canvas = own(*args, **named)
        canvas.inside = False
        return canvas

    def text(self: paper.Paper, x: float, baseline: float, text: str, face: str, size: float) -> None:
        calls.append(("setFont", (BARE[face], size), {}))
        calls.append(("drawString", (x * paper.PT, (paper.A4[1] - baseline) * paper.PT, text), {}))
        glyphs(self, x, baseline, text, face, size)

    glyphs = paper.Paper.glyphs
    paper.Canvas, paper.Paper.glyphs = opened, text
    try:
        yield calls
    finally:
        paper.Canvas, paper.Paper.glyphs = Canvas, glyphs


def replay(documents: list[list[Call]]) -> bytes:
    """One file with the recorded papers, each call made once more."""
    _register()
    file = io.BytesIO()
    size = (paper.A4[0] * paper.PT, paper.A4[1] * paper.PT)
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, initialFontName=BARE[REGULAR], lang="de")
    canvas.setTitle("Yardstick")
    for calls in documents:
        for name, args, named in calls:
            getattr(canvas, name)(*args, **named)
    canvas.save()
    return file.getvalue()


@cache
def _register() -> None:
    for face, bare in BARE.items():
        pdfmetrics.registerFont(TTFont(bare, str(font_path(face)), asciiReadable=0, shapable=False))
