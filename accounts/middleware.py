"""Language: the person's choice, else the session's, else German. The browser's wish is ignored on purpose: the
papers and most readers are German, and a page must not change with the machine it is opened on."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

SESSION_KEY = "language"


class LanguageMiddleware:
    """Switches translations on for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


def chosen_language(request: HttpRequest) -> str:
    """A code of settings.LANGUAGES."""
    wanted = getattr(request.user, "language", "") or request.session.get(SESSION_KEY, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
