"""The captions of a receipt in German and, with a second language, in that: each kind of place knows where it stands.

German alone is drawn as if there were no second language: papers that were issued so keep their bytes.
"""

import functools
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from documents.pdf import furniture
from documents.pdf.furniture import LEFT, RIGHT
from documents.pdf.paper import Paper
from documents.pdf.reading_help import draw_line, set_tight
from documents.pdf.typesetting import CAPTION, CAPTION_BOLD, SECTION, Style, width
from recipients.papers.content import ReceiptContent, ReceiptTexts

PLAIN_SECTION = Style(SECTION.size, SECTION.leading)
# Between a German caption and the second language on the same line.
GAP, SECTION_GAP = 1.6, 5.0
# From a caption to the one under it.
STEP = 3.0


@dataclass(frozen=True)
class Words:
    """Captions by their names; `language` and `second` are empty for German alone."""

    german: ReceiptTexts
    language: str = ""
    second: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def key(self) -> Hashable:
        """All that a part which shows captions depends on."""
        german = tuple(self.german.values())
        return (german, self.language, tuple(self.second.values())) if self.language else german

    def either(self, alone: float, bilingual: float) -> float:
        """A measure in mm: German alone, or both languages."""
        return bilingual if self.language else alone


def words_of(content: ReceiptContent) -> Words:
    """The captions that were frozen with the receipt."""
    return Words(content["texts"], content.get("second", ""), content.get("second_texts", {}))


def heading(paper: Paper, top: float, number: int, words: Words, name: str) -> None:
    """A section's heading, the second language at the right edge of the same line."""
    german = words.german[name]
    furniture.section_heading(paper, top, number, german)
    room = RIGHT - LEFT - 3.9 - SECTION_GAP - width(german, SECTION) if words.language else 0.0
    at_end(paper, RIGHT, top + 4.2, words, name, PLAIN_SECTION, room)


def beside(paper: Paper, x: float, baseline: float, words: Words, name: str, style: Style, room: float) -> None:
    """A caption, the second language after it in the size of captions."""
    paper.fitted(x, baseline, words.german[name], style, room, "caption")
    if words.language:
        taken = width(words.german[name], style) + GAP
        line, _ = set_tight(words.second[name], CAPTION, room - taken, words.language, "caption")
        draw_line(paper, x + taken, baseline, line)


def below(paper: Paper, x: float, baseline: float, words: Words, name: str, style: Style, room: float) -> None:
    """A caption, the second language under it."""
    paper.fitted(x, baseline, words.german[name], style, room, "column head")
    if words.language:
        line, _ = set_tight(words.second[name], CAPTION, room, words.language, "column head")
        draw_line(paper, x, baseline + STEP, line)


def apart(paper: Paper, x: float, baseline: float, words: Words, name: str, room: float) -> None:
    """A caption, the second language at the end of its line."""
    german = words.german[name]
    paper.fitted(x, baseline, german, CAPTION, room, "caption of a line")
    left = room - width(german, CAPTION) - GAP if words.language else 0.0
    at_end(paper, x + room, baseline, words, name, CAPTION, left)


def writing_line(paper: Paper, x: float, room: float, y: float, words: Words, name: str) -> None:
    """A line to write on, its caption below."""
    paper.rule(x, x + room, y, 0.5)
    apart(paper, x, y + 3.0, words, name, room)


def signing_line(paper: Paper, x: float, room: float, y: float, words: Words, names: tuple[str, str]) -> None:
    """A line to sign on: who signs below, and under that the German note, or who signs in the second language."""
    who, note = names
    paper.rule(x, x + room, y, 0.5)
    paper.fitted(x, y + 3.0, words.german[who], CAPTION_BOLD, room, "caption of a line")
    if not words.language:
        paper.fitted(x, y + 5.9, words.german[note], CAPTION, room, "note of a signature")
        return
    line, _ = set_tight(words.second[who], CAPTION, room, words.language, "caption of a line")
    draw_line(paper, x, y + 3.0 + STEP, line)


def at_end(paper: Paper, x: float, baseline: float, words: Words, name: str, style: Style, room: float) -> None:
    """The second language alone, ending at `x`; without one nothing."""
    if not words.language:
        return
    line, taken = set_tight(words.second[name], style, room, words.language, "caption")
    draw_line(paper, x - taken, baseline, line)
