"""A soft look at free text: what may be personal is pointed at before it is sent. Nothing is refused, since a school's
own phone number or a date for the delivery are fine there."""

import re

from django.utils.translation import gettext_lazy as _

PATTERNS = (
    (
        re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b"),
        _("a date, perhaps a birthday"),
    ),
    (re.compile(r"\b(?:geb\.|geboren|geburtstag|birthday|born)\b|\*\s?\d", re.IGNORECASE), _("a birthday")),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"), _("a mail address")),
    (re.compile(r"(?:\+|\b0)\d[\d\s/()-]{6,20}\d"), _("a phone number")),
    (
        re.compile(
            r"\b(?:familie|fam\.|mutter|vater|eltern|sohn|tochter|bruder|schwester|herr|frau|kind|family|mother|father"
            r"|son|daughter|mr|mrs)\s+[A-ZÄÖÜ]\w+",
            re.IGNORECASE,
        ),
        _("perhaps the name of a family"),
    ),
    (
        re.compile(r"\b(?:krank|diagnose|behindert|asyl|flüchtling|ill|disabled|refugee)\w*", re.IGNORECASE),
        _("a reason"),
    ),
)


def personal_hints(text: str) -> list[str]:
    """What the text may hold that does not belong there, in words; empty when nothing was found. It finds what is
    usual, no more: it can't know a name."""
    return [str(words) for pattern, words in PATTERNS if pattern.search(text)]
