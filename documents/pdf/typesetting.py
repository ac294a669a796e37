"""Measuring and breaking text. Sizes in points, widths in millimetres, nothing here draws.

No hyphenation: a German word that is broken wrongly is worse than a short line. A word wider than its
column (a long serial) is broken after a hyphen or slash, else where the column ends.
"""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics

from documents.pdf.cleaning import clean
from documents.pdf.errors import DoesNotFit
from documents.pdf.fonts import BOLD, REGULAR, check_glyphs

POINTS_PER_MM = 72 / 25.4


class Style(NamedTuple):
    """A way to set text: size and leading in points, weight. A tuple, as it is a part of the key of every text that was
    measured."""

    size: float
    leading: float
    bold: bool = False

    @property
    def line(self) -> float:
        """Distance of two baselines in mm."""
        return self.leading / POINTS_PER_MM


TITLE = Style(21, 25, bold=True)
NUMBER = Style(12, 15, bold=True)
SECTION = Style(10, 12, bold=True)
CODE = Style(14, 16, bold=True)
NAME = Style(9, 11, bold=True)
DATA = Style(8.5, 11)
FACTS = Style(8, 10)
CLAUSE = Style(8.5, 11)
CLAUSE_HEAD = Style(8.5, 11, bold=True)
COLUMN_HEAD = Style(7.2, 9, bold=True)
CAPTION = Style(7, 8.5)
CAPTION_BOLD = Style(7, 8.5, bold=True)
FOOT = Style(7.5, 9)
FOOT_BOLD = Style(7.5, 9, bold=True)


@functools.lru_cache(maxsize=20_000)
def width(text: str, style: Style) -> float:
    """Width in mm of one line. Raises: MissingGlyph."""
    check_glyphs((text,))
    return pdfmetrics.stringWidth(clean(text), BOLD if style.bold else REGULAR, style.size) / POINTS_PER_MM


def fit(text: str, style: Style, room: float, place: str) -> str:
    """The cleaned text if it takes one line of `room` mm. Raises: DoesNotFit, MissingGlyph."""
    if width(text, style) > room:
        raise DoesNotFit(place, text)
    return clean(text)


def shrink_or_cut(text: str, style: Style, room: float, smallest: float) -> tuple[str, Style]:
    """One line on at most `room` mm: set smaller by quarter points, then cut with "…".

    For labels and running heads, where the full text is found elsewhere. Never for what is agreed or signed.
    """
    text = clean(text)
    while width(text, style) > room and style.size - 0.25 >= smallest:
        style = Style(style.size - 0.25, style.leading, style.bold)
    shown = text
    while width(shown, style) > room and len(text) > 1:
        text = text[:-1].rstrip(" ·,-")
        shown = text + "…"
    return shown, style


@functools.lru_cache(maxsize=5_000)
def wrap(text: str, style: Style, room: float) -> tuple[str, ...]:
    """The lines of a text in a column of `room` mm; no text, no line. Raises: MissingGlyph."""
    return tuple("".join(part for _, part, _ in line) for line in wrap_runs(((text, style),), room))


Run = tuple[float, str, Style]


def wrap_runs(runs: Sequence[tuple[str, Style]], room: float) -> list[list[Run]]:
    """Lines of text in several styles, as after a bold run-in head: runs of (offset in mm, text, style)."""
    lines: list[list[Run]] = []
    filled = 0.0
    for word, style in _words(runs, room):
        gap = width("n n", style) - width("nn", style)
        if not lines or filled + gap + width(word, style) > room:
            lines.append([(0.0, word, style)])
            filled = width(word, style)
            continue
        _append(lines[-1], word, style, filled + gap)
        filled += gap + width(word, style)
    return lines


def _append(line: list[Run], word: str, style: Style, offset: float) -> None:
    """Add a word to a line: to its last run if that has the same style, so that words stay one text."""
    start, text, last = line[-1]
    if last == style:
        line[-1] = (start, f"{text} {word}", style)
    else:
        line.append((offset, word, style))


def _words(runs: Sequence[tuple[str, Style]], room: float) -> list[tuple[str, Style]]:
    return [
        (piece, style)
        for text, style in runs
        for word in clean(text).split(" ")
        if word
        for piece in _pieces(word, style, room)
    ]


def _pieces(word: str, style: Style, room: float) -> list[str]:
    """A word, or what of it fits into a column each."""
    pieces = []
    while width(word, style) > room:
        end = next(end for end in range(len(word) - 1, 0, -1) if end == 1 or width(word[:end], style) <= room)
        mark = max(word.rfind("-", 0, end), word.rfind("/", 0, end)) + 1
        pieces.append(word[: mark or end])
        word = word[mark or end :]
        if len(word) <= 1:
            break
    return [*pieces, word] if word else pieces
