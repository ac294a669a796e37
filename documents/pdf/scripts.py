"""Text in the order in which it stands on paper, for scripts that run from right to left.

reportlab draws what it is given from left to right. So the letters of Arabic and Farsi take the forms that they have
beside each other, one line at a time is put into visual order (UAX #9), and brackets are mirrored. Latin phrases keep
their own order: they are isolated by themselves, an editor need not think of it.
"""

import functools
import re
from collections.abc import Iterable
from itertools import groupby

import arabic_reshaper
from bidi import get_display

from documents.pdf.cleaning import clean
from documents.pdf.errors import MissingGlyph
from documents.pdf.fonts import ARABIC_BOLD, ARABIC_REGULAR, BOLD, REGULAR, check_glyphs, drawable_in_arabic

RIGHT_TO_LEFT = frozenset({"ar", "fa"})
# Beside Latin of the same size Arabic looks smaller.
ARABIC_GROWTH, ARABIC_LEADING = 1.13, 1.1

_LRI, _PDI = "\u2066", "\u2069"
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
# A Latin phrase begins with a letter, a § or a figure before one; brackets within it belong to it.
_ARABIC = "\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_PHRASE = re.compile(
    rf"(?:\d[\d.,\u2013-]*[ \u00a0])?[A-Za-z\u00c0-\u024f§](?:[^{_ARABIC}()\[\]]|\([^{_ARABIC}()]*\))*"
)
# Farsi's possessive mark on a final heh; the shaping drops marks above letters, the letter that has it is drawn.
_MARKED_HEH, _HEH_WITH_MARK = "\u0647\u0654", "\u06c0"
_TRAILING = re.compile(r"[\s.,;:!?\u2013-]*$")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language in RIGHT_TO_LEFT


@functools.lru_cache(maxsize=20_000)
def visual(line: str, language: str) -> str:
    """One line as its characters stand from left to right. Text of other scripts stays as it is."""
    text = clean(line)
    if not is_right_to_left(language):
        return text
    shaped = arabic_reshaper.reshape(_PHRASE.sub(_isolated, _unmarked(text.replace(_MARKED_HEH, _HEH_WITH_MARK))))
    ordered = get_display(shaped, base_dir="R")
    # From left to right a phrase now begins with the mark that ends it.
    outside = re.split(f"({_PDI}[^{_LRI}]*{_LRI})", ordered)
    return _MARKS.sub("", "".join(part if part.startswith(_PDI) else part.translate(_MIRRORED) for part in outside))


def isolated(text: str, language: str) -> str:
    """The text for a page: within a script from right to left Latin phrases keep their order, by invisible marks."""
    return _PHRASE.sub(_isolated, _unmarked(text)) if is_right_to_left(language) else text


def _unmarked(text: str) -> str:
    """Without marks of direction; the joiners of Farsi stay, since letters take their forms by them."""
    return re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def _isolated(found: re.Match[str]) -> str:
    phrase = _TRAILING.sub("", found.group())
    return f"{_LRI}{phrase}{_PDI}{found.group()[len(phrase) :]}"


def runs(line: str, language: str, *, bold: bool) -> list[tuple[str, str]]:
    """(characters, face) of a line from left to right. Raises: MissingGlyph with the character and the line."""
    shown = visual(line, language)
    if not is_right_to_left(language):
        check_glyphs((line,))
        return [(shown, BOLD if bold else REGULAR)]
    faces = (ARABIC_BOLD, BOLD) if bold else (ARABIC_REGULAR, REGULAR)
    found = [("".join(part), faces[0] if is_arabic else faces[1]) for is_arabic, part in groupby(shown, key=_is_arabic)]
    for text, face in found:
        if face == faces[0]:
            _check_arabic(text, line)
        else:
            check_glyphs((text,))
    return found


def check_readable(strings: Iterable[str], language: str) -> None:
    """Refuse a text in a second language that can't be printed as it is. Raises: MissingGlyph."""
    for text in strings:
        runs(text, language, bold=False)


def _is_arabic(character: str) -> bool:
    """Spaces too, so that all gaps of a line are as wide."""
    return bool(re.match(f"[ {_ARABIC}]", character))


def _check_arabic(text: str, line: str) -> None:
    missing = set(text) - drawable_in_arabic()
    if missing:
        raise MissingGlyph(min(missing), line)
