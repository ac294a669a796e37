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
    found = navigation.entries(request) if hasattr(request, "user") and not _waits_for_somebody(request) else []
    scan = next((entry for entry in found if entry.url_name == "scan"), None)
    return {"navigation": found, "scan": scan, "session_seconds": sessions.seconds_left(request)}


def _waits_for_somebody(request: HttpRequest) -> bool:
    """At a bench where nobody has identified, there is nowhere to go."""
    return bool(getattr(request, "bench", None)) and not request.user.is_authenticated
