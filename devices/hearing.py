"""Letting an original speak: of the device that it finds, of the one for which it was uploaded, or, while that is not
sure, of none. Everything here runs in one transaction; what is read and stored was so before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import written_together
from devices import inbox, unplaced
from devices.enums import EvidenceKind, InboxReason, MatchHow
from devices.erasure import media_named_by, settle_by_report
from devices.file_results import FileResult
from devices.hardware import apply_within
from devices.importers.facts import ErasureReport, HardwareReport
from devices.importers.nwipe import serial_matches
from devices.inside import complete, fact_of
from devices.matches import match, were_retracted
from devices.matching import (
    Finding,
    devices_of_host,
    find_device,
    keys_of,
    keys_of_columns,
    keys_of_devices,
    keys_of_medium,
    media_with,
)
from devices.merging import same_serial
from devices.models import Device, Evidence, StorageMedium
from devices.originals import Outcome
from devices.readings import stored_reading
from devices.releasing import lock_several
from devices.sources import media_from_reports
from devices.upload_lines import lines_follow
from devices.wipe_stations import attached_media, wipe_station_of


@transaction.atomic(savepoint=False)
def hear(result: FileResult, device: Device | None, *, actor: Actor, now: datetime, decided: bool = False) -> None:
    """Lets the original of `result` speak and completes the result. `device` is the one for which it was uploaded; with
    `decided` a person who saw both sides said so, and nothing is asked again. Raises TransitionRefused only then."""
    if isinstance(result.reading, ErasureReport):
        _hear_log(result, result.reading, device, actor=actor, now=now, decided=decided)
    elif isinstance(result.reading, HardwareReport):
        _hear_report(result, result.reading, device, actor=actor, now=now, decided=decided)
    else:
        _keep_other(result, device, actor=actor, now=now, decided=decided)
    if result.item is None and (result.was_waiting or (result.settled and not result.is_new)):
        lines_follow(result)


def _keep_other(result: FileResult, device: Device | None, *, actor: Actor, now: datetime, decided: bool) -> None:
    """Photos and documents belong to the device for which they came; what cannot be read is only kept."""
    unreadable = result.evidence.kind == EvidenceKind.UNREADABLE
    result.outcome = Outcome.UNREADABLE if unreadable else Outcome.KEPT
    if device is not None:
        how = MatchHow.PERSON if decided else MatchHow.UPLOADED_THERE
        _belongs_to(result, device, how, actor=actor, now=now)
    elif not unreadable:
        _wait(result, Finding(reason=InboxReason.NAMES_NONE), now=now)


def _wait(result: FileResult, finding: Finding, *, now: datetime) -> None:
    result.outcome = Outcome.NEEDS_YOU
    said = (result.evidence, finding.reason, finding.candidates, result.reading)
    result.item = inbox.put(*said, is_first=result.is_new and result.item is None, now=now)


def _belongs_to(result: FileResult, device: Device, how: str, *, actor: Actor, now: datetime) -> None:
    is_first = result.is_new and device.pk not in {one.pk for one in result.devices}
    match(result.evidence, device, how, is_first=is_first, actor=actor, now=now)
    if not result.is_new and inbox.settle(result.evidence, actor=actor, now=now):
        result.was_waiting = True
    if device.pk not in {one.pk for one in result.devices}:
        result.devices.append(device)


def _hear_report(
    result: FileResult, report: HardwareReport, device: Device | None, *, actor: Actor, now: datetime, decided: bool
) -> None:
    if station := wipe_station_of(report):
        report = HardwareReport(format=report.format, storage=attached_media(station, report))
        if device is None:
            _hear_station(result, report, actor=actor, now=now)
            return
    finding = find_device(report, expected=device)
    if station:
        finding = replace(finding, how=MatchHow.ATTACHED)
    if decided:
        finding = Finding(device, MatchHow.ATTACHED if station else MatchHow.PERSON)
    if not decided and not finding.reason:
        finding = _not_retracted(result, finding)
    if finding.reason:
        _wait(result, finding, now=now)
        return
    _apply(result, report, finding, actor=actor, now=now, decided=decided)


def _not_retracted(result: FileResult, finding: Finding) -> Finding:
    """What a person took back, only a person gives again."""
    if not result.is_new and were_retracted(result.evidence, [finding.device]):
        return Finding(reason=InboxReason.RETRACTED, candidates=(finding.device,))
    return finding


def _apply(
    result: FileResult, report: HardwareReport, finding: Finding, *, actor: Actor, now: datetime, decided: bool
) -> None:
    """Match and facts, or neither: a device that is not here, or is promised, waits in the inbox with its report."""
    device = finding.device
    try:
        with transaction.atomic(), written_together():
            if decided:
                lock_several({device.pk, *_owners(report)} - {None})
            _belongs_to(result, device, finding.how, actor=actor, now=now)
            said = {"decided": decided, "all_new": finding.all_new}
            result.applied = apply_within(device, report, result.evidence, actor=actor, now=now, **said)
    except TransitionRefused as refusal:
        result.refusal, result.devices, result.applied = str(refusal), [], None
        if decided:
            raise
        _wait(result, Finding(reason=InboxReason.NOT_HERE, candidates=(device,)), now=now)
        if finding.how == MatchHow.UPLOADED_THERE:
            result.outcome = Outcome.REFUSED
        return
    result.outcome = Outcome.DIFFERS if result.applied.differences and not decided else Outcome.READ
    # By what the report says: it may be the first that knows a number of this device.
    _hear_all_with(keys_of(report) | keys_of_columns([device]), actor=actor, now=now)


def _owners(report: HardwareReport) -> set[int | None]:
    """Devices whose disks may come over by a person's word."""
    return {medium.device_id for medium in media_with(disk.serial for disk in report.storage)}


def _hear_station(result: FileResult, report: HardwareReport, *, actor: Actor, now: datetime) -> None:
    """A report made on a wipe station completes what is known of the media put into it, and nothing else."""
    media = media_with(disk.serial for disk in report.storage)
    if not media:
        _wait(result, Finding(reason=InboxReason.UNMATCHED), now=now)
        return
    result.outcome = Outcome.READ
    for medium in media:
        fact = next(disk for disk in report.storage if same_serial(disk, fact_of(medium)))
        typed = medium.device is None or medium.pk not in media_from_reports(medium.device)
        complete(medium, fact, typed=typed)
        if medium.device:
            _belongs_to(result, medium.device, MatchHow.ATTACHED, actor=actor, now=now)


def _hear_log(
    result: FileResult, report: ErasureReport, device: Device | None, *, actor: Actor, now: datetime, decided: bool
) -> None:
    media = _media_of_log(result, report, device)
    _lock_devices(media)
    told = settle_by_report(report, result.evidence, media, actor=actor, now=now)
    result.verdicts, result.settled = told.verdicts, told.settled
    result.refusal = " ".join(dict.fromkeys(told.refusals))
    result.outcome = Outcome.READ
    named = [medium for medium in media if any(_names(line.serial, medium) for line in report.media)]
    if device is not None:
        how = MatchHow.PERSON if decided else MatchHow.UPLOADED_THERE
        _belongs_to(result, device, how, actor=actor, now=now)
    for owner in {medium.device_id: medium.device for medium in named if medium.device_id}.values():
        _belongs_to(result, owner, MatchHow.DISK, actor=actor, now=now)
    if named and not result.devices and inbox.settle(result.evidence, actor=actor, now=now):
        result.was_waiting = True
    if not result.devices and not named:
        hosts = () if wipe_station_of(report.host) else tuple(devices_of_host(report.host))
        _wait(result, Finding(reason=InboxReason.UNMATCHED, candidates=hosts), now=now)
        unplaced.forget(result.evidence)
    else:
        unplaced.remember(result.evidence, report, result.verdicts)


def _names(printed: str | None, medium: StorageMedium) -> bool:
    return serial_matches(medium.serial, printed)


def _media_of_log(result: FileResult, report: ErasureReport, device: Device | None) -> list[StorageMedium]:
    """All that a log may mean, but for devices of which a person said that it does not."""
    media = {medium.pk: medium for medium in media_named_by(report)}
    owners = {medium.device_id: medium.device for medium in media.values() if medium.device_id}
    retracted = were_retracted(result.evidence, owners.values())
    media = {pk: medium for pk, medium in media.items() if medium.device_id not in retracted}
    if device is not None:
        media |= {medium.pk: medium for medium in device.media.select_related("device__category", "donation")}
    return list(media.values())


def _lock_devices(media: Sequence[StorageMedium]) -> None:
    """In one order, so that two logs of several media never wait for each other."""
    pks = sorted({medium.device_id for medium in media if medium.device_id})
    list(Device.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))


def hear_waiting(device: Device, *, actor: Actor, now: datetime) -> None:
    """Originals that were waiting for this device, or for a medium in it, speak now: of three reports of one machine a
    person assigns one, and of several disks in one log the last becomes known."""
    _hear_all_with(keys_of_devices([device]), actor=actor, now=now)


def hear_waiting_for_devices(pks: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """The same for several devices that came at once. For the transaction that takes them in."""
    _hear_all_with(keys_of_devices(list(Device.objects.filter(pk__in=pks))), actor=actor, now=now)


@transaction.atomic
def hear_waiting_for_medium(medium: StorageMedium, *, actor: Actor, now: datetime) -> None:
    """Originals that name a medium which came loose and is known only now speak of it."""
    _hear_all_with(keys_of_medium(medium), actor=actor, now=now)


def _hear_all_with(keys: set[str], *, actor: Actor, now: datetime) -> None:
    """Hardware reports come before logs."""
    originals = list(inbox.unheard(keys)) if keys else []
    for evidence in sorted(originals, key=lambda one: (one.kind == EvidenceKind.ERASURE_REPORT, one.pk)):
        if inbox.still_waits(evidence):
            hear(again(evidence), None, actor=actor, now=now)


def again(evidence: Evidence) -> FileResult:
    """A stored original that is to speak anew, as it was read when it came."""
    reading = stored_reading(evidence.kind, evidence.facts)
    return FileResult(evidence.file_name, Outcome.READ, evidence, evidence.error, reading=reading)
