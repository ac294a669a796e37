"""Passages in German with a second language beside them as reading help: numbered alike, each pair begins on the same
line. Without a second language they take the whole width."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from documents.pdf.flow import Piece
from documents.pdf.furniture import HALF, HALF_RIGHT, LEFT, RIGHT, SECTION_HEIGHT
from documents.pdf.paper import Paper
from documents.pdf.reading_help import (
    Line,
    draw_line,
    draw_lines,
    end_aligned,
    leading,
    set_line,
    set_lines,
    set_tight,
)
from documents.pdf.scripts import is_right_to_left
from documents.pdf.typesetting import CAPTION, CAPTION_BOLD, CLAUSE, CLAUSE_HEAD, SECTION, Style

GERMAN = "de"
INDENT = 4.6
FIRST_LINE, BELOW = 4.2, 2.0
# Passages that a line parts from their translations, as the terms of a receipt.
MIDDLE, FIRST_TERM, TERM_GAP = (LEFT + HALF + HALF_RIGHT) / 2, 3.9, 0.75
TERM, TERM_HEAD = Style(7.7, 9.3), Style(7.7, 9.3, bold=True)
TEXT, HEAD = Style(7.7, 9.6), Style(7.7, 9.6, bold=True)
PLAIN_SECTION = Style(SECTION.size, SECTION.leading)


class Passage(TypedDict):
    """A text with its short heading, which may be empty."""

    heading: str
    text: str


@dataclass(frozen=True)
class Column:
    """Where the text of a language stands: from `x`, `room` mm wide, set in two styles; numbers beside it."""

    language: str
    x: float
    room: float
    text: Style
    head: Style

    def lines(self, passage: Passage, *, indented: bool) -> list[Line]:
        """The passage with its heading run in, beside room for its number."""
        room = self.room - INDENT if indented else self.room
        return set_lines([(passage["heading"], self.head), (passage["text"], self.text)], room, self.language)

    def draw(self, paper: Paper, baseline: float, lines: Sequence[Line], number: str) -> None:
        """Lines with a number at the edge where they begin; no number, no indent."""
        from_right = is_right_to_left(self.language)
        draw_lines(paper, self.x + (INDENT if number and not from_right else 0.0), baseline, lines, self.text)
        if number:
            line, taken = set_tight(number, self.text, self.room, self.language, "number of a passage")
            draw_line(paper, self.x + (self.room - taken if from_right else 0.0), baseline, line)


def columns(language: str) -> list[Column]:
    """German alone over the whole width, or both side by side; `language` is empty without a second one."""
    if not language:
        return [Column(GERMAN, LEFT, RIGHT - LEFT, CLAUSE, CLAUSE_HEAD)]
    other = Column(language, HALF_RIGHT, HALF, leading(TEXT, language), leading(HEAD, language))
    return [Column(GERMAN, LEFT, HALF, TEXT, HEAD), other]


def passage_pieces(texts: Sequence[Sequence[Passage]], language: str, *, first_number: int = 1) -> list[Piece]:
    """One piece for each passage; `texts` holds the German passages and, with a second language, as many of that.
    Numbers go up from `first_number`; 0 leaves them out."""
    pairs = list(zip(*texts, strict=True))
    numbers = [f"{first_number + index}." if first_number else "" for index in range(len(pairs))]
    return [_pair(pair, number, columns(language)) for pair, number in zip(pairs, numbers, strict=True)]


def _pair(pair: Sequence[Passage], number: str, side_by_side: Sequence[Column]) -> Piece:
    set_texts = [
        column.lines(passage, indented=bool(number)) for column, passage in zip(side_by_side, pair, strict=True)
    ]
    heights = [column.text.line * (len(lines) - 1) for column, lines in zip(side_by_side, set_texts, strict=True)]
    height = FIRST_LINE + max(heights) + BELOW

    def draw(paper: Paper, top: float, first: bool) -> None:
        for column, lines in zip(side_by_side, set_texts, strict=True):
            column.draw(paper, top + FIRST_LINE, lines, number)
        paper.rule(LEFT, RIGHT, top + height, 0.3)

    return Piece(height, draw, f"passage {number or pair[0]['text'][:30]}")


def term_pieces(texts: Sequence[Sequence[Passage]], language: str) -> list[Piece]:
    """One piece for each numbered term: German at the left, the second language at the right, a line between them."""
    pairs = list(zip(*texts, strict=True))
    return [_term(pair, number, language) for number, pair in enumerate(pairs, start=1)]


def _term(pair: Sequence[Passage], number: int, language: str) -> Piece:
    other = Column(language, HALF_RIGHT, HALF, leading(TERM, language), leading(TERM_HEAD, language))
    side_by_side = (Column(GERMAN, LEFT, HALF, TERM, TERM_HEAD), other)
    set_texts = [
        _kept_lines(column, passage["heading"], passage["text"])
        for column, passage in zip(side_by_side, pair, strict=True)
    ]
    above = FIRST_TERM if number == 1 else side_by_side[0].text.line
    heights = [column.text.line * (len(lines) - 1) for column, lines in zip(side_by_side, set_texts, strict=True)]
    height = above + max(heights) + TERM_GAP

    def draw(paper: Paper, top: float, first: bool) -> None:
        for column, lines in zip(side_by_side, set_texts, strict=True):
            column.draw(paper, top + above, lines, f"{number}.")
        paper.line(MIDDLE, top + 1.2 if number == 1 else top, MIDDLE, top + height, 0.3)

    said = tuple((passage["heading"], passage["text"]) for passage in pair)
    return Piece(height, draw, f"clause {number}", recurs=(language, number, said))


@functools.lru_cache(maxsize=500)
def _kept_lines(column: Column, heading: str, text: str) -> list[Line]:
    """Kept: a pile says the same few terms on every page."""
    return column.lines({"heading": heading, "text": text}, indented=True)


def section(headings: Sequence[str], language: str) -> Piece:
    """A heading over a heavy rule: German bold at the left, the second language on the same line at the right."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.fitted(LEFT, top + 4.2, headings[0], SECTION, HALF, "section heading")
        if language:
            line = set_line(headings[1], PLAIN_SECTION, HALF, language, "section heading")
            shown = line if is_right_to_left(language) else end_aligned(line, HALF)
            draw_line(paper, HALF_RIGHT, top + 4.2, shown)
        paper.rule(LEFT, RIGHT, top + SECTION_HEIGHT, 0.9)

    return Piece(SECTION_HEIGHT, draw, headings[0], space_before=3.2, keep_with_next=True, starts_section=True)


def writing_line(paper: Paper, x: float, room: float, y: float, captions: Sequence[str], language: str) -> None:
    """A line to write on, its German caption below and the second language under that."""
    paper.rule(x, x + room, y, 0.5)
    paper.fitted(x, y + 3.0, captions[0], CAPTION_BOLD if language else CAPTION, room, "caption of a line")
    if language:
        draw_line(paper, x, y + 6.1, set_line(captions[1], CAPTION, room, language, "caption of a line"))
