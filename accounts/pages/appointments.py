"""Everything that has a day and a time, of whatever app: each registers its source in AppConfig.ready(), and the start
page, the calendar and the feed show what the reader may see of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Appointment:
    """One line. `row` is what it is about, whose badge is shown; `who` names a donor, `what` counts devices. `uid` and
    `version` are those of calendar programs: the same thing keeps its uid, and each change raises the version.
    `is_off`: it was planned and does not take place."""

    at: datetime
    title: str
    url: str
    row: Model
    uid: str
    until: datetime | None = None
    who: str = ""
    what: str = ""
    version: int = 0
    is_off: bool = False

    @property
    def detail(self) -> str:
        """What stands below the title."""
        return ", ".join(part for part in (self.who, self.what) if part)


# (person, first day, last day) → what the person may see of these days, in any order; what is off included.
Source = Callable[[User, date, date], list[Appointment]]

_sources: dict[str, Source] = {}
# Whether a person may subscribe to a calendar with what this source shows them.
_subscribers: dict[str, Callable[[User], bool]] = {}
_labels: dict[str, str | Promise] = {}


def register(
    name: str,
    source: Source,
    *,
    label: str | Promise = "",
    subscribers: Callable[[User], bool] | None = None,
) -> None:
    """Makes a source known; registering it again replaces it, as ready() may run twice in tests. With a label the
    calendar can show its lines alone. `subscribers` says who may have a secret link to a calendar because of it."""
    _sources[name] = source
    if label:
        _labels[name] = label
    if subscribers:
        _subscribers[name] = subscribers


def may_subscribe(user: User) -> bool:
    """Whether some source has something for this person's own calendar program."""
    return any(allows(user) for allows in _subscribers.values())


def kinds() -> list[tuple[str, str | Promise]]:
    """(name, label) of the sources that a calendar can show alone."""
    return list(_labels.items())


def between(user: User, first: date, last: date, *, with_off: bool = False, only: str = "") -> list[Appointment]:
    """What this person may see of these days (in Leipzig), by time; what is off only on request. `only` is the name of
    a source; one that nobody knows counts as none."""
    sources = [_sources[only]] if only in _labels else _sources.values()
    found = [one for source in sources for one in source(user, first, last) if with_off or not one.is_off]
    return sorted(found, key=lambda one: (one.at, one.uid))
