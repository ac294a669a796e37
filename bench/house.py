"""A house full of devices, each with its media, its report and its history."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from accounts.tokens import make_token
from bench.sample import Machine, Sample
from custody.actor import Actor
from custody.services import Line, record_many
from devices import inbox
from devices.enums import EvidenceKind, InboxReason, MatchHow
from devices.hardware import columns_of
from devices.importers.facts import HardwareReport
from devices.inside import columns_of as columns_of_disk
from devices.models import Category, Device, Evidence, EvidenceMatch, StorageMedium
from devices.readings import facts_of
from devices.search import search_text_of
from donations.models import Donation

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHUNK = 500
# So many reports wait in the inbox for every device that is in the house.
WAITING = 20


def volunteer() -> tuple[User, str]:
    """Somebody who works on devices, and the secret of their token."""
    from django.contrib.auth.models import Group

    user = User.objects.create_user("volunteer@example.org", name="Jonas Otte")
    user.groups.set(Group.objects.filter(name=Role.VOLUNTEER))
    return user, make_token(user, "Boot stick", now=NOW)[1]


def register(machines: Iterable[Machine], sample: Sample) -> list[Device]:
    """Devices as a donor's list announces them, received: with a serial number and nothing else."""
    category = Category.objects.get(code="notebook")
    devices = []
    for part in _parts(machines):
        first = part[0].number
        donation = Donation.objects.create(
            number=f"S-2026-{first:06d}", status="received", media_with_data="yes", received_on=NOW.date()
        )
        rows = [
            Device(
                number=f"H4F-{machine.number:06d}",
                donation=donation,
                category=category,
                status="received",
                serial=machine.like(sample.report.serial),
            )
            for machine in part
        ]
        for row in rows:
            row.search_text = search_text_of(row)
        devices += Device.objects.bulk_create(rows)
    return devices


def fill(machines: Iterable[Machine], sample: Sample, user: User) -> None:
    """Devices whose reports were read, with all rows that this leaves behind; and reports that wait in the inbox."""
    actor = Actor.program(user)
    for part in _parts(machines):
        with transaction.atomic():
            devices = register(part, sample)
            reports = [_report_of(machine, sample) for machine in part]
            evidence = Evidence.objects.bulk_create([_evidence(report, user) for report in reports])
            _match(devices, evidence, actor)
            media = _media(devices, reports)
            _write_history(devices, evidence, media, actor)
            _know(devices, reports)
            for one, report in list(zip(evidence, reports, strict=True))[::WAITING]:
                _wait(replace(report, serial=f"W{one.pk}", uuid=None, board_serial=None, storage=()), user)


def _parts(machines: Iterable[Machine]) -> Iterator[list[Machine]]:
    rest = iter(machines)
    while part := list(islice(rest, CHUNK)):
        yield part


def _report_of(machine: Machine, sample: Sample) -> HardwareReport:
    report = sample.report
    storage = tuple(replace(disk, serial=machine.like(disk.serial)) for disk in report.storage)
    uuid = f"{report.uuid[:24]}{machine.number:012x}"
    board = report.board_serial.replace(report.serial, machine.like(report.serial))
    return replace(report, serial=machine.like(report.serial), uuid=uuid, board_serial=board, storage=storage)


def _evidence(report: HardwareReport, user: User) -> Evidence:
    return Evidence(
        sha256=hashlib.sha256(report.serial.encode()).hexdigest(),
        file_name=f"workbench-{report.uuid}.json",
        file_bytes=137_009,
        kind=EvidenceKind.HARDWARE_REPORT,
        format=report.format,
        facts=facts_of(report),
        uploaded_by=user,
        uploaded_at=NOW,
    )


def _match(devices: list[Device], evidence: list[Evidence], actor: Actor) -> None:
    EvidenceMatch.objects.bulk_create(
        EvidenceMatch(evidence=one, device=device, how=MatchHow.SERIAL, decided_by=actor.user, decided_at=NOW)
        for device, one in zip(devices, evidence, strict=True)
    )


def _media(devices: list[Device], reports: list[HardwareReport]) -> list[StorageMedium]:
    return StorageMedium.objects.bulk_create(
        StorageMedium(
            device=device, donation=device.donation, status_since=NOW, entered_at=NOW, **columns_of_disk(disk)
        )
        for device, report in zip(devices, reports, strict=True)
        for disk in report.storage
    )


def _write_history(devices: list[Device], evidence: list[Evidence], media: list[StorageMedium], actor: Actor) -> None:
    record_many([Line(device, "status_changed", "", "registered") for device in devices], actor=actor)
    record_many([Line(device, "status_changed", "registered", "received") for device in devices], actor=actor)
    pairs = list(zip(devices, evidence, strict=True))
    record_many([Line(device, "evidence_added", data={"evidence": one.pk}) for device, one in pairs], actor=actor)
    record_many([Line(medium.device, "medium_added", data={"medium": medium.pk}) for medium in media], actor=actor)
    said = {"fields": ["maker", "model", "uuid"], "media": []}
    record_many([Line(device, "facts_read", data={"evidence": one.pk, **said}) for device, one in pairs], actor=actor)
    record_many([Line(medium, "status_changed", "", "pending") for medium in media], actor=actor)


def _know(devices: list[Device], reports: list[HardwareReport]) -> None:
    for device, report in zip(devices, reports, strict=True):
        facts = columns_of(facts_of(report))
        for name, value in facts.items():
            setattr(device, name, value)
        device.unsettled_media = len(report.storage)
        device.search_text = search_text_of(device)
    Device.objects.bulk_update(devices, [*facts, "unsettled_media", "search_text"], batch_size=100)


def _wait(report: HardwareReport, user: User) -> None:
    evidence = _evidence(report, user)
    evidence.save()
    inbox.put(evidence, InboxReason.UNMATCHED, (), report, now=NOW)
