"""What every request brings along: who acts, so that services get one plain value, and a sentence instead of an error
page when two people meet at the same rows."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from custody import conflicts
from custody.actor import Actor


class ActorMiddleware:
    """Sets request.actor: the signed-in person, or nobody by a link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = Actor.person(request.user) if request.user.is_authenticated else Actor.link()
        return self.get_response(request)


class LockConflictMiddleware:
    """Lock conflicts reach views as refusals (see `conflicts`). Where a view does not expect one, the person is led
    back to the page they came from, with the sentence on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with conflicts.told():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, conflicts.LockConflict) or request.method != "POST":
            return None
        messages.error(request, str(exception))
        return redirect(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """An address of ours, else the start page."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"
