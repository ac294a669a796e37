"""What people write into the cells of a pasted table, in German and English, with the usual abbreviations. Pure."""

import re
from collections.abc import Mapping

from recipients.pasting.table import fold

YES = frozenset({"ja", "j", "x", "yes", "y", "1", "wahr", "true", "✓", "✔", "☑"})
NO = frozenset({"nein", "n", "no", "0", "-", "–", "falsch", "false", "kein", "keine"})
UNKNOWN = frozenset({"", "?", "unbekannt", "nicht bekannt", "k a", "ka", "weiß nicht", "unknown", "offen"})

CATEGORIES = {
    "notebook": ("notebook", "notebooks", "nb", "laptop", "laptops", "note book"),
    "desktop": ("desktop", "desktop pc", "pc", "rechner", "computer", "tower", "standrechner"),
    "all_in_one": ("all in one", "all in one pc", "aio", "allinone"),
    "tablet": ("tablet", "tablets", "tab", "tablet pc", "ipad"),
    "monitor": ("monitor", "monitore", "bildschirm", "display", "screen"),
    "peripheral": ("zubehör", "zubehoer", "peripheral"),
}
BASES = {
    "leipzig-pass": ("leipzig pass", "leipzigpass", "lp"),
    "buergergeld": ("bürgergeld", "buergergeld", "bg", "grundsicherung", "sgb ii", "sgb 2", "alg ii", "alg 2"),
    "wohngeld": ("wohngeld", "wg"),
    "kinderzuschlag": ("kinderzuschlag", "kiz"),
    "sgb-xii": ("sgb xii", "sgb 12", "sozialhilfe"),
    "asylblg": ("asylblg", "asyl"),
    "school": ("schule", "durch die schule", "school"),
}
FACTS = {
    "final_year": ("abschlussjahr", "abschluss", "abschlussklasse", "aj", "fy", "final year"),
    "no_device_at_home": (
        "kein gerät zu hause",
        "kein gerät zuhause",
        "kein gerät",
        "kein geraet",
        "ohne gerät",
        "kg",
        "nd",
        "no device at home",
        "no device",
    ),
    "siblings_share": (
        "geschwister",
        "geschwister teilen",
        "geschwister teilen sich",
        "gs",
        "si",
        "siblings share",
        "siblings",
    ),
}
LOAN = frozenset({"leihe", "leihgerät", "loan"})

_GRADE = re.compile(
    r"(?:klassenstufe|klasse|jahrgangsstufe|jahrgang|stufe|kl|jg|grade)? ?0?(\d{1,2}) ?(?:klasse|[a-h])?"
)
_PARTS = re.compile(r"\+|&|\bund\b|\band\b", re.IGNORECASE)
_TOKENS = re.compile(r"[,;/|]")


class NotUnderstood(ValueError):
    """`word` is what nobody could make sense of."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


def _turned(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: key for key, many in words.items() for word in many}


_CATEGORY_OF, _BASIS_OF, _FACT_OF = _turned(CATEGORIES), _turned(BASES), _turned(FACTS)


def grade(text: str) -> int:
    """7 of "7", "7b", "Kl. 7", "7. Klasse"; the letter of the class is dropped, since nobody needs it. Raises
    NotUnderstood; whether there is such a grade is not asked here."""
    found = _GRADE.fullmatch(fold(text))
    if not found:
        raise NotUnderstood(text)
    return int(found[1])


def devices(text: str, names: Mapping[str, str]) -> list[str]:
    """Keys of what can be asked for: ["notebook"] of "Laptop", ["desktop", "monitor"] of "PC + Bildschirm". `names` are
    further words, folded, with their keys. Raises NotUnderstood."""
    whole = names.get(fold(text)) or _CATEGORY_OF.get(fold(text))
    if whole:
        return [whole]
    return [_device(part, names) for part in _PARTS.split(text)]


def _device(part: str, names: Mapping[str, str]) -> str:
    key = names.get(fold(part)) or _CATEGORY_OF.get(fold(part))
    if not key:
        raise NotUnderstood(part.strip())
    return key


def basis(text: str, names: Mapping[str, str]) -> str:
    """The code of a notice. `names` are further words, folded, with their codes. Raises NotUnderstood."""
    code = names.get(fold(text)) or _BASIS_OF.get(fold(text))
    if not code:
        raise NotUnderstood(text)
    return code


def answer(text: str) -> str:
    """yes, no or unknown. Raises NotUnderstood."""
    said = {text.strip().casefold(), fold(text)}
    for words, meaning in ((YES, "yes"), (NO, "no"), (UNKNOWN - {""}, "unknown")):
        if said & words:
            return meaning
    if not text.strip():
        return "unknown"
    raise NotUnderstood(text)


def facts(text: str) -> dict[str, str]:
    """{fact: answer} of "AJ, kein Gerät, Geschwister: nein", and {"agreement": "loan"} for "Leihe". What is not said is
    left out. Raises NotUnderstood."""
    found: dict[str, str] = {}
    for token in filter(str.strip, _TOKENS.split(text)):
        found.update([_fact(token)])
    return found


def _fact(token: str) -> tuple[str, str]:
    word, _sign, said = token.partition(":" if ":" in token else "=")
    if fold(word) in LOAN:
        return "agreement", "loan"
    fact = _FACT_OF.get(fold(word))
    if not fact:
        raise NotUnderstood(token.strip())
    if said.strip():
        return fact, answer(said)
    return fact, "unknown" if token.strip().endswith("?") else "yes"
