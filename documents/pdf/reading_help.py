"""Text in a second language beside the German one, which alone is binding: set in lines, drawn, checked.

A column is as wide for every language; lines of a script from right to left end at its left edge and begin at its
right one. What is set here is drawn as it is: nothing is measured twice.
"""

import functools
from collections.abc import Iterable, Sequence

from reportlab.pdfbase import pdfmetrics

from documents.pdf.cleaning import clean
from documents.pdf.errors import DoesNotFit
from documents.pdf.fonts import ARABIC_BOLD, ARABIC_REGULAR, register
from documents.pdf.paper import Paper
from documents.pdf.scripts import ARABIC_GROWTH, ARABIC_LEADING, is_right_to_left, runs
from documents.pdf.typesetting import POINTS_PER_MM, Style, width

# (offset from the column's left edge in mm, characters from left to right, face, size in points)
Glyphs = tuple[float, str, str, float]
Line = list[Glyphs]
Part = tuple[str, Style]


def leading(style: Style, language: str) -> Style:
    """The style with the distance of lines that a language needs."""
    return style._replace(leading=style.leading * ARABIC_LEADING) if is_right_to_left(language) else style


def set_lines(parts: Sequence[Part], room: float, language: str) -> list[Line]:
    """Lines of a column of `room` mm; `parts` are texts in several styles, as a bold run-in head and its text.

    Raises: MissingGlyph; DoesNotFit for a word that is wider than the column.
    """
    register()
    broken = _broken(
        [(word, style) for text, style in parts for word in clean(text).split(" ") if word], room, language
    )
    return [_placed(words, room, language) for words in broken]


def set_line(text: str, style: Style, room: float, language: str, place: str) -> Line:
    """The text in one line. Raises: DoesNotFit with the name of the place; MissingGlyph."""
    lines = set_lines([(text, style)], room, language)
    if len(lines) > 1:
        raise DoesNotFit(place, text)
    return lines[0] if lines else []


@functools.lru_cache(maxsize=5_000)
def set_tight(text: str, style: Style, room: float, language: str, place: str) -> tuple[Line, float]:
    """The text in one line that begins at 0, and its width in mm. Kept: receipts say the same captions again and again.

    Raises: DoesNotFit with the name of the place; MissingGlyph.
    """
    line = set_line(text, style, room, language, place)
    left = min((offset for offset, *_rest in line), default=0.0)
    right = max((offset + _width(shown, face, size) for offset, shown, face, size in line), default=0.0)
    return [(offset - left, *rest) for offset, *rest in line], right - left


def draw_line(paper: Paper, x: float, baseline: float, line: Line) -> None:
    """One line in the column that begins at `x`."""
    for offset, text, face, size in line:
        paper.glyphs(x + offset, baseline, text, face, size)


def draw_lines(paper: Paper, x: float, baseline: float, lines: Iterable[Line], style: Style) -> None:
    """Lines below each other, at the distance of `style`."""
    for index, line in enumerate(lines):
        draw_line(paper, x, baseline + index * style.line, line)


def end_aligned(line: Line, room: float) -> Line:
    """A line of a script from left to right, moved to the right edge of its column."""
    if not line:
        return line
    offset, text, face, size = line[-1]
    spare = room - offset - _width(text, face, size)
    return [(start + spare, *rest) for start, *rest in line]


def _broken(words: Sequence[Part], room: float, language: str) -> list[list[Part]]:
    """Words of each line, in the order in which they are read."""
    lines: list[list[Part]] = []
    filled = 0.0
    for word, style in words:
        taken = _width_of(word, style, language)
        if taken > room:
            raise DoesNotFit("column", word)
        gap = _space(style, language)
        if not lines or filled + gap + taken > room:
            lines.append([])
            filled, gap = 0.0, 0.0
        lines[-1].append((word, style))
        filled += gap + taken
    return lines


def _placed(words: Sequence[Part], room: float, language: str) -> Line:
    """The glyphs of one line: words of one style stay one text, so that the script orders them together."""
    segments: list[Part] = []
    for word, style in words:
        if segments and segments[-1][1] == style:
            segments[-1] = (f"{segments[-1][0]} {word}", style)
        else:
            segments.append((word, style))
    if is_right_to_left(language):
        return _from_right(segments, room, language)
    return _from_left(segments, 0.0, language)


def _from_left(segments: Sequence[Part], x: float, language: str) -> Line:
    line: Line = []
    for text, style in segments:
        for shown, face in runs(text, language, bold=style.bold):
            size = _size(style, face)
            line.append((x, shown, face, size))
            x += _width(shown, face, size)
        x += _space(style, language)
    return line


def _from_right(segments: Sequence[Part], room: float, language: str) -> Line:
    line: Line = []
    right = room
    for text, style in segments:
        left = right - _width_of(text, style, language)
        line += _from_left([(text, style)], left, language)
        right = left - _space(style, language)
    return line


def _width_of(text: str, style: Style, language: str) -> float:
    parts = runs(text, language, bold=style.bold)
    return sum(_width(shown, face, _size(style, face)) for shown, face in parts)


def _size(style: Style, face: str) -> float:
    return style.size * ARABIC_GROWTH if face in (ARABIC_REGULAR, ARABIC_BOLD) else style.size


def _width(text: str, face: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, face, size) / POINTS_PER_MM


def _space(style: Style, language: str) -> float:
    if is_right_to_left(language):
        return _width_of("\u0627 \u0627", style, language) - 2 * _width_of("\u0627", style, language)
    return width("n n", style) - width("nn", style)
