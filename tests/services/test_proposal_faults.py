"""Proposals on real servers: workers that die in a calculation, and two tabs that confirm one proposal at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from custody.actor import Actor
from recipients.models import Allocation, Proposal, ProposalLine
from recipients.proposals import deciding, running, starting
from recipients.proposals.filters import LineFilter
from recipients.proposals.scope import Scope
from tests import cast
from tests.conftest import person
from tests.recipients.proposals_cast import ready, waiting
from tests.services.servers import until
from tests.services.test_parallel_allocation import at_once, is_whole

pytestmark = pytest.mark.django_db(transaction=True)

NEEDS, DEVICES = 40, 30


@pytest.fixture
def actor(transactional_db) -> Actor:
    return Actor.person(person("Anna Berger", Role.COORDINATOR))


@pytest.fixture
def started(actor) -> Proposal:
    """Of forty needs and thirty devices, waiting for a worker."""
    asked = cast.request(cast.institution(), actor.user)
    donation = cast.donation(status="received")
    for number in range(NEEDS):
        waiting(asked, pupil_code=f"K{number}", ram_gib=64 if number == 0 else 4)
    for _number in range(DEVICES):
        ready(donation=donation)
    today = timezone.localdate()
    return starting.start(Scope(), held_until=today + timedelta(days=7), actor=actor)


def test_a_worker_that_is_killed_leaves_nothing_half_and_another_ends_it(
    valkey, started, start_worker, clock, let_leases_run_out
):
    first = start_worker()
    until(lambda: Proposal.objects.exclude(inputs_sha256="").exists(), "what it is calculated from is kept")
    first.kill()
    assert ProposalLine.objects.count() in (0, NEEDS)
    kept = Proposal.objects.get().inputs_sha256
    let_leases_run_out(Proposal.objects.all())
    start_worker()
    until(lambda: Proposal.objects.get().status == "ready", "the proposal is calculated")
    row = Proposal.objects.get()
    assert (row.served, row.unserved, row.lines.count()) == (DEVICES, NEEDS - DEVICES, NEEDS)
    assert row.inputs_sha256 == kept
    assert row.events.filter(new_status="ready").count() == 1


def test_two_tabs_that_confirm_at_once_reserve_once(started, actor):
    running.work_through(started.pk)
    tabs = [lambda: deciding.confirm(Proposal.objects.get(), actor=actor)] * 2
    assert at_once(tabs) == {"done": 1, "TransitionRefused": 1}
    assert Allocation.objects.active().count() == DEVICES
    assert is_whole()


def test_two_workers_at_one_proposal_write_it_once(started):
    assert at_once([lambda: running.work_through(started.pk)] * 2) == {"done": 2}
    assert Proposal.objects.get().status == "ready"
    assert ProposalLine.objects.count() == NEEDS


def test_lines_are_narrowed_by_what_is_missing(started):
    """Asked of JSON as text, which each database writes in its own way."""
    running.work_through(started.pk)
    lines = ProposalLine.objects.all()
    assert [LineFilter({"missing": code}, lines).qs.count() for code in "01"] == [NEEDS - DEVICES - 1, 1]
