"""A wrong match is taken back by a new row: what the original gave to the device leaves it again, and the original
waits for its device."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices import inbox
from devices.enums import EvidenceKind, InboxReason, MediumStatus
from devices.erasure import retract_or_alert
from devices.hardware import FIELDS, columns_of, store_facts
from devices.inside import MEDIUM_CAME_OVER, complete, fact_of, move_medium
from devices.media import locked, recount_media
from devices.merging import Disk, pair
from devices.models import Device, Erasure, EvidenceMatch, StorageMedium
from devices.readings import stored_reading
from devices.releasing import lock_several
from devices.sources import FACTS_READ, MATCH_RETRACTED, facts_from_reports, merged_reports


@transaction.atomic
def retract_match(match: EvidenceMatch, *, actor: Actor, reason: str, now: datetime | None = None) -> EvidenceMatch:
    """The original is not of this device. Erasures by it are retracted, so that their media are to be erased again, and
    coordination hears of those that left with a pallet; media that only it made known are taken off; facts that it gave
    are taken from the other reports, or are unknown again. What somebody typed stays.

    Raises TransitionRefused without a reason, for a match that does not stand any more, or for a device that left.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why it is not of this device."))
    lock_several({match.device_id, *_origins(match.device)})
    device = locked(match.device)
    if not EvidenceMatch.objects.standing().filter(pk=match.pk).exists():
        raise TransitionRefused(_("This assignment does not stand any more."))
    if not device.is_in_workshop:
        raise TransitionRefused(_("The device is not in the workshop: what its files say cannot be taken back now."))
    retraction = EvidenceMatch.objects.create(
        evidence=match.evidence,
        device=device,
        sequence=match.sequence + 1,
        how=match.how,
        decided_by=actor.user,
        decided_at=now,
        retracts=match,
    )
    _retract_erasures(match, device, actor=actor, reason=reason, now=now)
    is_report = match.evidence.kind == EvidenceKind.HARDWARE_REPORT
    data = _take_off(match, device, actor=actor, now=now) if is_report else {"fields": []}
    data = {"evidence": match.evidence_id, **data}
    record(device, MATCH_RETRACTED, actor=actor, data=data, note=reason, happened_at=now)
    reading = stored_reading(match.evidence.kind, match.evidence.facts)
    inbox.put(match.evidence, InboxReason.RETRACTED, (), reading, now=now)
    return retraction


def _origins(device: Device) -> set[int]:
    """Devices that a medium of this one may go back to."""
    arrivals = device.events.filter(kind=MEDIUM_CAME_OVER).values_list("data", flat=True)
    return {data["device"] for data in arrivals if data["device"] is not None}


def _retract_erasures(match: EvidenceMatch, device: Device, *, actor: Actor, reason: str, now: datetime) -> None:
    by_it = Erasure.objects.standing().filter(evidence=match.evidence, medium__device=device)
    for erasure in by_it.select_related("medium__device"):
        retract_or_alert(erasure, actor=actor, reason=reason, now=now)


def _take_off(match: EvidenceMatch, device: Device, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Facts and media of the report leave the device; what the event says of it."""
    merged = merged_reports(device)
    given = {name: choice.value for name, choice in merged.facts.items()}
    fields = _facts_back(device, columns_of(given), actor=actor, now=now)
    off = _media_back(match, device, merged.disks, actor=actor, now=now)
    return {"fields": fields, "media": off}


def _facts_back(device: Device, given: dict[str, Any], *, actor: Actor, now: datetime) -> list[str]:
    """Facts that stand on reports: as the remaining ones say, else unknown."""
    wanted = {}
    for name in facts_from_reports(device) & set(FIELDS):
        value = given.get(name, Device._meta.get_field(name).get_default())
        if getattr(device, name) != value:
            wanted[name] = value
    return store_facts(device, wanted, actor=actor, now=now)


def _media_back(match: EvidenceMatch, device: Device, disks: list[Disk], *, actor: Actor, now: datetime) -> list[int]:
    """Media that only this report showed leave; returns their keys. Others keep what the remaining reports say."""
    lines = device.events.filter(kind=FACTS_READ).values_list("data", flat=True)
    by_it = [data for data in lines if data["evidence"] == match.evidence_id]
    added = {pk for data in by_it for pk in data["media"]}
    moved = {pk for data in by_it for pk in data.get("moved", ())}
    media = list(device.media.filter(pk__in=added | moved))
    places = pair([fact_of(medium) for medium in media], [disk.fact() for disk in disks])
    off = []
    for medium, place in zip(media, places, strict=True):
        if place is not None:
            complete(medium, disks[place].fact(), typed=False)
        elif medium.status == MediumStatus.PENDING:
            _send_away(medium, device, came_over=medium.pk in moved, actor=actor, now=now)
            off.append(medium.pk)
    return off


def _send_away(medium: StorageMedium, device: Device, *, came_over: bool, actor: Actor, now: datetime) -> None:
    """Back to where it came from; else it was entered by mistake, and keeps its row and history."""
    arrivals = device.events.filter(kind=MEDIUM_CAME_OVER).order_by("-sequence").values_list("data", flat=True)
    origin = next((data["device"] for data in arrivals if came_over and data["medium"] == medium.pk), None)
    old = Device.objects.filter(pk=origin).first() if origin else None
    if old is not None and old.is_in_workshop:
        move_medium(medium, old, actor=actor, now=now)
        return
    columns = {"device": None} if came_over else {"device": None, "mistaken_at": now}
    StorageMedium.objects.filter(pk=medium.pk).update(**columns)
    recount_media([device.pk])
