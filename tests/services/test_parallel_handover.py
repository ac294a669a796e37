"""Several people at one handover at the same moment: papers are issued once, devices leave once, answers count once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Counter as NumberCounter
from devices.models import Device
from documents.models import Document
from recipients import delivering, receipts
from recipients.models import Handover
from tests import cast
from tests.recipients import handover_cast

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 10


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(reference, school_user):
    return cast.institution(school_user)


def at_once(act: Callable[[], object]) -> Counter:
    """All clients do it at the same moment, each with a connection of its own; what they got, counted."""
    start = threading.Barrier(CLIENTS)

    def run(_client: int) -> object:
        close_old_connections()
        try:
            start.wait(timeout=30)
            return act()
        except TransitionRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(run, range(CLIENTS)))


def test_ten_people_issue_the_same_receipts_and_each_is_issued_once(school, coordinator, actor, valkey):
    handover = handover_cast.planned(school, coordinator)
    outcome = at_once(lambda: receipts.issue(handover, actor=actor, now=cast.NOW))
    assert outcome == {2: 1, 0: CLIENTS - 1}
    assert list(Document.objects.order_by("pk").values_list("number", "version")) == [
        ("Q-2026-00001", 1),
        ("Q-2026-00002", 1),
    ]
    assert handover.receipts.active().count() == 2


def test_ten_handovers_issue_at_once_without_a_gap(school, coordinator, actor, valkey):
    handovers = [handover_cast.planned(school, coordinator) for _number in range(CLIENTS)]
    waiting = iter(handovers)
    lock = threading.Lock()

    def issue() -> int:
        with lock:
            handover = next(waiting)
        return receipts.issue(handover, actor=actor, now=cast.NOW)

    assert at_once(issue) == {2: CLIENTS}
    sequences = sorted(Document.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, 2 * CLIENTS + 1))
    assert NumberCounter.objects.get(series="Q", year=2026).last == 2 * CLIENTS


def test_ten_scanners_and_one_device(school, coordinator, actor, valkey):
    handover = handover_cast.packed(school, coordinator)
    number = handover.allocations.first().device.number
    outcome = at_once(lambda: str(delivering.scan_out(handover, number, actor=actor).outcome))
    assert outcome == {"ok": 1, "again": CLIENTS - 1}
    device = Device.objects.get(number=number)
    assert [event.new_status for event in device.events.all()] == ["delivered"]
    assert Handover.objects.get().status == "under_way"


def test_ten_answers_of_one_school(school, coordinator, actor, valkey):
    handover = handover_cast.under_way(school, coordinator)
    except_for = {handover.allocations.order_by("pk").first().pk: "Kind war krank"}
    outcome = at_once(lambda: delivering.confirm(handover, exceptions=except_for, actor=actor))
    assert outcome == {(1, 1): 1, "refused": CLIENTS - 1}
    assert sorted(handover.allocations.values_list("status", flat=True)) == ["handed_over", "released"]
    assert sorted(Document.objects.values_list("status", flat=True)) == ["ready", "voided"]
    assert Handover.objects.get().status == "closed"
