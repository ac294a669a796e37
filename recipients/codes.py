"""Pupil codes: proposed by us, kept by the school on paper. A code says nothing about the child."""

import re
import secrets
from collections.abc import Collection

from django.utils.translation import gettext as _

# No vowels and no Y, so that no words arise; nothing that is mistaken for something else when copied by hand.
LETTERS = "BCDFGHJKMNPQRSTVWXZ"
DIGITS = "23456789"
LONGEST = 12

_SHAPE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_WORD = re.compile(r"[A-Z]{4,}|(?=[A-Z]{3})[A-Z]*[AEIOUY][A-Z]*")
_DATE = re.compile(r"\d{5,}")


class NotACode(ValueError):
    """What was typed does not look like a code. The message is for people."""


def propose(count: int, taken: Collection[str] = ()) -> list[str]:
    """New codes like M7K-4TR, none of them in `taken`; 19⁴ · 8² = 8.3 million are possible. Random, not counted on, so
    that a code does not tell when or in which order it was given."""
    found: dict[str, None] = {}
    while len(found) < count:
        code = _one()
        if code not in taken:
            found[code] = None
    return list(found)


def _one() -> str:
    letter = [secrets.choice(LETTERS) for _number in range(4)]
    digit = [secrets.choice(DIGITS) for _number in range(2)]
    return f"{letter[0]}{digit[0]}{letter[1]}-{digit[1]}{letter[2]}{letter[3]}"


def checked(text: str) -> str:
    """A typed code in capitals. Raises NotACode for what may be a name, a word or a date: it takes letters and digits,
    no word of three letters or more, no five digits in a row."""
    code = re.sub(r"[\s_–—]+", "-", text.strip()).upper()
    if not _SHAPE.fullmatch(code):
        raise NotACode(_("Please use letters A to Z, digits and dashes only, for example M7K-4TR."))
    if not 3 <= len(code) <= LONGEST:
        raise NotACode(_("A code has 3 to 12 characters, for example M7K-4TR."))
    if not (re.search("[A-Z]", code) and re.search("[0-9]", code)):
        raise NotACode(_("A code has letters and at least one digit, for example M7K-4TR. Please enter no names."))
    if _WORD.search(code):
        raise NotACode(_("This looks like a name or a word. Please use a code that says nothing, for example M7K-4TR."))
    if _DATE.search(code):
        raise NotACode(_("This looks like a date or a number of a file. Please use a code like M7K-4TR."))
    return code
