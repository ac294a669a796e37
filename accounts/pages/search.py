"""What the search field in the bar finds. Each app registers a source, which asks its own `visible_to`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User

MOST_HITS = 20


@dataclass(frozen=True)
class Hit:
    """One thing found: its number or name, what it is, and where. `exact` leads there at once if it is the only one."""

    title: str
    detail: str
    url: str
    exact: bool = False


@dataclass(frozen=True)
class Source:
    """A heading and a function (person, text) → at most MOST_HITS hits."""

    code: str
    label: str | Promise
    find: Callable[[User, str], list[Hit]]
    position: int = 100


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Makes a source known; called in AppConfig.ready()."""
    SOURCES[source.code] = source


def search(user: User, text: str) -> list[tuple[Source, list[Hit]]]:
    """All sources that found something, in their order."""
    found = [(source, source.find(user, text)) for source in sorted(SOURCES.values(), key=lambda s: s.position)]
    return [(source, hits) for source, hits in found if hits]
