"""Several people at one cart at the same moment: a device takes one place, room is not exceeded, a scan counts once."""

import pytest

from custody.actor import Actor
from documents.models import Document
from recipients import handovers
from recipients.coming_back import exchanging
from recipients.models import Allocation, AllocationEvent, PackedDevice
from recipients.packing import scanning, swapping
from recipients.packing.swapping import Cause
from tests import cast
from tests.recipients import handover_cast
from tests.services.test_parallel_handover import slowly, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(reference, school_user):
    return cast.institution(school_user)


def on(handover):
    rows = handover.allocations.select_related("handover", "device__category", "item__need", "item__minimum_spec")
    return list(rows.order_by("pk"))


def test_one_free_device_takes_the_place_of_one_of_two(school, coordinator, actor, valkey):
    handover = handover_cast.with_receipts(school, coordinator)
    free = handover_cast.erased_notebook(coordinator)
    acts = [
        slowly(lambda row=row: swapping.swap(row, device=free, cause=Cause.NOT_FOUND, actor=actor) and "swapped")
        for row in on(handover)
    ]
    assert sorted(together(acts)) == ["refused", "swapped"]
    assert Allocation.objects.active().filter(device=free).count() == 1
    assert handover.allocations.active().count() == 2
    assert handover.receipts.active().count() == 2
    assert Document.objects.filter(version=2).count() == 1


def test_room_for_one_more_is_given_to_one(school, coordinator, actor, valkey):
    handover = handover_cast.planned(school, coordinator, allocations=[], room=1)
    rows = handover_cast.reserved(school, coordinator, needs=2)
    plan = {"starts_at": handover.starts_at, "place": handover.place, "assigned": [], "room": 1}

    def put(row):
        mine = type(handover).objects.get(pk=handover.pk)
        handovers.change(mine, allocations=[row], actor=actor, **plan)
        return "put"

    assert sorted(together([slowly(lambda row=row: put(row)) for row in rows])) == ["put", "refused"]
    assert handover.allocations.count() == 1


def test_two_scans_of_one_device_pack_it_once(school, coordinator, actor, valkey):
    handover = handover_cast.planned(school, coordinator)
    number = handover.allocations.first().device.number
    act = slowly(lambda: str(scanning.scan(handover, number, actor=actor).outcome))
    assert sorted(together([act, act])) == ["again", "ok"]
    assert PackedDevice.objects.count() == 1
    assert AllocationEvent.objects.filter(kind="put_on_cart").count() == 1


def test_two_who_exchange_a_crossed_pair_exchange_it_once(school, coordinator, actor, valkey):
    handover = handover_cast.under_way(school, coordinator)
    first, second = on(handover)
    act = slowly(lambda: exchanging.exchange(first, second, actor=actor, reason="vertauscht") or "exchanged")
    assert sorted(together([act, act])) == ["exchanged", "refused"]
    now = dict(handover.allocations.values_list("pk", "item"))
    assert now == {first.pk: second.item_id, second.pk: first.item_id}
    assert sorted(Document.objects.values_list("version", "status")) == [
        (1, "superseded"),
        (1, "superseded"),
        (2, "queued"),
        (2, "queued"),
    ]
