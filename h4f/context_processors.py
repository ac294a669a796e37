"""What every page's shell needs."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import sessions
from accounts.pages import navigation
from accounts.pages.navigation import Entry


def shell(request: HttpRequest) -> dict:
    """The navigation of this reader, worked out only by pages that draw it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, list[Entry] | Entry | int | None]:
    found = navigation.entries(request) if hasattr(request, "user") else []
    scan = next((entry for entry in found if entry.url_name == "scan"), None)
    return {"navigation": found, "scan": scan, "session_seconds": sessions.seconds_left(request)}
