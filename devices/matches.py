"""Writing down which device an original speaks of."""

from collections.abc import Iterable
from datetime import datetime

from custody.actor import Actor
from custody.services import record
from devices.models import Device, Evidence, EvidenceMatch

EVIDENCE_ADDED = "evidence_added"


def match(
    evidence: Evidence, device: Device, how: str, *, is_first: bool = False, actor: Actor, now: datetime
) -> EvidenceMatch:
    """The standing match of both; made if there is none. `is_first`: the original was not known before, so that there
    is none to look for. For the transaction that lets the original speak."""
    earlier = EvidenceMatch.objects.filter(evidence=evidence, device=device).order_by("-sequence")
    last = None if is_first else earlier.first()
    if last and last.retracts_id is None:
        return last
    made = EvidenceMatch.objects.create(
        evidence=evidence,
        device=device,
        sequence=last.sequence + 1 if last else 1,
        how=how,
        decided_by=actor.user,
        decided_at=now,
    )
    data = {"evidence": evidence.pk, "kind": evidence.kind, "how": how}
    record(device, EVIDENCE_ADDED, actor=actor, data=data, happened_at=now)
    return made


def devices_of(evidence: Evidence) -> list[Device]:
    """Those that an original speaks of."""
    standing = EvidenceMatch.objects.standing().filter(evidence=evidence).order_by("pk")
    return [one.device for one in standing.select_related("device__category", "device__donation")]


def were_retracted(evidence: Evidence, devices: Iterable[Device]) -> set[int]:
    """Keys of the devices of which a person said that this original is not of them, and nobody else since."""
    latest: dict[int, EvidenceMatch] = {}
    rows = EvidenceMatch.objects.filter(evidence=evidence, device__in=list(devices)).order_by("sequence")
    for row in rows:
        latest[row.device_id] = row
    return {device for device, row in latest.items() if row.retracts_id is not None}
