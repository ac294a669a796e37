"""The services for programs: their addresses, the description of them, and the one shape of every refusal."""

from http import HTTPStatus

from django.urls import include, path
from django.utils.translation import gettext as _
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.api import BearerAuthentication
from custody.conflicts import LockConflict

LARGEST_REST = 25 * 1024 * 1024
CHUNK = 64 * 1024


class ComeBack(APIException):
    """Nothing was kept; the same request may succeed in a moment."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    wait = 5


def answer_error(error: Exception, context: dict) -> Response | None:
    """Every refusal as {"error": what HTTP calls it, "details": a sentence}; None lets an unknown error be logged."""
    if isinstance(error, LockConflict):
        error = ComeBack(str(error))
    elif isinstance(error, OSError):
        error = ComeBack(_("The file could not be stored. Nothing was kept; please try again."))
    response = exception_handler(error, context)
    if response is not None:
        _read_to_the_end(context["request"]._request)
        details = response.data.get("detail") if isinstance(response.data, dict) else None
        response.data = {
            "error": HTTPStatus(response.status_code).phrase,
            "details": str(details or _("The request could not be understood.")),
        }
    return response


def _read_to_the_end(request) -> None:
    """A connection that is closed on an unread body breaks off before the client has read the answer."""
    rest = LARGEST_REST
    while rest > 0 and (chunk := request.read(CHUNK)):
        rest -= len(chunk)


class SchemaView(SpectacularAPIView):
    """What can be asked, as OpenAPI in JSON: for those who connect programs."""

    authentication_classes = (BearerAuthentication, SessionAuthentication)
    permission_required = ("devices.manage_device", "accounts.manage_users")
    renderer_classes = (OpenApiJsonRenderer,)


urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("", include("devices.api")),
]
