"""Snapshots of eReuse's Workbench that come in through the web service: checked, and taken once."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import ApiToken
from custody.actor import Actor
from custody.plans import keep_plans
from devices.enums import EvidenceKind
from devices.evidence import take_new
from devices.importers import workbench
from devices.importers.decode import LIMIT_CONTAINERS
from devices.matches import devices_of
from devices.models import Device, Evidence, Snapshot
from devices.originals import Original, read_json_original
from documents import storage


class NotASnapshot(Exception):
    """The JSON cannot be taken as a snapshot. `code` is one of importers.messages, or `uuid_missing`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotJson(NotASnapshot):
    """Not even JSON, or more of it than anybody's computer prints."""


class TakenAlready(Exception):
    """This snapshot is here, sent or uploaded by hand."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.pk)
        self.evidence = evidence


@dataclass(frozen=True)
class Sent:
    """A snapshot as it came, understood."""

    uuid: UUID
    original: Original


def understand(content: bytes) -> Sent:
    """Reads a request's body. Raises NotJson; NotASnapshot: another kind of JSON, no uuid, a virtual machine, or no
    machine in it, as when Workbench ran without the rights to ask for one."""
    snapshot = _json(content)
    uuid = _uuid(snapshot)
    original = read_json_original(f"workbench-{uuid}.json", content, snapshot)
    if original.kind != EvidenceKind.HARDWARE_REPORT:
        raise NotASnapshot(original.error)
    return Sent(uuid, original)


def _json(content: bytes) -> Any:
    if content.count(b"{") + content.count(b"[") > LIMIT_CONTAINERS:
        raise NotJson("too_complex")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise NotJson("too_complex") from error
    except ValueError as error:
        raise NotJson("invalid_json") from error


def _uuid(snapshot: Any) -> UUID:
    """The snapshot's own uuid; a credential names it for its subject."""
    if not workbench.looks_like([snapshot]):
        raise NotASnapshot("unknown_format")
    subject = snapshot.get("credentialSubject")
    if isinstance(subject, list):
        subject = next(iter(subject), None)
    inner = subject.get("uuid") if isinstance(subject, dict) else None
    try:
        return UUID(inner or snapshot.get("uuid"))
    except (AttributeError, TypeError, ValueError) as error:
        raise NotASnapshot("uuid_missing") from error


def known_as(sent: Sent) -> Evidence | None:
    """The evidence of a snapshot that came with this uuid; one with the same bytes is refused when it is written."""
    return _evidence_with(sent.uuid)


def _evidence_with(uuid: UUID) -> Evidence | None:
    # Hardly ever one is found: nothing but its key is asked for.
    known = list(Snapshot.objects.filter(uuid=uuid).order_by().values_list("evidence", flat=True))
    return Evidence.objects.get(pk=known[0]) if known else None


def take_snapshot(sent: Sent, *, token: ApiToken, actor: Actor, now: datetime) -> Device | None:
    """Keeps the original and lets it speak: all of it or nothing, and each snapshot once, however often and from
    wherever it comes. Returns its device, if it found one. Raises TakenAlready; OSError when nothing can be stored."""
    if known := known_as(sent):
        raise TakenAlready(known)
    storage.put_once(sent.original.content)
    try:
        with transaction.atomic():
            keep_plans()
            result = take_new(sent.original, actor=actor, now=now)
            Snapshot.objects.create(uuid=sent.uuid, evidence=result.evidence, token=token, taken_at=now)
    except IntegrityError:
        # One with this uuid came at the same moment, or its very file was uploaded by a person before.
        same = _evidence_with(sent.uuid) or Evidence.objects.filter(sha256=sent.original.sha256).first()
        if same is None:
            raise
        raise TakenAlready(same) from None
    return next(iter(result.devices), None)


def device_of(snapshot: Snapshot) -> Device | None:
    """The device that the snapshot speaks of, as far as that is known by now."""
    return next(iter(devices_of(snapshot.evidence)), None)
