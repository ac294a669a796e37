"""By which words a donor is found, and by which it is recognised as one that is known already."""

import re
from collections.abc import Mapping
from typing import Any

from accounts.pages.folding import fold, searchable, skeleton

# Words of a name that people leave out; without dots and blanks, as `_plain` leaves them.
LEGAL_FORMS = frozenset(
    {"gmbh", "mbh", "ggmbh", "ag", "se", "kg", "ohg", "gbr", "ug", "ev", "eg", "ek", "co", "kgaa", "inc", "ltd"}
)
SEARCHED = ("name", "contact", "street", "postcode", "city", "phone", "email")


def name_key(name: str) -> str:
    """A name without its legal form, punctuation and blanks, so that two spellings are one.

    >>> name_key("Müller & Söhne GmbH & Co. KG") == name_key("Mueller Soehne")
    True
    """
    words = _plain(name).split()
    return skeleton("".join(word for word in words if word not in LEGAL_FORMS) or "".join(words))


def _plain(text: str) -> str:
    joined = re.sub(r"\b(\w)\.\s*(?=\w\b)", r"\1", fold(text))  # "e. V." is one word
    return re.sub(r"[^\w\s]|_", " ", joined)


def town_key(town: str) -> str:
    """A town in one spelling."""
    return skeleton(re.sub(r"[^\w\s]", " ", fold(town)))


def phone_key(phone: str) -> str:
    """The digits of a German phone number with a leading 0, whatever way it was written; too short ones tell nobody
    apart and give nothing.

    >>> phone_key("+49 (0)341 12 34-56") == phone_key("0341/123456")
    True
    """
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    if phone.strip().startswith("+49") or digits.startswith("0049"):
        digits = "0" + re.sub(r"^(0049|49)0?", "", digits)
    return digits if len(digits) >= 6 else ""


def keys_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The stored columns that follow from a donor's own ones."""
    return {
        "sort_name": fold(values["name"]),
        "name_key": name_key(values["name"])[:200],
        "town_key": town_key(values.get("city", ""))[:100],
        "phone_key": phone_key(values.get("phone", "")),
        "search_text": searchable(*(values.get(name, "") for name in SEARCHED)),
    }
