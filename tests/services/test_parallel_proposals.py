"""Eight coordinators confirm overlapping proposals at the same moment: no device and no need is promised twice, and no
answer is lost: whoever loses is told which pair, and by what."""

import os
import random

import pytest

from accounts.roles import Role
from custody.actor import Actor
from custody.chain import broken_lines
from devices.models import Device
from recipients.confirming import Confirmed, Pair, confirm
from recipients.models import Allocation, Need
from tests import cast
from tests.conftest import person
from tests.services.test_parallel_allocation import at_once, is_whole

pytestmark = pytest.mark.django_db(transaction=True)

COORDINATORS = 8
STOCK, ASKED, PAIRS = 24, 30, 18
ROUNDS = 100 if os.environ.get("H4F_SOAK") else 2


def overlapping(chance: random.Random, items: list[int], devices: list[int]) -> list[Pair]:
    """A proposal of its own for the same stock: each device once, each need once."""
    count = min(PAIRS, len(items), len(devices))
    pairs = zip(chance.sample(items, count), chance.sample(devices, count), strict=True)
    return [Pair(item, device) for item, device in pairs]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_eight_coordinators_confirm_at_once(transactional_db, seed):
    chance = random.Random(seed)
    people = [Actor.person(person(f"Anna {number}", Role.COORDINATOR)) for number in range(COORDINATORS)]
    asked = cast.request(cast.institution(), people[0].user)
    donation = cast.donation(status="received")
    items = [cast.need(asked, pupil_code=f"K{number}").items.get().pk for number in range(ASKED)]
    devices = [cast.device(status="ready", donation=donation).pk for _number in range(STOCK)]
    proposals = [overlapping(chance, items, devices) for _person in people]
    answers: dict[int, Confirmed] = {}

    def act(number: int) -> None:
        answers[number] = confirm(proposals[number], actor=people[number])

    assert at_once([lambda number=number: act(number) for number in range(COORDINATORS)]) == {"done": COORDINATORS}
    everything_is_said(answers, proposals)
    nothing_is_promised_twice(answers)


def everything_is_said(answers: dict[int, Confirmed], proposals: list[list[Pair]]) -> None:
    """Each pair was reserved or is named with a sentence, and one coordinator at least got all they asked for."""
    for number, answer in answers.items():
        made = {Pair(row.item_id, row.device_id) for row in answer.made}
        named = {refused.pair for refused in answer.refused}
        assert made | named == set(proposals[number])
        assert not made & named
        assert all(refused.reason for refused in answer.refused)
    assert any(not answer.refused for answer in answers.values())


def nothing_is_promised_twice(answers: dict[int, Confirmed]) -> None:
    """What the coordinators were told is what stands in the database, and the histories are whole."""
    told = sorted(row.pk for answer in answers.values() for row in answer.made)
    assert told == sorted(Allocation.objects.active().values_list("pk", flat=True))
    assert Allocation.objects.values("device").distinct().count() == len(told)
    assert Allocation.objects.values("item").distinct().count() == len(told)
    assert is_whole()
    for row in [*Device.objects.filter(status="reserved"), *Need.objects.filter(status="reserved")]:
        assert row.events.count() == 1
        assert not broken_lines(row.events.all())
