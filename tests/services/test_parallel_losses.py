"""A loss and a return of one device at the same moment: one of them counts, and neither breaks."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import close_old_connections, connection

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import stages
from devices.models import Device
from recipients import followers, returning
from recipients.models import Allocation
from tests import cast
from tests.services.locks import somebody_waits

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

LONGEST_WAIT_SECONDS = 30


@pytest.fixture
def used(reference, coordinator, school_user) -> Allocation:
    """A device of a school that is in our repair."""
    school = cast.institution(school_user)
    need = cast.need(cast.request(school, coordinator))
    handover = cast.handover(school, coordinator)
    row = cast.allocation(
        cast.device(status="ready"), need.items.get(), coordinator, status="handed_over", handover=handover
    )
    Device.objects.filter(pk=row.device_id).update(status="in_repair")
    return row


def outcome(act) -> str:
    """What became of it, on a connection of its own."""
    close_old_connections()
    try:
        act()
        return "done"
    except TransitionRefused:
        return "refused"
    finally:
        connection.close()


def test_a_loss_and_a_return_of_one_device_at_once(used, coordinator, valkey, monkeypatch):
    actor, in_the_middle, real = Actor.person(coordinator), Event(), followers.end_use

    def end_use(*args, **options) -> None:
        in_the_middle.set()
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while not somebody_waits() and time.monotonic() < until:
            time.sleep(0.01)
        real(*args, **options)

    def is_lost() -> None:
        stages.report_lost(Device.objects.get(pk=used.device_id), actor=actor, reason="weg")

    def comes_back() -> None:
        in_the_middle.wait(LONGEST_WAIT_SECONDS)
        row = Allocation.objects.get(pk=used.pk)
        returning.returned(row, actor=actor, reason="kaputt", replacement=False)

    monkeypatch.setattr(followers, "end_use", end_use)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(outcome, [is_lost, comes_back])) == ["done", "refused"]
    used.refresh_from_db()
    assert (used.status, Device.objects.get(pk=used.device_id).status) == ("returned", "lost")
