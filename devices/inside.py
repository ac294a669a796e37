"""Which media are in a device, as its reports show: new ones, ones that come back, and ones from another device."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import DeviceStatus, MediumKind, MediumStatus
from devices.importers.facts import StorageFact
from devices.matching import is_away, media_with
from devices.media import add_media, locked, mark_medium, medium_inside_again, recount_media, reopen
from devices.merging import Disk, pair, same_serial
from devices.models import Device, StorageMedium
from devices.sources import media_from_reports

MEDIUM_LEFT, MEDIUM_CAME_OVER = "medium_left", "medium_came_over"
ON_THE_SHELF = (DeviceStatus.READY, DeviceStatus.RESERVED)


@dataclass
class Inside:
    """What became of the media: those that were added, are inside again, came over, or were not shown."""

    added: list[StorageMedium] = field(default_factory=list)
    reopened: list[StorageMedium] = field(default_factory=list)
    moved: list[StorageMedium] = field(default_factory=list)
    unseen: list[StorageMedium] = field(default_factory=list)


def take_in(
    device: Device,
    disks: Sequence[Disk],
    source: int,
    *,
    may_move: bool,
    all_new: bool = False,
    actor: Actor,
    now: datetime,
) -> Inside:
    """Every disk that the report `source` shows is in the device now. For the transaction that holds the device.
    `all_new`: the caller has looked, and none of them is known.

    A disk that is known in another device comes over only when a person said so (`may_move`); raises TransitionRefused
    without, and for a device whose media cannot be opened now.
    """
    shown = [disk for disk in disks if disk.seen_by(source)]
    places, known = _recognised(device, shown)
    first = not any(medium.cycle == device.cycle for medium in known)
    typed = {medium.pk for medium in known} - media_from_reports(device) if known else set()
    inside = Inside(unseen=_unseen(known, places))
    new = [disk.fact() for disk, place in zip(shown, places, strict=True) if place is None]
    elsewhere = [] if all_new else media_with(fact.serial for fact in new)
    _take_new(device, new, inside, elsewhere, first=first, may_move=may_move, actor=actor, now=now)
    for disk, place in zip(shown, places, strict=True):
        if place is None:
            continue
        medium = known[place]
        complete(medium, disk.fact(), typed=medium.pk in typed)
        if is_away(medium):
            medium_inside_again(medium, actor=actor, now=now)
            inside.reopened.append(medium)
    return inside


def _recognised(device: Device, shown: Sequence[Disk]) -> tuple[list[int | None], list[StorageMedium]]:
    """For each disk its place among the device's media: first those that are inside."""
    known = sorted(device.media.all(), key=lambda medium: (is_away(medium), medium.pk))
    return pair([disk.fact() for disk in shown], [fact_of(medium) for medium in known]), known


def gone_but_shown(device: Device, disks: Sequence[StorageFact]) -> list[StorageMedium]:
    """Media that were taken out, destroyed or given back by our records and are in a report all the same."""
    known = sorted(device.media.all(), key=lambda medium: (is_away(medium), medium.pk))
    places = pair(disks, [fact_of(medium) for medium in known])
    return [known[place] for place in places if place is not None and is_away(known[place])]


def _unseen(known: Sequence[StorageMedium], places: Sequence[int | None]) -> list[StorageMedium]:
    return [medium for number, medium in enumerate(known) if number not in places and not is_away(medium)]


def _take_new(
    device: Device,
    facts: Sequence[StorageFact],
    inside: Inside,
    elsewhere: Sequence[StorageMedium],
    *,
    first: bool,
    may_move: bool,
    actor: Actor,
    now: datetime,
) -> None:
    unknown = []
    for fact in facts:
        known = next((medium for medium in elsewhere if same_serial(fact, fact_of(medium))), None)
        if known is None:
            unknown.append(columns_of(fact))
            continue
        if known.device_id is not None and not may_move:
            raise TransitionRefused(_("A storage medium is known in another device. A person has to decide."))
        move_medium(known, device, actor=actor, now=now)
        inside.moved.append(known)
    if unknown:
        inside.added += add_media(device, unknown, came_with_device=first, actor=actor, now=now)


@transaction.atomic
def move_medium(medium: StorageMedium, device: Device, *, actor: Actor, now: datetime) -> None:
    """A medium of another device, or a loose one, is in this one: it leaves the old one and is to be erased here. If it
    was inside the old one by our records, what is in that is not known any more, so that it comes off the shelf.

    Raises TransitionRefused for a device that is not in the workshop.
    """
    old = locked(medium.device) if medium.device_id else None
    if old and old.status in ON_THE_SHELF and not is_away(medium):
        reopen(old, actor=actor, now=now)
    reopen(device, actor=actor, now=now)
    columns = {"device": device, "cycle": device.cycle, "entered_at": now, "location": None}
    if medium.status == MediumStatus.PENDING:
        StorageMedium.objects.filter(pk=medium.pk).update(**columns)
        medium.refresh_from_db()
    else:
        mark_medium(medium, MediumStatus.PENDING, actor=actor, now=now, **columns)
    Device.objects.filter(pk=device.pk).update(no_medium_cycle=None, no_medium_said_by=None)
    recount_media([device.pk, *([old.pk] if old else [])])
    if old:
        record(old, MEDIUM_LEFT, actor=actor, data={"medium": medium.pk, "device": device.pk}, happened_at=now)
    data = {"medium": medium.pk, "device": old.pk if old else None}
    record(device, MEDIUM_CAME_OVER, actor=actor, data=data, happened_at=now)


def complete(medium: StorageMedium, fact: StorageFact, *, typed: bool) -> None:
    """Fills what is unknown of a medium; what a report said is replaced by the better source, what was typed stays."""
    wanted = {
        name: value
        for name, value in columns_of(fact).items()
        if value not in (None, "", MediumKind.UNKNOWN)
        and getattr(medium, name) != value
        and (not typed or getattr(medium, name) in (None, "", MediumKind.UNKNOWN))
    }
    if wanted:
        StorageMedium.objects.filter(pk=medium.pk).update(**wanted)
        medium.refresh_from_db()


def fact_of(medium: StorageMedium) -> StorageFact:
    """A medium as a reader would have given it."""
    return StorageFact(
        kind=medium.kind,
        maker=medium.maker or None,
        model=medium.model or None,
        serial=medium.serial or None,
        bytes=medium.size_bytes,
    )


def columns_of(fact: StorageFact) -> dict[str, Any]:
    """A disk as the columns of StorageMedium hold it."""
    return {
        "kind": fact.kind or MediumKind.UNKNOWN,
        "maker": (fact.maker or "")[:80],
        "model": (fact.model or "")[:120],
        "serial": (fact.serial or "")[:80],
        "size_bytes": fact.bytes,
    }
