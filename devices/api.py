"""What programs may ask of the workshop: Workbench sends its snapshots here."""

from uuid import UUID

from django.conf import settings
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.tokens import note_use
from custody.actor import Actor
from devices.models import Device
from devices.report_texts import sentence
from devices.snapshots import NotASnapshot, NotJson, TakenAlready, take_snapshot, understand


class TooLarge(APIException):
    """More than anybody's computer prints."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class Duplicate(APIException):
    """The snapshot is here already."""

    status_code = status.HTTP_409_CONFLICT


class NotUnderstood(APIException):
    """It is JSON, but nothing that could be taken."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


TAKEN = inline_serializer(
    "Taken",
    {
        "status": serializers.ChoiceField(["success"]),
        "dhid": serializers.CharField(help_text="The device's number, or the beginning of the snapshot's uuid."),
        "url": serializers.URLField(help_text="The device's page, or where the snapshot waits for a person."),
        "public_url": serializers.URLField(help_text="A lasting address for labels: it shows nothing to strangers."),
    },
)
REFUSED = inline_serializer("Refused", {"error": serializers.CharField(), "details": serializers.CharField()})


class SnapshotView(APIView):
    """Takes what eReuse's workbench-script sends after it has looked at a computer."""

    permission_required = ("devices.refurbish_device",)

    @extend_schema(
        operation_id="take_snapshot",
        request=OpenApiTypes.OBJECT,
        responses={200: TAKEN, **dict.fromkeys((400, 401, 403, 409, 413, 422, 503), REFUSED)},
    )
    def post(self, request: Request) -> Response:
        """200 says that everything is kept; after any other answer nothing of this request is."""
        now = timezone.now()
        note_use(request.auth, now=now)
        try:
            sent = understand(_body(request))
            device = take_snapshot(sent, token=request.auth, actor=Actor.program(request.user), now=now)
        except NotJson as bad:
            raise ParseError(sentence(bad.code)) from bad
        except NotASnapshot as bad:
            raise NotUnderstood(_why(bad.code)) from bad
        except TakenAlready as known:
            address = request.build_absolute_uri(reverse("evidence_detail", args=[known.evidence.pk]))
            raise Duplicate(_("This snapshot was taken before: %(address)s") % {"address": address}) from known
        return Response({"status": "success", **_whereabouts(request, sent.uuid, device)})


def _body(request: Request) -> bytes:
    """What was sent; its announced length is looked at before any of it is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(sentence("too_large"))
    return request._request.body


def _why(code: str) -> str:
    if code == "uuid_missing":
        return _("The snapshot has no uuid of its own.")
    if code == "no_machine":
        return _("The report names no machine and no drive. Workbench has to run with the rights of the administrator.")
    return sentence(code)


def _whereabouts(request: Request, uuid: UUID, device: Device | None) -> dict[str, str]:
    """Where people find it. The public address carries the snapshot's own uuid alone, and stays right when a person
    finds the device later; workbench-script makes the same one up by itself."""
    lasting = request.build_absolute_uri(reverse("snapshot_page", args=[uuid]))
    return {
        "dhid": device.number if device else short_code(uuid),
        "url": request.build_absolute_uri(reverse("device_detail", args=[device.number])) if device else lasting,
        "public_url": lasting,
    }


def short_code(uuid: UUID) -> str:
    """What a volunteer reads on the screen and finds again in the name of the file in the inbox."""
    return str(uuid)[:8].upper()


# Reversing takes the last one: the address with its slash. Without one a redirect would lose what was sent.
urlpatterns = [
    path("snapshot", SnapshotView.as_view(), name="snapshot"),
    path("snapshot/", SnapshotView.as_view(), name="snapshot"),
]
