"""What a scanned text stands for: one resolver for every scan field.

Only exact look-ups in indexes, unordered (no database is tempted to walk a table by its key): an answer takes the same
time however many devices there are. Other things than the ones below register their own finder."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.scanning import normalise_scan, weaker_readings
from devices.models import Device, Location, StorageMedium
from donations.models import Donation

LONGEST_SCAN = 200
MOST_HITS = 20
_VERIFICATION = re.compile(r"https?://[^/\s]+/v/([A-Za-z0-9_-]{1,80})/?(?:(?<=/)[0-9]{1,4}/?)?")


@dataclass(frozen=True)
class Found:
    """One thing that the text may stand for: its row, what a list says about it, and its page ("" if it has none)."""

    kind: str
    row: Any
    title: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Resolution:
    """Everything that a text may stand for. `read_as` is its likeliest reading, for "unknown, read as …"."""

    typed: str
    read_as: str
    found: tuple[Found, ...]

    @property
    def devices(self) -> list[Device]:
        """The devices among them."""
        return [found.row for found in self.found if found.kind == "device"]

    @property
    def others(self) -> list[Any]:
        """The rows of everything else that has one."""
        return [found.row for found in self.found if found.kind != "device" and found.row is not None]


# Readings, the likeliest first and in capitals → what they name, as far as this person may see it.
Finder = Callable[[Sequence[str], User], Iterable[Found]]
_FINDERS: dict[str, tuple[int, Finder]] = {}


def register(code: str, finder: Finder, *, position: int = 100) -> None:
    """Adds a kind of thing; called in AppConfig.ready(). A finder looks up exactly, in an index."""
    _FINDERS[code] = (position, finder)


def resolve(text: str, user: User) -> Resolution:
    """Everything that this text names and this person may see; an H4F number before a serial number, and serial numbers
    behind a maker's prefix only when nothing else has that name."""
    typed = text.strip()[:LONGEST_SCAN]
    readings = normalise_scan(typed)
    found = _find(readings, user) or _paper(typed) or _find(weaker_readings(typed), user)
    return Resolution(typed, readings[0] if readings else "", tuple(found))


def _find(readings: Sequence[str], user: User) -> list[Found]:
    if not readings:
        return []
    finders = [finder for _position, finder in sorted(_FINDERS.values(), key=lambda entry: entry[0])]
    found = [thing for finder in finders for thing in finder(readings, user)]
    return list({(thing.kind, thing.row.pk): thing for thing in found}.values())[:MOST_HITS]


def _paper(typed: str) -> list[Found]:
    """A receipt's code holds the address of its verification page."""
    match = _VERIFICATION.fullmatch(typed)
    if match is None:
        return []
    return [Found("document", None, _("Receipt"), url=reverse("document_verify", args=[match[1]]))]


def find_devices(readings: Sequence[str], user: User) -> list[Found]:
    """By H4F number, serial number or asset tag."""
    visible = Device.objects.visible_to(user).select_related("category", "location")
    rows = list(visible.filter(number__in=readings))
    for column in ("serial", "asset_tag"):
        rows += visible.alias(capitals=Upper(column)).filter(capitals__in=readings).order_by()[:MOST_HITS]
    return [
        Found("device", row, row.number, row.title, reverse("device_detail", args=[row.number]))
        for row in {row.pk: row for row in rows}.values()
    ]


def find_locations(readings: Sequence[str], user: User) -> list[Found]:
    """By the code on the shelf's label, or its name as people type it ("Regal A-01")."""
    if not user.has_perm("devices.view_device"):
        return []
    codes = {code for reading in readings for code in (reading.lower(), slugify(reading))}
    rows = Location.objects.filter(code__in=codes)
    page = reverse("device_list")
    return [Found("location", row, row.name, _("location"), f"{page}?location={row.pk}") for row in rows]


def find_media(readings: Sequence[str], user: User) -> list[Found]:
    """By a storage medium's serial number, which leads to the device that it is or was in, a loose one to its own page;
    or by the mark that is written on a medium ("M-000042"), which leads to the medium's page."""
    if not user.has_perm("devices.view_device"):
        return []
    marked = StorageMedium.objects.filter(pk__in=filter(None, map(StorageMedium.key_of_mark, readings)))
    if found := [Found("medium", row, row.mark, str(row), _page(row)) for row in marked]:
        return found
    named = StorageMedium.objects.alias(capitals=Upper("serial")).filter(capitals__in=readings)
    rows = named.select_related("device").order_by()[:MOST_HITS]
    return [
        Found("medium", row, str(row), _("storage medium, %(serial)s") % {"serial": row.serial}, _home(row))
        for row in rows
    ]


def _home(medium: StorageMedium) -> str:
    return reverse("device_detail", args=[medium.device.number]) if medium.device else _page(medium)


def _page(medium: StorageMedium) -> str:
    return reverse("medium_detail", args=[medium.pk])


def find_donations(readings: Sequence[str], user: User) -> list[Found]:
    """By the donation's number; leads to its intake."""
    if not user.has_perm("devices.receive_device"):
        return []
    return [
        Found("donation", row, row.number, _("donation"), reverse("donation_intake", args=[row.number]))
        for row in Donation.objects.expected().filter(number__in=readings)
    ]


def register_finders() -> None:
    """Called in AppConfig.ready()."""
    register("device", find_devices, position=10)
    register("location", find_locations, position=20)
    register("medium", find_media, position=30)
    register("donation", find_donations, position=40)
