"""Several coordinators decide about the same requests at the same moment: each request is decided once, told once."""

from collections import Counter

import pytest

from custody.actor import Actor
from custody.models import Mail
from recipients.deciding import deciding, undoing
from recipients.models import Decision, Request
from tests import cast
from tests.services.test_parallel_handover import together

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def sent(reference, school_user) -> list[Request]:
    school = cast.institution(school_user)
    rows = [cast.request(school, school_user, status="submitted") for _number in range(3)]
    for row in rows:
        cast.need(row, queued_since=None)
    return rows


def test_each_request_is_approved_or_declined_by_one_of_eight(sent, actor, valkey):
    pks = [row.pk for row in sent]
    acts = [
        lambda: deciding.approve_requests(pks, actor=actor),
        lambda: deciding.decline_requests(pks, reason="Ferien", actor=actor),
    ] * (CLIENTS // 2)
    outcomes = together(acts)
    assert sum(outcome.done for outcome in outcomes) == len(sent)
    assert sum(len(outcome.refused) for outcome in outcomes) == len(sent) * (CLIENTS - 1)
    for row in Request.objects.filter(pk__in=pks):
        (event,) = row.events.exclude(new_status="")
        decision = row.decisions.get()
        assert event.new_status == row.status == decision.verdict
        assert set(row.needs.values_list("status", flat=True)) == {"open" if row.status == "approved" else "declined"}
    assert Mail.objects.count() == Decision.objects.count()


def test_a_decision_is_taken_back_by_one_of_eight(sent, actor, valkey):
    decision = deciding.approve_requests([row.pk for row in sent], actor=actor).decision
    outcomes = together([lambda: undoing.undo(decision, actor=actor)] * CLIENTS)
    assert Counter(outcome == "refused" for outcome in outcomes) == {True: CLIENTS - 1, False: 1}
    assert set(Request.objects.values_list("status", flat=True)) == {"submitted"}
    assert Mail.objects.filter(kind="decision_undone").count() == 1
