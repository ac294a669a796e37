"""From the engine's outcome to rows."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from recipients.models import Proposal, ProposalLine
from recipients.proposals.reading import Inputs, imagined_kind
from recipients.proposing.problem import Missing, Pair, Reason
from recipients.proposing.problem import Proposal as Outcome


def lines(proposal: Proposal, inputs: Inputs, outcome: Outcome) -> list[ProposalLine]:
    """One for each open item of each need, in the order of the waiting list."""
    pairs = {pair.item: pair for pair in outcome.pairs}
    missing = {one.need: [_missing(lack) for lack in one.missing] for one in outcome.unserved}
    return [
        _line(proposal, need, item["item"], pairs.get(item["item"]), missing.get(need["need"], []))
        for need in inputs.content["needs"]
        for item in need["items"]
    ]


def _line(
    proposal: Proposal, need: dict[str, Any], item: int, pair: Pair | None, missing: list[dict[str, Any]]
) -> ProposalLine:
    line = ProposalLine(
        proposal=proposal, need_id=need["need"], item_id=item, place=need["place"], points=need["weight"]
    )
    if pair is None:
        line.missing = missing
        return line
    if pair.device > 0:
        line.device_id = pair.device
    else:
        line.imagined = imagined_kind(proposal.imagined, pair.device)
    line.is_pinned = pair.reason.pinned
    line.reason = _reason(pair.reason)
    return line


def _reason(reason: Reason) -> dict[str, int]:
    """The numbers. Which wishes were met is no number, and is forgotten with the wishes."""
    told = asdict(reason)
    return {name: value for name, value in told.items() if name not in ("pinned", "wishes_met") and value}


def _missing(one: Missing) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if value is not None}


def result(outcome: Outcome) -> dict[str, Any]:
    """Columns of the proposal: counts of needs, the goals' values, and how good it is proven to be."""
    goals, proof = outcome.goals, outcome.proof
    return {
        "served": len(goals.served),
        "unserved": len(outcome.unserved),
        "optimal": proof.optimal,
        "result": {"goals": dict(_counted(asdict(goals))), "proof": asdict(proof)},
    }


def _counted(goals: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Numbers as they are; lists of needs, which stand in the lines, by their length."""
    for name, value in goals.items():
        yield name, len(value) if isinstance(value, tuple) else value
