"""The workshop at one look: devices by stage, the oldest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.device_filters import AWAITING_SIGNATURE, ON_HOLD
from devices.enums import ENDS, DeviceStatus
from devices.models import Device
from devices.models.device import DeviceQuerySet

SHOWN = 6


@dataclass(frozen=True)
class Card:
    """A device on the board; `days` is how long it has been in its status."""

    device: Device
    days: int


@dataclass(frozen=True)
class Stage:
    """A column of the board."""

    code: str
    title: str | Promise
    text: str | Promise
    url: str
    count: int
    cards: list[Card] = field(default_factory=list)


Select = Callable[[DeviceQuerySet], QuerySet]
# Code, title, what is to be done, which devices, the list's filter.
STAGES: tuple[tuple[str, Promise, Promise, Select, dict[str, str]], ...] = (
    (
        "waiting",
        _("Arrived, not begun"),
        _("Start refurbishment"),
        lambda devices: devices.filter(status=DeviceStatus.RECEIVED, hold_kind=""),
        {"status": DeviceStatus.RECEIVED},
    ),
    (
        "returned",
        _("Returned"),
        _("Begin a new cycle"),
        lambda devices: devices.filter(status=DeviceStatus.RETURNED, hold_kind=""),
        {"status": DeviceStatus.RETURNED},
    ),
    (
        "in_work",
        _("In refurbishment"),
        _("Erase and check"),
        lambda devices: devices.filter(status=DeviceStatus.IN_REFURBISHMENT, hold_kind="").exclude(
            pk__in=devices.awaiting_quality_control()
        ),
        {"status": DeviceStatus.IN_REFURBISHMENT},
    ),
    (
        "awaiting_qc",
        _("Waits for quality control"),
        _("Signed by somebody who did no step"),
        lambda devices: devices.awaiting_quality_control(),
        {"waiting": AWAITING_SIGNATURE},
    ),
    (
        "on_hold",
        _("On hold"),
        _("Ask, order, follow up"),
        lambda devices: devices.exclude(hold_kind="").exclude(status__in=ENDS),
        {"waiting": ON_HOLD},
    ),
    (
        "ready",
        _("Ready to give out"),
        _("On the shelf"),
        lambda devices: devices.ready(),
        {"status": DeviceStatus.READY},
    ),
)


def stages_of(user: User, now: datetime | None = None) -> list[Stage]:
    """Every stage with its count and its oldest devices."""
    now = now or timezone.now()
    visible = Device.objects.visible_to(user)
    return [_stage(code, title, text, select(visible), query, now) for code, title, text, select, query in STAGES]


def _stage(code: str, title: Promise, text: Promise, devices: QuerySet, query: dict, now: datetime) -> Stage:
    oldest = devices.select_related("category", "location").order_by("status_since", "pk")[:SHOWN]
    cards = [Card(device, max(0, (now - device.status_since).days)) for device in oldest]
    url = f"{reverse('device_list')}?{urlencode({**query, 'sort': 'since'})}"
    return Stage(code, title, text, url, devices.count(), cards)
