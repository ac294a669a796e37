"""The site's main navigation. Each app registers its entries in AppConfig.ready(); a page shows only what its
reader may open, so that nobody meets a 403 by following the site's own links."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User

Audience = Callable[[User | AnonymousUser], bool]


def signed_in(user: User | AnonymousUser) -> bool:
    """Everybody who has signed in."""
    return user.is_authenticated


def visitors(user: User | AnonymousUser) -> bool:
    """Only those who have not signed in."""
    return not user.is_authenticated


@dataclass(frozen=True)
class NavigationItem:
    """One entry. It is shown to those with `permission`, or for whom `predicate` says yes; with neither, to
    all. Entries stand in the order of `position`; `beneath` names further address prefixes that belong to
    it."""

    label: str | Promise
    url_name: str
    permission: str = ""
    predicate: Audience | None = None
    position: int = 100
    beneath: tuple[str, ...] = ()

    def is_open_to(self, user: User | AnonymousUser) -> bool:
        """Whether this person finds the entry in the navigation."""
        if self.predicate is not None and not self.predicate(user):
            return False
        return not self.permission or user.has_perm(self.permission)


@dataclass(frozen=True)
class Entry:
    """What the page draws."""

    label: str | Promise
    url: str
    url_name: str
    is_current: bool


_items: dict[tuple[str, str], NavigationItem] = {}


def register(*items: NavigationItem) -> None:
    """Adds entries. Registering the same URL name and permission again replaces the entry, as ready() may run twice in
    tests; one list may have a different name for those who see only their own."""
    _items.update({(item.url_name, item.permission): item for item in items})


def entries(request: HttpRequest) -> list[Entry]:
    """The navigation of this request's reader, the entry of the present page marked as current."""
    shown = [i for i in sorted(_items.values(), key=lambda i: i.position) if i.is_open_to(request.user)]
    urls = {item.url_name: reverse(item.url_name) for item in shown}
    current = _current(request.path, shown, urls)
    return [Entry(i.label, urls[i.url_name], i.url_name, i.url_name == current) for i in shown]


def _current(path: str, items: list[NavigationItem], urls: dict[str, str]) -> str | None:
    """The URL name whose address is the longest beginning of the path; the root counts only for itself."""
    best = (0, None)
    for item in items:
        for prefix in (urls[item.url_name], *item.beneath):
            if path == prefix or (prefix != "/" and path.startswith(prefix.rstrip("/") + "/")):
                best = max(best, (len(prefix), item.url_name))
    return best[1]
