"""Reservations that run out while somebody packs, extends or confirms: each ends in one whole state."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating, handovers
from recipients.holding import extending, running_out
from recipients.models import Allocation, Need
from recipients.reports import reporting
from tests import cast
from tests.recipients import handover_cast
from tests.services.test_parallel_handover import slowly, together

pytestmark = pytest.mark.django_db(transaction=True)
LATE = cast.NOW + timedelta(days=4)
LONG_AGO = date(2026, 11, 1)
ROUNDS = 2


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(reference, school_user):
    return cast.institution(school_user)


def whole(allocation: Allocation) -> tuple[str, str, str]:
    row = Allocation.objects.select_related("device", "item__need").get(pk=allocation.pk)
    return row.status, row.device.status, row.item.need.status


KEPT, ENDED = ("reserved", "reserved", "reserved"), ("released", "ready", "open")


def quiet(act: Callable[[], object]) -> Callable[[], object]:
    """A refusal is an answer, not an error."""

    def run() -> object:
        try:
            return act()
        except TransitionRefused:
            return "refused"

    return run


def test_what_is_packed_at_that_moment_is_kept_or_was_never_on_the_cart(school, coordinator, actor, valkey):
    for _round in range(ROUNDS):
        handover = handover_cast.packed(school, coordinator)
        handovers.unpack(handover, actor=actor, reason="noch einmal")
        rows = list(handover.allocations.all())
        Allocation.objects.filter(handover=handover).update(held_until=LONG_AGO)
        pack = slowly(lambda handover=handover: handovers.pack(handover, actor=actor))
        expire = slowly(lambda: running_out.end_holds(now=LATE))
        together([quiet(pack), quiet(expire)])
        handover.refresh_from_db()
        if handover.status == "packed":
            assert handover.allocations.count() == handover.receipts.active().count() >= 1
        for row in rows:
            assert whole(row) in (KEPT, ENDED)
            assert (whole(row) == KEPT) == handover.allocations.filter(pk=row.pk).exists()


def test_two_ticks_end_each_hold_once_and_an_extended_one_not_at_all(school, coordinator, actor, valkey):
    rows = handover_cast.reserved(school, coordinator, needs=3)
    Allocation.objects.update(held_until=LONG_AGO)
    extend = slowly(lambda: extending.extend([rows[0].pk], until=LATE.date(), actor=actor, now=cast.NOW).done)
    tick = slowly(lambda: running_out.end_holds(now=LATE))
    together([extend, tick, tick])
    for row in rows[1:]:
        assert whole(row) == ENDED
        assert row.events.filter(kind="hold_ran_out").count() == 1
    first = Allocation.objects.get(pk=rows[0].pk)
    assert whole(first) in (KEPT, ENDED)
    assert (first.status == "reserved") == (first.held_until == LATE.date())


def test_a_device_that_runs_out_is_promised_to_one_of_the_next(school, coordinator, actor, valkey):
    (row,) = handover_cast.reserved(school, coordinator, needs=1)
    Allocation.objects.update(held_until=LONG_AGO)
    request = cast.request(school, coordinator)
    items = [cast.need(request).items.get() for _n in range(2)]
    device = Device.objects.get(pk=row.device_id)
    promise = [
        quiet(slowly(lambda item=item: allocating.allocate(item=item, device=device, actor=actor))) for item in items
    ]
    together([quiet(slowly(lambda: running_out.end_holds(now=LATE))), *promise])
    active = Allocation.objects.active().filter(device=device)
    device.refresh_from_db()
    assert active.count() == (1 if device.status == "reserved" else 0)
    assert Need.objects.filter(status="reserved").count() == active.count()


def test_ten_reports_of_one_device_are_one(school, coordinator, school_user, valkey):
    handover = cast.handover(school, coordinator)
    item = cast.need(cast.request(school, coordinator)).items.get()
    row = cast.allocation(cast.device(), item, coordinator, handover=handover, status="handed_over")
    said = {"kind": "defect", "reason": "battery", "replacement": True, "actor": Actor.person(school_user)}
    outcome = together([quiet(lambda: reporting.report(row, **said).pk)] * 10)
    assert outcome.count("refused") == 9 and row.reports.count() == 1
