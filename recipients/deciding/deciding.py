"""Approve and decline several requests, decline several needs: each request whole or not at all, losers by name."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status_many
from recipients import requests as services
from recipients.deciding import letters
from recipients.enums import NeedStatus, Verdict
from recipients.institutions import needs_reason
from recipients.models import Decision, Need, Request

# What one press of a button may decide about.
MOST = 1000


@dataclass(frozen=True)
class Outcome:
    """What was decided and what was not: {number: why}. Nothing done, no decision."""

    decision: Decision | None
    done: int
    refused: dict[str, str] = field(default_factory=dict)


def approve_requests(pks: Collection[int], *, actor: Actor, now: datetime | None = None) -> Outcome:
    """Submitted → approved, as `requests.approve`, with one mail to each institution."""
    now = now or timezone.now()
    return _each_request(
        pks, Verdict.APPROVED, lambda row: services.put_on_list(row, actor=actor, now=now), actor=actor, now=now
    )


def decline_requests(pks: Collection[int], *, reason: str, actor: Actor, now: datetime | None = None) -> Outcome:
    """Submitted → declined, as `requests.decline`, with one mail to each institution. Raises TransitionRefused without
    a reason."""
    needs_reason(reason)
    now = now or timezone.now()
    return _each_request(
        pks,
        Verdict.DECLINED,
        lambda row: services.turn_down(row, reason=reason, actor=actor, now=now),
        actor=actor,
        now=now,
    )


def decline_needs(pks: Collection[int], *, reason: str, actor: Actor, now: datetime | None = None) -> Outcome:
    """Open → declined, as `needs.decline_need`, with one mail to each institution; the others of the same request stay.
    Raises TransitionRefused without a reason."""
    needs_reason(reason)
    now = now or timezone.now()
    with transaction.atomic():
        ended = change_status_many(
            Need, sorted(pks), NeedStatus.DECLINED, actor=actor, note=reason.strip(), happened_at=now
        )
        decision = _written(Verdict.DECLINED, (), ended.changed, actor, now)
    names = {row.pk: str(row) for row in Need.objects.filter(pk__in=ended.refused).select_related("request")}
    return Outcome(decision, len(ended.changed), {names[pk]: why for pk, why in ended.refused.items()})


@transaction.atomic
def decide_by_need(
    request: Request, *, declined: Collection[int], reason: str = "", actor: Actor, now: datetime | None = None
) -> Decision:
    """Approves a request without those of its needs that are declined; all of it or nothing.

    Raises TransitionRefused when a need is declined without a reason, when all are (then the request is declined), or
    when something moved meanwhile.
    """
    now = now or timezone.now()
    if declined:
        needs_reason(reason)
    needs = Need.objects.filter(request=request, pk__in=declined).values_list("pk", flat=True)
    ended = change_status_many(Need, sorted(needs), NeedStatus.DECLINED, actor=actor, note=reason, happened_at=now)
    for refusal in ended.refused.values():
        raise TransitionRefused(refusal)
    services.put_on_list(request, actor=actor, now=now)
    decision = _written(Verdict.APPROVED, [request.pk], ended.changed, actor, now)
    assert decision is not None  # the request is in it
    return decision


@transaction.atomic
def _each_request(
    pks: Collection[int], verdict: Verdict, step: Callable[[Request], None], *, actor: Actor, now: datetime
) -> Outcome:
    """Each in a savepoint of its own, so that one that moved meanwhile keeps none of the others; none without the
    decision and its mails."""
    done, refused = [], {}
    for row in Request.objects.filter(pk__in=pks).select_related("institution").order_by("pk"):
        try:
            with transaction.atomic():
                step(row)
        except TransitionRefused as refusal:
            refused[row.number] = str(refusal)
        else:
            done.append(row.pk)
    return Outcome(_written(verdict, done, (), actor, now), len(done), refused)


def _written(
    verdict: Verdict, requests: Collection[int], needs: Collection[int], actor: Actor, now: datetime
) -> Decision | None:
    """The decision with its mails; none for nothing."""
    if not requests and not needs:
        return None
    decision = Decision.objects.create(verdict=verdict, decided_by=actor.user, decided_at=now)
    decision.requests.set(requests)
    decision.needs.set(needs)
    asked = Need.objects.select_related("request").order_by("request", "position")
    about = [*Request.objects.filter(pk__in=requests).order_by("pk"), *asked.filter(pk__in=needs)]
    letters.tell(decision, letters.OCCASIONS[verdict], about=about)
    return decision
