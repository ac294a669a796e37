"""Recycling is decided by senior volunteers; everybody else proposes it, and the board shows it until somebody did."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import record
from devices.enums import ENDS, DeviceStatus
from devices.lifecycle import TRANSITIONS
from devices.media import locked
from devices.models import Device, RecyclingProposal

MAY_DECIDE = "devices.recycle_device"
RECYCLING_PROPOSED, RECYCLING_DECLINED = "recycling_proposed", "recycling_declined"
FOLLOWED = (DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED)
# Whoever signed it, lost it or gave it back decided otherwise.
DECIDED = (*ENDS, DeviceStatus.READY)


@transaction.atomic
def propose_recycling(device: Device, *, reason: str, actor: Actor, now: datetime | None = None) -> RecyclingProposal:
    """Not worth the work, or not possible yet: the device stays as it is until a senior volunteer decides. Raises
    TransitionRefused without a reason, for a device that cannot be recycled from here, and where somebody did already.
    """
    now = now or timezone.now()
    device = locked(device)
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    if DeviceStatus.RECYCLED not in TRANSITIONS.get(device.status, ()):
        raise TransitionRefused(_("This device is not in the workshop; it cannot be recycled now."))
    if open_proposal(device):
        raise TransitionRefused(_("Recycling is proposed for this device already."))
    proposal = RecyclingProposal.objects.create(
        device=device, cycle=device.cycle, reason=reason.strip(), proposed_by=actor.user, proposed_at=now
    )
    record(device, RECYCLING_PROPOSED, actor=actor, data={"proposal": proposal.pk}, note=reason, happened_at=now)
    return proposal


@transaction.atomic
def decline_proposal(device: Device, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """The device is worth the work after all, or the proposal was a slip. Raises TransitionRefused when nothing is
    proposed, and for somebody who neither decides nor proposed it."""
    now = now or timezone.now()
    device = locked(device)
    proposal = open_proposal(device)
    if proposal is None:
        raise TransitionRefused(_("Recycling is not proposed for this device."))
    if not _is_theirs(proposal, actor.user):
        raise TransitionRefused(_("A senior volunteer decides."))
    RecyclingProposal.objects.filter(pk=proposal.pk).update(closed_by=actor.user, closed_at=now, followed=False)
    record(device, RECYCLING_DECLINED, actor=actor, data={"proposal": proposal.pk}, note=reason, happened_at=now)


def may_decline(device: Device, user: User) -> bool:
    """Whoever decides may, and whoever proposed it."""
    proposal = open_proposal(device)
    return proposal is not None and _is_theirs(proposal, user)


def _is_theirs(proposal: RecyclingProposal, user: User | None) -> bool:
    return user is not None and (user.has_perm(MAY_DECIDE) or proposal.proposed_by_id == user.pk)


def open_proposal(device: Device) -> RecyclingProposal | None:
    """What waits for a decision about this device."""
    return device.recycling_proposals.filter(closed_at=None).select_related("proposed_by").first()


def proposals_close(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: a device that is recycled, or signed after all, was decided about."""
    if step.new in DECIDED:
        waiting = RecyclingProposal.objects.filter(device__in=pks, closed_at=None)
        waiting.update(closed_by=step.actor.user, closed_at=step.happened_at, followed=step.new in FOLLOWED)
