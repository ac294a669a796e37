"""Several people at one handover at the same moment: papers are issued once, devices leave once, answers count once."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Counter as NumberCounter
from devices.models import Device
from documents.models import Document
from recipients import allocating, delivering, receipts
from recipients.models import Allocation, Handover
from tests import cast
from tests.recipients import handover_cast

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 10
ROUNDS = 3
# Long enough for the other one to come in between, after each statement that may lock.
PAUSE_SECONDS = 0.02


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(reference, school_user):
    return cast.institution(school_user)


def at_once(act: Callable[[], object]) -> Counter:
    """All clients do it at the same moment, each with a connection of its own; what they got, counted."""
    return Counter(together([act] * CLIENTS))


def together(acts: Sequence[Callable[[], object]]) -> list[object]:
    """All of them at the same moment, each with a connection of its own; what each got."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        close_old_connections()
        try:
            start.wait(timeout=120)
            return act()
        except TransitionRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def slowly(
    act: Callable[[], object], *, pause: float = PAUSE_SECONDS, after: str = "FOR UPDATE"
) -> Callable[[], object]:
    """The same in slow motion, so that two of them meet in their middle: it pauses after each change, and each
    statement with `after` in it."""

    def wait(execute, sql, params, many, context) -> object:
        result = execute(sql, params, many, context)
        if after in sql or sql.startswith("UPDATE"):
            time.sleep(pause)
        return result

    def run() -> object:
        with connection.execute_wrapper(wait):
            return act()

    return run


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


def standing(allocation: Allocation) -> int:
    """How many standing receipts name it."""
    return allocation.receipts.filter(active=True).count()


def done(act: Callable[[], object]) -> Callable[[], object]:
    return lambda: act() or "done"


def test_a_receipt_is_void_or_its_device_leaves_but_never_both(school, coordinator, actor, valkey):
    for _round in range(ROUNDS):
        handover = handover_cast.packed(school, coordinator)
        allocation = handover.allocations.select_related("device").first()
        receipt = allocation.receipts.get(active=True)
        outcome = together(
            [
                slowly(done(lambda receipt=receipt: receipts.void(receipt, actor=actor, reason="falsch"))),
                slowly(lambda a=allocation, h=handover: str(scan(h, a, actor))),
            ]
        )
        allocation.refresh_from_db()
        assert (outcome, allocation.status, standing(allocation)) in (
            (["done", "bad"], "reserved", 0),
            (["refused", "ok"], "delivered", 1),
        )


def scan(handover: Handover, allocation: Allocation, actor: Actor) -> delivering.Outcome:
    return delivering.scan_out(handover, allocation.device.number, actor=actor).outcome


def free(allocation: Allocation, actor: Actor) -> Callable[[], object]:
    """Releases it, read anew as a page does."""
    return done(lambda: allocating.release(Allocation.objects.get(pk=allocation.pk), reason="Tausch", actor=actor))


def test_no_receipt_names_what_was_released_while_it_was_issued(school, coordinator, actor, valkey):
    for _round in range(ROUNDS):
        handover = handover_cast.planned(school, coordinator)
        allocation = handover.allocations.first()
        outcome = together([slowly(free(allocation, actor)), slowly(lambda h=handover: receipts.issue(h, actor=actor))])
        allocation.refresh_from_db()
        assert (outcome, allocation.status, standing(allocation)) in (
            (["done", 1], "released", 0),
            (["refused", 2], "reserved", 1),
        )


def test_releasing_and_scanning_out_do_not_wait_for_each_other_in_a_circle(school, coordinator, actor, valkey):
    for pause in (0.1, 0.5):
        handover = handover_cast.packed(school, coordinator)
        allocation = handover.allocations.select_related("device").first()
        outcome = together(
            [
                slowly(free(allocation, actor), pause=pause),
                slowly(lambda a=allocation, h=handover: str(scan(h, a, actor))),
            ]
        )
        allocation.refresh_from_db()
        assert (outcome, allocation.status, standing(allocation)) == (["refused", "ok"], "delivered", 1)
