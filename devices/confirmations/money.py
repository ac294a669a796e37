"""Amounts of euros as people type, read and print them. Decimals to the cent, never binary fractions."""

import re
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# Groups of three behind dots or spaces, or no groups at all; then at most two cents behind a comma or a dot.
TYPED = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:[,.](\d{1,2}|-{1,2}|–))?")


def parse(text: str) -> Decimal:
    """The amount in "1.234,50", "1234,5", "20", "20,-", "€ 20" or "20.00 EUR". Raises ValueError for anything else, a
    third digit behind the comma included: nobody may guess what was meant."""
    bare = re.sub(r"€|EUR|Euro", "", text.replace("\u00a0", " "), flags=re.IGNORECASE).strip()
    match = TYPED.fullmatch(bare)
    if not match:
        raise ValueError(text)
    cents = (match[2] or "").strip("-–")
    return Decimal(f"{re.sub('[. ]', '', match[1])}.{cents or 0}").quantize(CENT)


def to_cent(amount: Decimal) -> Decimal:
    """Rounded commercially."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """1.234,50, as German papers print it."""
    return f"{to_cent(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def euros(amount: Decimal) -> str:
    """1.234,50 €, never broken before the sign."""
    return f"{plain(amount)}\u00a0€"


def percent(rate: Decimal) -> str:
    """19 %, or 7,5 %."""
    return f"{rate.normalize():f}".replace(".", ",") + "\u00a0%"


def in_words(amount: Decimal) -> str:
    """ "einhundertneunzehn Euro und fünfzig Cent"; whole euros name no cents."""
    whole, cents = divmod(int(to_cent(amount) * 100), 100)
    return f"{_counted(whole)} Euro" + (f" und {_counted(cents)} Cent" if cents else "")


def _counted(number: int) -> str:
    """The word before a noun: "ein Euro", "einhundertein Euro"."""
    # Loaded when the first amount is written: it knows fifty languages, and every start would pay for them.
    from num2words import num2words

    words = num2words(number, lang="de")
    return words.removesuffix("s") if words.endswith("eins") else words
