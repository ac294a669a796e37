"""The board by stage: how many stand there, how many too long, and the oldest of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from devices.board.people import holders
from devices.board.standing import STAGES, Stage, in_workshop
from devices.models import Device
from devices.waiting.asking import can_be_asked

SHOWN = 6
# The list of exactly these devices: what a number on the board leads to.
ListOf = Callable[..., str]


@dataclass(frozen=True)
class Card:
    """A device on the board; `days` is how long it has been in its status, or has waited. `due`: somebody should look
    again; `asks_donor`: coordination may ask the donor about it; `holder`: who has it in hand."""

    device: Device
    days: int
    tone: str = ""
    due: bool = False
    asks_donor: bool = False
    holder: User | None = None


@dataclass(frozen=True)
class Column:
    """A stage with its devices, the oldest first. `late` counts those that stand there longer than they should."""

    stage: Stage
    url: str
    count: int
    late: int
    cards: list[Card] = field(default_factory=list)


def columns(devices: QuerySet[Device], list_of: ListOf, now: datetime | None = None) -> list[Column]:
    """Every stage. `devices` are what the reader may see, narrowed; three queries however many they are."""
    now = now or timezone.now()
    standing = in_workshop(devices)
    counts = _counts(standing, now)
    cards = _cards(standing, now)
    return [
        Column(stage, list_of(stage=stage.code, sort="since"), *counts.get(stage.code, (0, 0)), cards[stage.code])
        for stage in STAGES
    ]


def _counts(standing: QuerySet[Device], now: datetime) -> Mapping[str, tuple[int, int]]:
    """{stage: (how many, how many of them late)}."""
    late = Q(pk__in=[])
    for stage in STAGES:
        late |= Q(stage=stage.code, waits_since__lte=now - timedelta(days=stage.look_after))
    rows = standing.order_by().values("stage").annotate(count=Count("pk"), late=Count("pk", filter=late))
    return {row["stage"]: (row["count"], row["late"]) for row in rows}


def _cards(standing: QuerySet[Device], now: datetime) -> dict[str, list[Card]]:
    """{stage: its oldest devices}."""
    place = Window(RowNumber(), partition_by=F("stage"), order_by=[F("waits_since").asc(), F("pk").asc()])
    oldest = standing.annotate(place=place).filter(place__lte=SHOWN).select_related("category", "location")
    shown = sorted(oldest, key=lambda device: (device.waits_since, device.pk))
    names = holders(shown)
    cards: dict[str, list[Card]] = {stage.code: [] for stage in STAGES}
    for device in shown:
        cards[device.stage].append(_card(device, names.get(device.pk), now))
    return cards


def _card(device: Device, holder: User | None, now: datetime) -> Card:
    days = max(0, (now - device.waits_since).days)
    stage = next(stage for stage in STAGES if stage.code == device.stage)
    due = device.hold_follow_up is not None and device.hold_follow_up <= timezone.localdate(now)
    return Card(device, days, stage.tone(days), due, can_be_asked(device), holder)
