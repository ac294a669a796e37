"""Pupil codes: proposed by us, kept by the school on paper. A code says nothing about the child."""

import re
import secrets
from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

# No vowels and no Y, so that no words arise; nothing that is mistaken for something else when copied by hand.
LETTERS = "BCDFGHJKMNPQRSTVWXZ"
DIGITS = "23456789"
LONGEST = 12
# What a field takes before it is checked: a whole name typed into it gets the sentence about names, not about length.
LONGEST_TYPED = 60

_SHAPE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_WORD = re.compile(r"[A-Z]{4,}|(?=[A-Z]{3})[A-Z]*[AEIOUY][A-Z]*")
_DATE = re.compile(r"\d{5,}|(?<!\d)(?:19|20)\d\d(?!\d)")
# First names of two letters, which the rule for words lets pass.
_SHORT_NAMES = frozenset(
    "AL AN BO DO ED HA HO JO KI LI LY MO MY NI SU TI TU TY VI VY WU XI YU".split(" ")  # noqa: SIM905
)


class NotACode(ValueError):
    """What was typed does not look like a code. The message is for people."""


def propose(count: int, taken: Collection[str] = ()) -> list[str]:
    """New pupil codes like M7K-4TR, none of them in `taken`; 19⁴ · 8² = 8.3 million are possible. Random, not counted
    on, so that a code does not tell when or in which order it was given."""
    return _propose(_pupil, count, taken)


def propose_households(count: int, taken: Collection[str] = ()) -> list[str]:
    """New household codes like 4KM-7TR: they begin with a digit, so that nobody takes one for a pupil's."""
    return _propose(_household, count, taken)


def from_digest(digest: bytes) -> str:
    """The pupil code that six bytes stand for, always the same one: so that a table pasted twice proposes no second
    code for the same row. Whoever computes the digest keys it with the site's secret."""
    letter = [LETTERS[byte % len(LETTERS)] for byte in digest[:4]]
    digit = [DIGITS[byte % len(DIGITS)] for byte in digest[4:6]]
    return f"{letter[0]}{digit[0]}{letter[1]}-{digit[1]}{letter[2]}{letter[3]}"


def _propose(one: Callable[[], str], count: int, taken: Collection[str]) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        code = one()
        if code not in taken:
            found[code] = None
    return list(found)


def _pupil() -> str:
    letter, digit = _signs()
    return f"{letter[0]}{digit[0]}{letter[1]}-{digit[1]}{letter[2]}{letter[3]}"


def _household() -> str:
    letter, digit = _signs()
    return f"{digit[0]}{letter[0]}{letter[1]}-{digit[1]}{letter[2]}{letter[3]}"


def _signs() -> tuple[list[str], list[str]]:
    letters = [secrets.choice(LETTERS) for _number in range(4)]
    return letters, [secrets.choice(DIGITS) for _number in range(2)]


def checked(text: str) -> str:
    """A typed code in capitals, spaces as dashes. Raises NotACode for what may be a name, a word or a date.

    A code has 3 to 12 of the letters A to Z, digits and dashes, with at least one letter and one digit. It is taken for
    a name or a word when it has other letters than those (ü, ł, ı), three letters in a row of which one is a vowel, any
    four letters in a row, or a first name of two letters (Bo, Li); for a date or a file's number when it has five
    digits in a row, or four that are a year from 1900 to 2099. So "Anna", "Max-2", "Yıldız 3" and "AB2014" are refused,
    and "7b-03", "OS12-4" and "K12" pass.
    """
    code = re.sub(r"[\s_–—]+", "-", text.strip()).upper()
    if _looks_like_a_name(code):
        raise NotACode(_("This looks like a name or a word. Please use a code that says nothing, for example M7K-4TR."))
    if not _SHAPE.fullmatch(code):
        raise NotACode(_("Please use letters A to Z, digits and dashes only, for example M7K-4TR."))
    if _DATE.search(code):
        raise NotACode(_("This looks like a date or a number of a file. Please use a code like M7K-4TR."))
    if not 3 <= len(code) <= LONGEST:
        raise NotACode(_("A code has 3 to 12 characters, for example M7K-4TR."))
    if not (re.search("[A-Z]", code) and re.search("[0-9]", code)):
        raise NotACode(_("A code has letters and at least one digit, for example M7K-4TR. Please enter no names."))
    return code


def _looks_like_a_name(code: str) -> bool:
    is_foreign = any(sign.isalpha() and not sign.isascii() for sign in code)
    return is_foreign or bool(_WORD.search(code)) or not _SHORT_NAMES.isdisjoint(re.findall("[A-Z]+", code))
