"""Eight coordinators confirm overlapping proposals at the same moment: no device and no need is promised twice, no
school and no household gets more than its share, no answer is lost: whoever loses is told which pair, and by what."""

import os
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from custody.actor import Actor
from custody.chain import broken_lines
from devices.models import Device
from recipients.enums import RuleKind
from recipients.models import Allocation, AllocationCap, Need, NeedItem, Proposal, ProposalOutcome
from recipients.proposals import deciding, running, starting
from recipients.proposals.deciding import Decided
from recipients.proposals.scope import Scope
from tests import cast
from tests.conftest import person
from tests.services.test_parallel_allocation import at_once, is_whole

pytestmark = pytest.mark.django_db(transaction=True)

COORDINATORS = 8
SCHOOLS, NEEDS, SIBLINGS, CAP = 2, 12, 6, 7
STOCK, PINS = 18, 3
ROUNDS = 100 if os.environ.get("H4F_SOAK") else 3


@pytest.fixture
def people(transactional_db) -> list[Actor]:
    return [Actor.person(person(f"Anna {number}", Role.COORDINATOR)) for number in range(COORDINATORS)]


@pytest.fixture
def needs(people) -> list[NeedItem]:
    """Of two schools with a limit, half of them siblings by twos; fewer devices than needs."""
    today, by = timezone.localdate(), people[0].user
    AllocationCap.objects.create(first_day=today, last_day=today + timedelta(days=1), device_sets=CAP, set_by=by)
    donation = cast.donation(status="received")
    for _number in range(STOCK):
        cast.device(status="ready", donation=donation)
    return [
        cast.need(asked, pupil_code=f"K{number}", household_code=f"H{number // 2}" if number < SIBLINGS else "")
        .items.select_related("need__request")
        .get()
        for asked in [cast.request(cast.institution(), by) for _school in range(SCHOOLS)]
        for number in range(NEEDS)
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_eight_coordinators_confirm_at_once(people, needs, seed):
    proposals = overlapping(random.Random(seed), needs, people)
    answers: dict[int, Decided] = {}

    def act(proposal: Proposal, actor: Actor) -> None:
        answers[proposal.pk] = deciding.confirm(proposal, actor=actor)

    acts = [lambda pair=pair: act(*pair) for pair in zip(proposals, people, strict=True)]
    assert at_once(acts) == {"done": COORDINATORS}
    everything_is_said(answers)
    nothing_is_promised_twice(answers)
    nobody_gets_more_than_the_share()


def overlapping(chance: random.Random, needs: list[NeedItem], people: list[Actor]) -> list[Proposal]:
    """By the worker's own code, of the same stock and waiting list; each coordinator had other pairs in mind."""
    devices = list(Device.objects.filter(status="ready"))
    return [
        _calculated(
            Scope(cap=chance.randint(PINS, CAP)), chance.sample(needs, PINS), chance.sample(devices, PINS), actor
        )
        for actor in people
    ]


def _calculated(scope: Scope, needs: list[NeedItem], devices: list[Device], actor: Actor) -> Proposal:
    row = starting.start(scope, held_until=timezone.localdate() + timedelta(days=7), actor=actor)
    households = set()
    for item, device in zip(needs, devices, strict=True):
        household = (item.need.request_id, item.need.household_code or item.pk)
        if household not in households:
            row.rules.create(kind=RuleKind.PIN, item=item, device=device, made_by=actor.user)
        households.add(household)
    running.work_through(row.pk)
    row.refresh_from_db()
    assert row.status == "ready"
    return row


def everything_is_said(answers: dict[int, Decided]) -> None:
    """Each pair was reserved or is named with a sentence, in the answer as in the records, and one coordinator at least
    got all they asked for."""
    for pk, answer in answers.items():
        proposed = set(Proposal.objects.get(pk=pk, status="confirmed").lines.exclude(device=None).values_list("pk"))
        outcomes = ProposalOutcome.objects.filter(line__proposal=pk)
        assert set(outcomes.values_list("line")) == proposed
        assert dict(outcomes.filter(allocation=None).values_list("line", "refusal")) == answer.refused
        reserved = outcomes.exclude(allocation=None).values_list("allocation", flat=True)
        assert set(reserved) == {row.pk for row in answer.made}
    assert any(not answer.refused for answer in answers.values())


def nothing_is_promised_twice(answers: dict[int, Decided]) -> None:
    """What the coordinators were told is what stands in the database, and the histories are whole."""
    told = sorted(row.pk for answer in answers.values() for row in answer.made)
    assert told == sorted(Allocation.objects.active().values_list("pk", flat=True))
    assert Allocation.objects.values("device").distinct().count() == len(told)
    assert Allocation.objects.values("item").distinct().count() == len(told)
    assert is_whole()
    for row in [*Device.objects.filter(status="reserved"), *Need.objects.filter(status="reserved")]:
        assert row.events.count() == 1
        assert not broken_lines(row.events.all())


def nobody_gets_more_than_the_share() -> None:
    """Each school has what the limit allows at most; of siblings one has a device."""
    promised = Need.objects.filter(items__allocations__in=Allocation.objects.active()).select_related("request")
    of_schools = Counter(need.request.institution_id for need in promised)
    assert max(of_schools.values()) <= CAP
    of_households = Counter((need.request.institution_id, need.household_code) for need in promised)
    assert all(count == 1 for (_school, code), count in of_households.items() if code)
