"""What a hardware report says goes into its device: facts of reports complete each other, the better source replaces
what a worse one said, and media become known. What somebody typed is never written over: there a person decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.checking import hardware_became_known
from devices.checklists.applicability import COLUMNS
from devices.enums import MediumStatus
from devices.importers.facts import HardwareReport
from devices.inside import Inside, take_in
from devices.media import locked
from devices.merging import Said, merge
from devices.models import Device, Evidence, StorageMedium
from devices.search import search_text_of
from devices.sources import FACTS_READ, facts_from_reports, reports_of

GONE = (MediumStatus.REMOVED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR)
FIELDS = ("maker", "model", "serial", "uuid", "board_serial", "cpu", "cores", "ram_mib", "battery_health", "webcam")


@dataclass(frozen=True)
class Difference:
    """A fact that the device has otherwise than the report: `name` is the column."""

    name: str
    known: Any
    printed: Any


@dataclass
class Applied:
    """What a report did: names of the facts it filled; media that became known, are inside again, came over from
    another device, or are in the device by our records and not in the report; and what differs from what was typed."""

    filled: list[str] = field(default_factory=list)
    media: list[StorageMedium] = field(default_factory=list)
    reopened: list[StorageMedium] = field(default_factory=list)
    moved: list[StorageMedium] = field(default_factory=list)
    unseen: list[StorageMedium] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


@transaction.atomic
def apply_report(
    device: Device,
    report: HardwareReport,
    evidence: Evidence,
    *,
    actor: Actor,
    decided: bool = False,
    now: datetime | None = None,
) -> Applied:
    """Fills the device from a report and all that came before. Whoever calls it made sure that the report is of this
    device (`matching.find_device`), or a person who saw both sides said so: then (`decided`) it also replaces what was
    typed, and media that are known in another device come over.

    Raises TransitionRefused for a device that is not in the workshop, or a new medium in one that is promised.
    """
    return apply_within(device, report, evidence, actor=actor, decided=decided, now=now or timezone.now())


def apply_within(
    device: Device,
    report: HardwareReport,
    evidence: Evidence,
    *,
    actor: Actor,
    decided: bool,
    all_new: bool = False,
    now: datetime,
) -> Applied:
    """The same for a transaction that is taken back as a whole when it is refused. `all_new`: the
    caller has looked, and no disk of the report is known."""
    device = locked(device)
    if not device.is_in_workshop:
        raise TransitionRefused(_("The device is not in the workshop: reports about it are not taken now."))
    this = Said(evidence.pk, report.format, report)
    merged = merge([*reports_of(device, without=[evidence.pk]), this])
    read = facts_from_reports(device)
    applied = Applied(differences=differences(device, report, read))
    values = {name: choice.value for name, choice in merged.facts.items()}
    wanted = _wanted(device, columns_of(values), read)
    if decided:
        wanted |= {difference.name: difference.printed for difference in applied.differences}
    applied.filled = store_facts(device, wanted, actor=actor, now=now)
    inside = take_in(device, merged.disks, evidence.pk, may_move=decided, all_new=all_new, actor=actor, now=now)
    applied.media, applied.reopened, applied.moved = inside.added, inside.reopened, inside.moved
    applied.unseen = inside.unseen if _sees_everything(report) else []
    record(device, FACTS_READ, actor=actor, data=_data(evidence, applied, inside), happened_at=now)
    return applied


def _data(evidence: Evidence, applied: Applied, inside: Inside) -> dict[str, Any]:
    media = [medium.pk for medium in inside.added]
    moved = [medium.pk for medium in inside.moved]
    unseen = [medium.pk for medium in applied.unseen]
    return {"evidence": evidence.pk, "fields": applied.filled, "media": media, "moved": moved, "unseen": unseen}


def _sees_everything(report: HardwareReport) -> bool:
    """Whether a medium that the report lacks may have been taken out: smartctl sees the drive that it was asked for."""
    return bool(report.storage) and any((report.serial, report.uuid, report.model, report.board_serial))


def differences(device: Device, report: HardwareReport, read: Collection[str] | None = None) -> list[Difference]:
    """What a report says otherwise than somebody typed; among reports the better source has the word. `read` are the
    facts that reports gave, if the caller knows them."""
    if read is None:
        read = facts_from_reports(device)
    printed = columns_of({name: getattr(report, name) for name in FIELDS})
    return [
        Difference(name, getattr(device, name), value)
        for name, value in printed.items()
        if name not in read and not _is_empty(getattr(device, name)) and not _agree(getattr(device, name), value)
    ]


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the device's columns hold them; unknown ones are left out."""
    found = {}
    for name in FIELDS:
        value = values.get(name)
        if value is None:
            continue
        if name == "battery_health":
            value = Decimal(str(round(value, 3)))
        elif isinstance(value, str):
            value = value[: Device._meta.get_field(name).max_length]
        found[name] = value
    return found


def _wanted(device: Device, merged: Mapping[str, Any], read: Collection[str]) -> dict[str, Any]:
    """Facts that are empty, or that a report gave otherwise than the better source does now."""
    return {
        name: value
        for name, value in merged.items()
        if _is_empty(getattr(device, name)) or (name in read and getattr(device, name) != value)
    }


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _agree(known: Any, printed: Any) -> bool:
    """Equal but for capitals, or said more briefly by the person ("Dell" for "Dell Inc.")."""
    if not isinstance(known, str):
        return known == printed
    return f"{printed} ".casefold().startswith(f"{known.strip()} ".casefold())


def store_facts(device: Device, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> list[str]:
    """Stores facts with what hangs on them; returns their names. For the transaction that holds the device, which is
    as it is in the database."""
    if values:
        for name, value in values.items():
            setattr(device, name, value)
        Device.objects.filter(pk=device.pk).update(**values, search_text=search_text_of(device))
        if COLUMNS & values.keys():
            hardware_became_known(device, actor=actor, now=now)
    return sorted(values)
