"""Fifty people want the same thing at the same moment: one gets it, the others are told, nothing is half done."""

import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating, matching
from recipients.allocating import AlreadyAllocated
from recipients.models import Allocation, Need, NeedItem
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 50
ROUNDS = 100 if os.environ.get("H4F_SOAK") else 10


@pytest.fixture
def actor(transactional_db) -> Actor:
    return Actor.person(person("Anna Berger", Role.COORDINATOR))


@pytest.fixture
def asked(actor):
    return cast.request(cast.institution(), actor.user)


def at_once(acts: list[Callable[[], object]]) -> Counter:
    """Runs all of them at the same moment, each with a connection of its own; counts what became of them."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        close_old_connections()
        try:
            start.wait(timeout=120)
            act()
        except TransitionRefused as refusal:
            assert str(refusal)
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def items_of(asked, count: int) -> list[NeedItem]:
    return [cast.need(asked, pupil_code=f"K{number}").items.get() for number in range(count)]


def is_whole() -> bool:
    """Statuses of devices and needs are exactly what the active allocations say."""
    active = Allocation.objects.active()
    reserved = set(Device.objects.filter(status="reserved").values_list("pk", flat=True))
    served = set(Need.objects.filter(status="reserved").values_list("pk", flat=True))
    return reserved == set(active.values_list("device", flat=True)) and served == set(
        active.values_list("item__need", flat=True)
    )


def promise(item: NeedItem, device: Device, actor: Actor) -> Callable[[], object]:
    return lambda: allocating.allocate(item=item, device=device, actor=actor)


def test_fifty_needs_one_device_one_winner(asked, actor):
    device = cast.device(status="ready")
    outcome = at_once([promise(item, device, actor) for item in items_of(asked, CLIENTS)])
    assert outcome == {"done": 1, AlreadyAllocated.__name__: CLIENTS - 1}
    allocation = Allocation.objects.get()
    assert (allocation.device, allocation.status, allocation.events.count()) == (device, "reserved", 1)
    assert Device.objects.get().events.count() == 1
    assert is_whole()


def test_fifty_devices_one_need_one_winner(asked, actor):
    item = items_of(asked, 1)[0]
    donation = cast.donation(status="received")
    devices = [cast.device(status="ready", donation=donation) for _number in range(CLIENTS)]
    outcome = at_once([promise(item, device, actor) for device in devices])
    assert outcome == {"done": 1, AlreadyAllocated.__name__: CLIENTS - 1}
    assert Allocation.objects.count() == 1
    assert is_whole()


def test_crossing_pairs_do_not_wait_for_each_other_in_a_circle(asked, actor):
    donation = cast.donation(status="received")
    items = items_of(asked, 5)
    devices = [cast.device(status="ready", donation=donation) for _number in range(5)]
    outcome = at_once([promise(item, device, actor) for item in items for device in devices])
    assert outcome["done"] == Allocation.objects.active().count()
    assert outcome["done"] + outcome[AlreadyAllocated.__name__] == 25
    assert is_whole()


def test_releasing_and_promising_parts_of_one_set_stay_in_step(asked, actor):
    """The need's status follows from both of its items, whoever comes first."""
    donation = cast.donation(status="received")
    for number in range(ROUNDS):
        need = cast.need(asked, items=2, pupil_code=f"S{number}")
        first, second = need.items.all()
        one, two = (cast.device(status="ready", donation=donation) for _number in range(2))
        held = allocating.allocate(item=first, device=one, actor=actor)

        def free(allocation=held) -> None:
            allocating.release(allocation, reason="Tausch", actor=actor)

        assert at_once([free, promise(second, two, actor)]) == {"done": 2}
        need.refresh_from_db()
        assert need.status == "reserved"
        assert is_whole()


def test_released_and_wanted_at_once_it_has_one_owner_or_none(asked, actor):
    items = items_of(asked, ROUNDS + 1)
    device = cast.device(status="ready")
    for item in items[1:]:
        held = Allocation.objects.active().filter(device=device).first() or allocating.allocate(
            item=items[0], device=device, actor=actor
        )

        def free(allocation=held) -> None:
            allocating.release(allocation, reason="Tausch", actor=actor)

        at_once([free, promise(item, device, actor), promise(item, device, actor)])
        assert Allocation.objects.active().filter(device=device).count() <= 1
        assert is_whole()
    assert matching.fits(device, items[0])
