"""A donation's devices as its page shows them. Donors see where each one stands, in words that say nothing about who
asked for it or who has it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from donations import ways, whereabouts
from donations.ways import Stop

# Status → what a donor sees of it: a promise to a need is none of the donor's business, nor is a repair.
SHOWN_TO_DONOR = {"reserved": "ready", "in_repair": "handed_over"}
IN_USE = ("handed_over", "in_repair")


@dataclass(frozen=True)
class DeviceLine:
    """One device. `sentence` says more than the badge when it is in use; `url` is its page for who may open it, `way`
    what the others see instead. `is_extra`: it came without being announced."""

    number: str
    title: str
    category: str
    serial: str
    asset_tag: str
    status: str
    since: datetime | None
    sentence: str
    url: str
    is_extra: bool
    way: Sequence[Stop] = ()


def lines_for(user: User, devices: Sequence[Any]) -> list[DeviceLine]:
    """The devices in their order, as this person may see them. Reads each device's `category`."""
    if user.has_perm("devices.view_device"):
        return [_line(device, device.status, "", reverse("device_detail", args=[device.number])) for device in devices]
    answers = whereabouts.in_use(device.pk for device in devices if device.status in IN_USE)
    stops = ways.of(device.pk for device in devices)
    return [
        _line(
            device,
            SHOWN_TO_DONOR.get(device.status, device.status),
            _sentence(device, answers),
            way=stops.get(device.pk, ()),
        )
        for device in devices
    ]


def _line(device: Any, status: str, sentence: str, url: str = "", way: Sequence[Stop] = ()) -> DeviceLine:
    return DeviceLine(
        number=device.number,
        title=f"{device.maker} {device.model}".strip(),
        category=device.category.name,
        serial=device.serial,
        asset_tag=device.asset_tag,
        status=status,
        # When a device was promised or went into repair is no more the donor's business than that it was.
        since=device.status_since if status == device.status else None,
        sentence=sentence,
        url=url,
        is_extra=device.is_surplus,
        way=way,
    )


def _sentence(device: Any, answers: dict[int, str]) -> str:
    if device.status not in IN_USE:
        return ""
    given = device.first_handed_over_at or device.status_since
    return answers.get(device.pk) or _("in use since %(day)s") % {
        "day": date_format(timezone.localtime(given), "d.m.Y")
    }


def counts(statuses: Iterable[str]) -> dict[str, int]:
    """How many are announced in all, have arrived, and are or were in use; for the line above the table."""
    found = list(statuses)
    awaited = ("registered", "not_received")
    return {
        "all": len(found),
        "arrived": sum(status not in (*awaited, "rejected") for status in found),
        "in_use": sum(status in IN_USE for status in found),
    }
