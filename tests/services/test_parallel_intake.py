"""Many people register and take in at the same moment: every number is given once, every line counts once."""

from collections import Counter

import pytest

from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.intake import Outcome, receive_lines, receive_next, receive_surplus
from devices.models import Device
from devices.registration import OfferedRow, register_donation
from donations.models import Donation
from tests import cast
from tests.conftest import person
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 10
VALUES = {"delivery": "drop_off", "media_with_data": "yes", "origin": "business"}


@pytest.fixture
def actor(transactional_db) -> Actor:
    return Actor.person(person("Anna Berger", Role.COORDINATOR))


@pytest.fixture
def offer(actor):
    category = cast.category()
    return lambda count: register_donation(donor=None, values=VALUES, rows=[OfferedRow(category, count)], actor=actor)


def test_donations_registered_at_once_get_numbers_without_gap_or_double(offer):
    assert at_once([lambda: offer(5)] * PEOPLE) == {"done": PEOPLE}
    donations = sorted(number[-5:] for number in Donation.objects.values_list("number", flat=True))
    assert donations == [f"{number:05d}" for number in range(1, PEOPLE + 1)]
    devices = sorted(Device.objects.values_list("number", flat=True))
    assert devices == [f"H4F-{number:06d}" for number in range(1, 5 * PEOPLE + 1)]
    for donation in Donation.objects.all():
        numbers = sorted(int(number[-6:]) for number in donation.devices.values_list("number", flat=True))
        assert numbers == list(range(numbers[0], numbers[0] + 5))


def test_the_same_list_taken_in_by_ten_people_counts_once(offer, actor):
    donation = offer(20)
    lines = list(donation.devices.values_list("number", flat=True))
    told: Counter = Counter()
    assert at_once(
        [lambda: told.update(result.outcome for result in receive_lines(donation, lines, actor=actor))] * PEOPLE
    ) == {"done": PEOPLE}
    assert told == {Outcome.RECEIVED: 20, Outcome.ALREADY: 20 * (PEOPLE - 1)}
    donation.refresh_from_db()
    assert donation.status == "received"
    assert donation.events.filter(new_status="received").count() == 1
    for device in donation.devices.all():
        assert device.status == "received"
        assert list(device.events.values_list("sequence", "new_status")) == [(1, "registered"), (2, "received")]


def test_ten_things_without_a_number_get_ten_numbers_and_the_eleventh_is_told(offer, actor):
    donation = offer(PEOPLE)
    outcome = at_once([lambda: receive_next(donation, 1, actor=actor)] * (PEOPLE + 1))
    assert outcome == {"done": PEOPLE, TransitionRefused.__name__: 1}
    assert Device.objects.filter(status="received").count() == PEOPLE


def test_surplus_at_two_donations_at_once_gets_numbers_of_its_own(offer, actor):
    first, second = offer(1), offer(1)
    row = OfferedRow(cast.category(), 2)
    acts = [lambda donation=donation: receive_surplus(donation, row, actor=actor) for donation in (first, second)] * 5
    assert at_once(acts) == {"done": 10}
    assert Device.objects.filter(is_surplus=True).values("number").distinct().count() == 20
