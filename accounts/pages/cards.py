"""The start page's tiles. Each app registers what may need somebody; a tile shows a count and leads to the list that
has exactly these rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Card:
    """One tile. `count` answers for the person; `url` is the filtered list. `tone` is danger, warning or "" and colours
    the edge only while the count isn't 0. `detail` may add one short line."""

    code: str
    label: str | Promise
    permission: str
    count: Callable[[User], int]
    url: Callable[[], str]
    tone: str = ""
    position: int = 100
    detail: Callable[[User], str] | None = None
    # Hides a tile from people who have the permission but do something else here (a coordinator's narrower lists).
    shown_to: Callable[[User], bool] | None = None


CARDS: dict[str, Card] = {}


def register(*cards: Card) -> None:
    """Makes tiles known; called in AppConfig.ready()."""
    for card in cards:
        CARDS[card.code] = card


def cards_for(user: User) -> list[Card]:
    """The tiles a person may see, danger first, then warning, then by position."""
    order = {"danger": 0, "warning": 1}
    mine = [
        card
        for card in CARDS.values()
        if user.has_perm(card.permission) and (card.shown_to is None or card.shown_to(user))
    ]
    return sorted(mine, key=lambda card: (order.get(card.tone, 2), card.position))
