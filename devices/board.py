"""The workshop at one look: devices by stage, the oldest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.device_filters import AWAITING_SIGNATURE, PROPOSED
from devices.enums import ENDS, DeviceStatus
from devices.models import Device
from devices.models.device import DeviceQuerySet
from devices.waiting.asking import can_be_asked

SHOWN = 6


@dataclass(frozen=True)
class Card:
    """A device on the board; `days` is how long it has been in its status, or has waited. `due`: somebody should look
    again; `asks_donor`: coordination may ask the donor about it."""

    device: Device
    days: int
    due: bool = False
    asks_donor: bool = False


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
# Code, title, what is to be done, which devices, the list's filter; those on hold have a list of their own.
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
        {},
    ),
    (
        "proposed",
        _("Proposed for recycling"),
        _("A senior volunteer decides"),
        lambda devices: devices.proposed_for_recycling(),
        {"waiting": PROPOSED},
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
    waited_since = Coalesce("hold_since", "status_since")
    oldest = devices.select_related("category", "location").order_by(waited_since, "pk")[:SHOWN]
    cards = [_card(device, now) for device in oldest]
    url = f"{reverse('device_list')}?{urlencode({**query, 'sort': 'since'})}" if query else reverse("hold_list")
    return Stage(code, title, text, url, devices.count(), cards)


def _card(device: Device, now: datetime) -> Card:
    days = max(0, (now - (device.hold_since or device.status_since)).days)
    due = device.hold_follow_up is not None and device.hold_follow_up <= timezone.localdate(now)
    return Card(device, days, due, asks_donor=can_be_asked(device))
