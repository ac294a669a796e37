"""What people do to have a proposal: start one, have it calculated again, ask "what if", throw it away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.numbering import yearly_numbers
from custody.ring import ring
from custody.services import change_status, record
from recipients.enums import ProposalStatus
from recipients.holding.terms import longest_hold, still_to_come
from recipients.models import Proposal, ProposalRule
from recipients.proposals.scope import Scope
from recipients.proposals.steps import STEPS

SERIES, JOB, TASK = "V", "proposal", "recipients.tasks.calculate_proposal"
STARTED = "started"
GOES_ON = (ProposalStatus.READY, ProposalStatus.FAILED)
# A proposal that nobody could look through any more.
MOST_IMAGINED = 1000


def start(scope: Scope, *, held_until: date, actor: Actor, now: datetime | None = None) -> Proposal:
    """Has a proposal calculated by a worker. Raises TransitionRefused when nobody waits for what it is about, or for a
    day until which nothing may be reserved."""
    now = now or timezone.now()
    _may_be_held(held_until, timezone.localdate(now))
    if not scope.needs().exists():
        raise TransitionRefused(_("Nobody on the waiting list waits for this. Please choose more."))
    with transaction.atomic():
        return _new(actor, now, scope=scope.kept(), held_until=held_until)


def _may_be_held(day: date, today: date) -> None:
    if day < today:
        raise TransitionRefused(_("This day is over. Please choose today or a later day."))
    latest = today + longest_hold()
    if day > latest:
        raise TransitionRefused(
            _("Devices are reserved until %(day)s at most. Please choose an earlier day.")
            % {"day": date_format(latest, "d.m.Y")}
        )


def again(proposal: Proposal, *, actor: Actor, now: datetime | None = None) -> Proposal:
    """A new version by what the records say now, with everything that people said to this one. Raises TransitionRefused
    when it is over, and while a new version of it is being calculated already."""
    return _follow(proposal, actor, now or timezone.now(), imagined=proposal.imagined, is_what_if=proposal.is_what_if)


def what_if(
    proposal: Proposal, imagined: Sequence[Mapping[str, Any]], *, actor: Actor, now: datetime | None = None
) -> Proposal:
    """The same with devices that are not there; it can be looked at, never confirmed. `imagined`: [{"count",
    "category", "ram_mib", "cores"}]. Raises TransitionRefused as `again`, and for too many devices."""
    if not 0 < sum(kind["count"] for kind in imagined) <= MOST_IMAGINED:
        raise TransitionRefused(
            _("Please imagine at least one and at most %(count)d devices.") % {"count": MOST_IMAGINED}
        )
    return _follow(proposal, actor, now or timezone.now(), imagined=[dict(kind) for kind in imagined], is_what_if=True)


@transaction.atomic
def _follow(proposal: Proposal, actor: Actor, now: datetime, **columns: Any) -> Proposal:
    before = Proposal.objects.select_for_update().get(pk=proposal.pk)
    _is_open(before)
    if before.successors.filter(status=ProposalStatus.CALCULATING).exists():
        raise TransitionRefused(_("A new version is being calculated already. Please wait for it."))
    held_until = still_to_come(before.held_until, timezone.localdate(now))
    new = _new(actor, now, predecessor=before, scope=before.scope, held_until=held_until, **columns)
    ProposalRule.objects.bulk_create(
        ProposalRule(
            proposal=new,
            kind=rule.kind,
            item_id=rule.item_id,
            device_id=rule.device_id,
            made_by_id=rule.made_by_id,
            created_at=rule.created_at,
        )
        for rule in before.rules.all()
    )
    return new


def _is_open(proposal: Proposal) -> None:
    """What was confirmed or discarded is over; what is being calculated has no result to go on from."""
    if proposal.status not in GOES_ON:
        raise TransitionRefused(
            _("The proposal %(number)s is “%(status)s” and has no new version. Please start a new one.")
            % {"number": proposal.number, "status": proposal.get_status_display()}
        )


def _new(actor: Actor, now: datetime, **columns: Any) -> Proposal:
    (number,) = yearly_numbers(SERIES, 1, on=timezone.localdate(now))
    job = Job.objects.create(kind=JOB, total=len(STEPS), started_by=actor.user, created_at=now)
    proposal = Proposal.objects.create(
        number=number, made_by=actor.user, job=job, status_since=now, created_at=now, rung_at=now, **columns
    )
    before = {"follows": proposal.predecessor.number} if proposal.predecessor else {}
    record(proposal, STARTED, actor=actor, happened_at=now, data=before)
    ring(TASK, proposal.pk)
    return proposal


@transaction.atomic
def try_again(proposal: Proposal, *, actor: Actor, now: datetime | None = None) -> None:
    """Has one that failed calculated once more from what is kept of it. Raises TransitionRefused if it did not."""
    now = now or timezone.now()
    fresh = {"rung_at": now, "lease_until": None, "attempts": 0, "error": "", "error_details": {}}
    change_status(proposal, ProposalStatus.CALCULATING, actor=actor, happened_at=now, **fresh)
    Job.objects.filter(pk=proposal.job_id).update(done=0, finished_at=None)
    ring(TASK, proposal.pk)


def discard(proposal: Proposal, *, actor: Actor, now: datetime | None = None) -> None:
    """Nobody goes on with it; nothing was reserved by it. Raises TransitionRefused when it was confirmed."""
    change_status(proposal, ProposalStatus.DISCARDED, actor=actor, happened_at=now)
