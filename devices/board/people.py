"""Who has a device in hand: whoever began, checked or held it last. People of the workshop, named to the workshop."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from accounts.models import User
from accounts.roles import Role
from devices.checking import CHECK_RECORDED
from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent
from devices.stages import HOLD_SET

WORKSHOP = (Role.VOLUNTEER, Role.SENIOR_VOLUNTEER, Role.COORDINATOR)
_IN_HAND = Q(kind__in=[CHECK_RECORDED, HOLD_SET]) | Q(new_status=DeviceStatus.IN_REFURBISHMENT)


def people(request: HttpRequest | None = None) -> QuerySet[User]:
    """Everybody who works in the workshop, by name."""
    members = User.objects.filter(groups__name__in=WORKSHOP).values("pk")
    return User.objects.filter(is_active=True, pk__in=members).order_by("search_text")


def in_hand_of(devices: QuerySet[Device], person: User) -> QuerySet[Device]:
    """Devices that this person began, checked or held last."""
    last = DeviceEvent.objects.filter(_IN_HAND, subject=OuterRef("pk")).order_by("-sequence")
    return devices.alias(in_hand=Subquery(last.values("actor")[:1])).filter(in_hand=person.pk)


def holders(devices: Iterable[Device]) -> dict[int, User]:
    """{device: who has it in hand}; one query for all of them."""
    events = DeviceEvent.objects.filter(_IN_HAND, subject__in=[device.pk for device in devices], actor__isnull=False)
    ordered = events.select_related("actor").order_by("sequence")
    return {event.subject_id: event.actor for event in ordered}
