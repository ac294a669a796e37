"""Pages that may use the camera. The decoder is WebAssembly, which the site's policy else forbids."""

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF, WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse

POLICY = "Permissions-Policy"
ALLOWED = "camera=(self), microphone=(), geolocation=()"
FORBIDDEN = "camera=(), microphone=(), geolocation=()"


class NoCameraMiddleware:
    """No page may use the camera but those that say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(POLICY, FORBIDDEN)
        return response


def with_camera(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets this page ask for the camera and run the decoder of its pictures."""

    @wraps(view)
    def allowing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers[POLICY] = ALLOWED
        return answer

    return csp_update({"script-src": [SELF, WASM_UNSAFE_EVAL]})(allowing)
