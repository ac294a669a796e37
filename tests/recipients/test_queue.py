"""Whose turn it is, and why."""

from datetime import date, timedelta

import pytest

from recipients import queue
from recipients.models import Need, Weight
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def request_of(school_user):
    row = cast.request(cast.institution(school_user), school_user)
    return lambda **fields: cast.need(row, **fields)


def points(now) -> dict[int, int]:
    return dict(queue.ranked(Need.objects.queued(), now=now).values_list("pk", "points"))


def test_points_are_the_sum_of_facts_and_full_weeks(request_of, now):
    need = request_of(final_year="yes", no_device_at_home="yes", siblings_share="yes", queued_since=now)
    assert points(now)[need.pk] == 40 + 30 + 15
    assert points(now + timedelta(days=20, hours=23))[need.pk] == 85 + 2
    assert points(now + timedelta(days=21))[need.pk] == 85 + 3


def test_unknown_counts_as_no(request_of, now):
    need = request_of(final_year="unknown", no_device_at_home="no", queued_since=now)
    assert points(now)[need.pk] == 0


def test_the_explanation_adds_up_to_the_points(request_of, now):
    need = request_of(final_year="yes", siblings_share="yes", queued_since=now - timedelta(days=50))
    parts = queue.explained(need, now=now)
    assert [(part.fact, part.points) for part in parts] == [
        ("no_device_at_home", 0),
        ("final_year", 30),
        ("siblings_share", 15),
        ("waiting_week", 7),
    ]
    assert sum(part.points for part in parts) == points(now)[need.pk]


def test_new_points_hold_from_their_day_on_and_the_old_ones_before(request_of, now):
    need = request_of(final_year="yes", queued_since=now)
    Weight.objects.create(
        code="final-year-2027", name_de="x", name_en="x", fact="final_year", points=50, valid_from=date(2027, 1, 1)
    )
    assert points(now)[need.pk] == 30
    new_year = now.replace(year=2027, month=1, day=1)
    assert points(new_year)[need.pk] == 50 + 5


def test_a_weight_out_of_use_counts_nothing(request_of, now):
    need = request_of(final_year="yes", queued_since=now)
    Weight.objects.filter(fact="final_year").update(is_active=False)
    assert points(now)[need.pk] == 0
    assert "final_year" not in [part.fact for part in queue.explained(need, now=now)]


def test_most_points_first_then_longest_waiting_then_first_entered(request_of, now):
    late = request_of(queued_since=now - timedelta(days=1))
    early = request_of(queued_since=now - timedelta(days=2))
    twin = request_of(queued_since=now - timedelta(days=2))
    urgent = request_of(no_device_at_home="yes", queued_since=now)
    assert queue.places(now=now) == {urgent.pk: 1, early.pk: 2, twin.pk: 3, late.pk: 4}


def test_who_is_served_or_not_approved_does_not_wait(request_of, school_user, coordinator, now):
    waiting = request_of()
    served = request_of()
    cast.allocation(cast.device(status="ready"), served.items.get(), coordinator)
    request_of(status="withdrawn")
    other = cast.request(waiting.request.institution, school_user, status="submitted")
    cast.need(other)
    assert queue.places(now=now) == {waiting.pk: 1}


def test_a_set_of_which_a_part_is_reserved_keeps_waiting_for_the_rest(request_of, coordinator, now):
    need = request_of(items=2)
    first, second = need.items.all()
    cast.allocation(cast.device(status="ready"), first, coordinator)
    assert queue.places(now=now) == {need.pk: 1}
    cast.allocation(cast.device(status="ready"), second, coordinator)
    assert queue.places(now=now) == {}


@pytest.mark.parametrize(("place", "before"), [(1, 0), (2, 1), (11, 10), (12, 10), (20, 10), (21, 20), (137, 130)])
def test_institutions_are_told_about_how_many(place, before):
    assert queue.about_before(place) == before
