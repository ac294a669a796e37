"""Drop-off slots that several donors want at the same moment."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from donations.appointments import feeds, picking, slots
from donations.appointments.models import Appointment, CalendarFeed, OpeningHours
from tests import cast
from tests.services.test_parallel_handover import done, slowly, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
DONORS, CAPACITY = 5, 2


@pytest.fixture
def slot():
    day = timezone.localdate() + timedelta(days=3)
    fields = {"day": day, "starts": time(10), "ends": time(12), "slot_minutes": 60, "capacity": CAPACITY}
    OpeningHours.objects.create(**fields)
    return slots.slots_between(day, day)[0]


def accepted():
    donation = cast.donation(donor=cast.donor(), scheduled_for=None, received_on=None)
    Appointment.objects.create(donation=donation, accepted_at=timezone.now())
    return donation


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_slot_takes_as_many_as_it_has_places(slot, _round):
    donations = [accepted() for _number in range(DONORS)]
    acts = [done(lambda d=d: picking.pick(d, slot.key, actor=Actor.link()) and None) for d in donations]
    answers = together([slowly(act) for act in acts])
    assert sorted(answers) == ["done"] * CAPACITY + ["refused"] * (DONORS - CAPACITY)
    places = Appointment.objects.filter(starts_at=slot.starts_at).values_list("slot_place", flat=True)
    assert sorted(places) == list(range(1, CAPACITY + 1))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_donor_who_clicks_twice_has_one_place(slot, _round):
    donation = accepted()
    later = slot.starts_at + timedelta(hours=1)
    keys = [slot.key, later.strftime("%Y%m%dT%H%MZ")]
    acts = [done(lambda k=k: picking.pick(donation, k, actor=Actor.link()) and None) for k in keys]
    assert together([slowly(act) for act in acts]) == ["done", "done"]
    taken = [one.taken for one in slots.slots_between(*[timezone.localdate(slot.starts_at)] * 2)]
    assert sorted(taken) == [0, 1]


def test_two_renewals_at_once_leave_one_link(coordinator):
    acts = [done(lambda: feeds.make(coordinator, now=timezone.now()) and None) for _number in range(2)]
    together([slowly(act) for act in acts])
    assert CalendarFeed.objects.standing().count() == 1
