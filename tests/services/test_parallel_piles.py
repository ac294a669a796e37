"""Piles that two people scan at the same moment."""

import pytest

from custody.actor import Actor
from devices.models import Device, PileLine
from devices.piles import work
from devices.piles.registry import kind_of
from tests import cast
from tests.services.test_parallel_handover import done, slowly, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_device_that_two_people_scan_into_one_pile_at_once_is_done_once(volunteer, coordinator, _round):
    shelf, device = cast.location("regal-a-01"), cast.device()
    pile = work.start(kind_of("move"), {"location": shelf}, actor=Actor.person(volunteer))
    acts = [
        done(lambda p=p: work.scan(pile, device.number, actor=Actor.person(p)) and None)
        for p in (volunteer, coordinator)
    ]
    together([slowly(act) for act in acts])
    assert sorted(PileLine.objects.values_list("outcome", flat=True)) == ["already", "ok"]
    assert device.events.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_piles_at_once_the_device_stands_where_its_last_line_says(volunteer, coordinator, _round):
    device = cast.device()
    piles = [
        work.start(kind_of("move"), {"location": cast.location(code)}, actor=Actor.person(volunteer))
        for code in ("regal-a-01", "regal-b-02")
    ]
    acts = [done(lambda p=p: work.scan(p, device.number, actor=Actor.person(coordinator)) and None) for p in piles]
    assert together([slowly(act) for act in acts]) == ["done", "done"]
    last = device.events.order_by("-sequence").first()
    assert Device.objects.get(pk=device.pk).location_id == last.data["location"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_line_is_taken_back_once(volunteer, coordinator, _round):
    pile = work.start(kind_of("move"), {"location": cast.location("regal-a-01")}, actor=Actor.person(volunteer))
    line = work.scan(pile, cast.device().number, actor=Actor.person(volunteer))
    acts = [done(lambda p=p: work.undo(line, actor=Actor.person(p))) for p in (volunteer, coordinator)]
    assert sorted(together([slowly(act) for act in acts])) == ["done", "refused"]
    assert line.device.events.count() == 2
