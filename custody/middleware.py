"""Puts who acts onto the request, so that services get one plain value."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from custody.actor import Actor


class ActorMiddleware:
    """Sets request.actor: the signed-in person, or nobody by a link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = Actor.person(request.user) if request.user.is_authenticated else Actor.link()
        return self.get_response(request)
