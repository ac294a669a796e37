"""How a text is set: the one place that decides which characters of it reach the paper."""

import functools
import re
import unicodedata

# Not \s: a no-break space holds a number together and has to stay.
WHITE_SPACE = re.compile("[ \t\n\r\f\v]+")


@functools.lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """The text as it is set: characters composed (NFC), no soft hyphens, white space as single spaces.

    Accents typed as characters of their own would stand beside their letter.
    """
    return WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text).replace("\u00ad", "")).strip(" ")
