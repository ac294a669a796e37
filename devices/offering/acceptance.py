"""What will probably be refused, and why. It blocks nothing: the donor reads it while typing, coordination decides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from accounts.pages.folding import fold
from devices.models import AcceptanceRule, Category, OfferedLine


@dataclass(frozen=True)
class Described:
    """What is known of one row: `text` is maker and model, `year` that of manufacture; None is not said."""

    category: Category | None
    text: str = ""
    year: int | None = None
    ram_gib: int | None = None
    inches: Decimal | None = None


@dataclass(frozen=True)
class Hint:
    """Why something will probably be refused."""

    rule: str
    reason: str


def current_rules() -> list[AcceptanceRule]:
    """The rules in use."""
    return list(AcceptanceRule.objects.filter(is_active=True))


def hints(thing: Described, rules: Sequence[AcceptanceRule], *, today: date | None = None) -> list[Hint]:
    """Every rule that speaks against the thing, in the rules' order. Goods without a category have none."""
    if thing.category is None:
        return []
    today = today or timezone.localdate()
    return [Hint(rule.name, rule.reason) for rule in rules if _speaks_against(rule, thing, today)]


def _speaks_against(rule: AcceptanceRule, thing: Described, today: date) -> bool:
    if rule.category_id not in (None, thing.category.pk):
        return False
    return (
        rule.never
        or _exceeds(thing.year and today.year - thing.year, rule.most_years)
        or _exceeds(rule.least_ram_gib, thing.ram_gib)
        or _exceeds(rule.least_inches, thing.inches)
        or _names(rule.words, thing.text)
    )


def _exceeds(value: int | Decimal | None, limit: int | Decimal | None) -> bool:
    return value is not None and limit is not None and value > limit


def _names(words: str, text: str) -> bool:
    """Whether one of the words (or phrases), however it is written, stands in the text as a whole word."""
    wanted = [re.escape(fold(word.strip())) for word in words.split(",") if word.strip()]
    return bool(wanted) and re.search(rf"\b(?:{'|'.join(wanted)})\b", fold(text)) is not None


def described(line: OfferedLine) -> Described:
    """What was said about a line of a donation's offer."""
    return Described(line.category, line.description, line.year, line.ram_gib, line.inches)


def hints_by_line(lines: Iterable[OfferedLine]) -> list[tuple[OfferedLine, list[Hint]]]:
    """Lines that rules speak against, with the reasons."""
    rules = current_rules()
    found = [(line, hints(described(line), rules)) for line in lines]
    return [(line, reasons) for line, reasons in found if reasons]
