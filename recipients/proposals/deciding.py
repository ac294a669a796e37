"""Confirming a proposal: everything that it proposes is reserved in one step, as far as it is still possible; what is
not is kept with the sentence that says why."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, change_status_many
from recipients import confirming
from recipients.confirming import Pair
from recipients.enums import ProposalStatus
from recipients.holding.terms import still_to_come
from recipients.models import Allocation, Proposal, ProposalLine, ProposalOutcome
from recipients.proposals.rules import noted
from recipients.proposals.scope import Scope

CHUNK = 500


@dataclass
class Decided:
    """What became of the proposed pairs."""

    made: list[Allocation] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    """{line: a sentence that says why not}"""


@transaction.atomic
def confirm(
    proposal: Proposal, *, actor: Actor, now: datetime | None = None, held_until: date | None = None
) -> Decided:
    """Reserves what is proposed, until `held_until` or the proposal's day, or for a new term if that is over.

    What cannot be reserved any more is named, the rest is kept. Raises TransitionRefused, having changed nothing, when
    somebody decided on it already, when it is a what-if, or when nothing is proposed.
    """
    now = now or timezone.now()
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    _may_be_confirmed(locked)
    lines = list(locked.lines.filter(device__isnull=False).order_by("place", "pk"))
    if not lines:
        raise TransitionRefused(_("This proposal gives nothing to anybody. There is nothing to confirm."))
    until = held_until or still_to_come(locked.held_until, timezone.localdate(now))
    decided = _reserve(locked, lines, actor, now, until)
    data = {"reserved": len(decided.made), "refused": len(decided.refused)}
    change_status(locked, ProposalStatus.CONFIRMED, actor=actor, happened_at=now, data=data, held_until=until)
    _end_versions_before(locked, actor, now)
    proposal.refresh_from_db()
    return decided


def _end_versions_before(proposal: Proposal, actor: Actor, now: datetime) -> None:
    """Nobody has to decide any more on what this one took the place of."""
    before = []
    while proposal.predecessor is not None:
        proposal = proposal.predecessor
        before.append(proposal.pk)
    open_ones = Proposal.objects.filter(pk__in=before).open().values_list("pk", flat=True)
    change_status_many(Proposal, open_ones, ProposalStatus.DISCARDED, actor=actor, happened_at=now)


def _may_be_confirmed(proposal: Proposal) -> None:
    if proposal.is_what_if:
        raise TransitionRefused(_("This is a what-if: some of its devices are not there. It can't be confirmed."))
    if proposal.status == ProposalStatus.CONFIRMED:
        raise TransitionRefused(
            _("The proposal %(number)s has been confirmed already. Below you see what was reserved.")
            % {"number": proposal.number}
        )
    if proposal.status != ProposalStatus.READY:
        raise TransitionRefused(
            _("The proposal %(number)s is “%(status)s” and can't be confirmed.")
            % {"number": proposal.number, "status": proposal.get_status_display()}
        )
    if noted(proposal):
        raise TransitionRefused(
            _("What you pinned or ruled out is not in this proposal yet. Please calculate it again first.")
        )


def _reserve(proposal: Proposal, lines: list[ProposalLine], actor: Actor, now: datetime, held_until: date) -> Decided:
    line_of = {Pair(line.item_id, line.device_id): line.pk for line in lines}
    cap = Scope.of(proposal.scope).cap
    result = confirming.confirm(list(line_of), actor=actor, now=now, held_until=held_until, cap=cap)
    refused = {line_of[one.pair]: one.reason for one in result.refused}
    _write_outcomes({line_of[Pair(row.item_id, row.device_id)]: row for row in result.made}, refused)
    return Decided(result.made, refused)


def _write_outcomes(made: dict[int, Allocation], refused: dict[int, str]) -> None:
    rows = [ProposalOutcome(line_id=line, allocation=allocation) for line, allocation in made.items()]
    rows += [ProposalOutcome(line_id=line, refusal=reason) for line, reason in refused.items()]
    ProposalOutcome.objects.bulk_create(rows, batch_size=CHUNK)
