"""What a worker does with a proposal: read, calculate, write down. Each step may be done twice; the result is the same,
as it is calculated from what the first step kept."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from custody.actor import Actor
from custody.leases import LEASE
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.services import change_status
from recipients.enums import ProposalStatus
from recipients.models import Proposal, ProposalLine
from recipients.proposals import reading, writing
from recipients.proposals.reading import Inputs
from recipients.proposals.steps import CODES, STEPS, WRITE
from recipients.proposing.problem import CostTooLarge, InputContradicts, NotComputable, PinImpossible

logger = logging.getLogger(__name__)

# What kills its worker must not go round for ever.
MOST_ATTEMPTS = 3
CHUNK = 500
# Longer than the proof may take, for what is done beside it.
BESIDE = timedelta(seconds=20)


def work_through(pk: int, *, now: datetime | None = None) -> None:
    """Calculates the proposal from what is so `now`. Nothing when another worker is at it, or it is done."""
    if not Proposal.objects.claim(pk, now=timezone.now()):
        return
    proposal = Proposal.objects.select_related("job", "predecessor").get(pk=pk)
    if proposal.attempts > MOST_ATTEMPTS:
        _fail(proposal, "gave_up")
        return
    inputs = _inputs(proposal, now)
    if inputs is not None:
        _calculate(proposal, inputs)


def _inputs(proposal: Proposal, now: datetime | None) -> Inputs | None:
    """What was kept, else what the records say now; None when it was thrown away meanwhile."""
    if proposal.inputs_sha256:
        return reading.kept_inputs(proposal)
    inputs = reading.read(proposal, now=now)
    kept = Proposal.objects.waiting().filter(pk=proposal.pk, inputs_sha256="")
    if not kept.update(inputs=inputs.text, inputs_sha256=inputs.sha256, wishes=inputs.wishes):
        return None
    proposal.inputs, proposal.inputs_sha256, proposal.wishes = inputs.text, inputs.sha256, inputs.wishes
    return inputs


def _calculate(proposal: Proposal, inputs: Inputs) -> None:
    # The solver is loaded by workers alone: it takes a second and 60 MB.
    from recipients.proposing.engine import propose

    longest = timedelta(seconds=inputs.content["seconds"]) + BESIDE
    try:
        outcome = propose(reading.problem_of(inputs), progress=lambda step: _tell(proposal, step, for_=longest))
    except NotComputable as refusal:
        _fail(proposal, *_said(refusal))
        return
    except DatabaseError:
        raise
    except Exception as error:
        # The same input would break it off each time: it is told at once instead of being tried again.
        logger.exception("proposal %s: the calculation broke off", proposal.pk)
        _fail(proposal, "broke_off", {"what": type(error).__name__})
        return
    _tell(proposal, WRITE)
    lines = writing.lines(proposal, inputs, outcome)
    _store(proposal, lines, writing.result(outcome))


def _tell(proposal: Proposal, step: str, *, for_: timedelta = LEASE) -> None:
    """A step begins: moves the progress bar and keeps the claim for so long."""
    Proposal.objects.filter(pk=proposal.pk).update(lease_until=timezone.now() + for_)
    Job.objects.filter(pk=proposal.job_id).update(done=CODES.index(step))


def _store(proposal: Proposal, lines: list[ProposalLine], columns: dict) -> None:
    """All of it, or nothing: a worker that took over after a lost lease finds it done."""
    data = {"served": columns["served"], "unserved": columns["unserved"], "inputs_sha256": proposal.inputs_sha256}
    try:
        with transaction.atomic():
            change_status(proposal, ProposalStatus.READY, actor=Actor.system(), data=data, **columns)
            ProposalLine.objects.bulk_create(lines, batch_size=CHUNK)
            _finish(proposal)
    except TransitionRefused:
        # Another worker was done first, or somebody threw it away: both are fine.
        return


def _finish(proposal: Proposal) -> None:
    Job.objects.filter(pk=proposal.job_id).update(done=len(STEPS), finished_at=timezone.now())


def _fail(proposal: Proposal, error: str, details: dict | None = None) -> None:
    try:
        with transaction.atomic():
            change_status(
                proposal,
                ProposalStatus.FAILED,
                actor=Actor.system(),
                data={"error": error},
                error=error,
                error_details=details or {},
            )
            Job.objects.filter(pk=proposal.job_id).update(finished_at=timezone.now())
    except TransitionRefused:
        return


def _said(refusal: NotComputable) -> tuple[str, dict]:
    """A code and keys; words are made of them when the page is read."""
    if isinstance(refusal, PinImpossible):
        return "pin_impossible", {"why": refusal.why, "item": refusal.item, "device": refusal.device}
    if isinstance(refusal, CostTooLarge):
        return "cost_too_large", {}
    if isinstance(refusal, InputContradicts):
        return "input_contradicts", {"what": refusal.what, "key": refusal.key}
    return "not_computable", {}


def forgotten(*, now: datetime) -> list[int]:
    """Proposals whose worker died, or whose bell was lost; rung from now on."""
    pks = list(Proposal.objects.forgotten(now).values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=pks).update(rung_at=now)
    return pks
