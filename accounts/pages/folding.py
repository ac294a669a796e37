"""Search and sort that know umlauts. SQLite's LIKE and ORDER BY know ASCII only, so both rest on stored
columns that hold folded text: one of `fold(name)` to sort by, one of `searchable(name, serial, …)` to search
in."""

import re
import unicodedata
from functools import lru_cache

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"})
_DIGRAPHS = re.compile("([aou])e")


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Lower case without accents, ä as ae (DIN 5007 variant 2, the order of name lists), ß as ss, single
    blanks.

    >>> fold("  Müller-Groß, Zoë ")
    'mueller-gross, zoe'
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(bare.split())


@lru_cache(maxsize=2048)
def skeleton(text: str) -> str:
    """Folded text with ae, oe and ue shortened, so that Müller, Mueller and Muller are the same: 'muller'."""
    return _DIGRAPHS.sub(r"\1", fold(text))


def searchable(*texts: str | None) -> str:
    """What a stored search column holds: every text folded, followed by its skeleton where that differs."""
    forms = dict.fromkeys(form(text) for text in texts if text for form in (fold, skeleton))
    return " ".join(forms)


def search_words(query: str) -> list[tuple[str, str]]:
    """The words of what somebody typed, each as (folded, skeleton). A row matches when its search column
    contains one of the two for every word."""
    return [(fold(word), skeleton(word)) for word in query.split()]
