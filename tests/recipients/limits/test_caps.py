"""How many device sets are left of a limit: asked under locks, so in the same few statements however many limits there
are."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from recipients import allocating
from recipients.limits.caps import Left, left_today
from recipients.models import Allocation, AllocationCap
from tests import cast
from tests.recipients.proposals_cast import ready, waiting

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def limit(coordinator):
    """So many device sets from August 2026 to July 2027, if not said otherwise."""

    def set_limit(device_sets: int, institution=None, **period: date) -> AllocationCap:
        said = {"first_day": date(2026, 8, 1), "last_day": date(2027, 7, 31), **period}
        return AllocationCap.objects.create(
            institution=institution, device_sets=device_sets, set_by=coordinator, **said
        )

    return set_limit


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


@pytest.fixture
def served(coordinator):
    """A school of which so many needs have a device, reserved in November 2026."""

    def make(needs: int):
        school = cast.institution()
        asked = cast.request(school, coordinator)
        for _number in range(needs):
            cast.allocation(ready(), waiting(asked), coordinator, created_at=cast.NOW)
        return school

    return make


def test_limits_of_other_schools_cost_nothing(served, limit, django_assert_num_queries):
    school = served(1)
    limit(5, school)
    for foreign in (1, 2):
        for _number in range(foreign):
            limit(3, cast.institution())
        with django_assert_num_queries(2):
            assert left_today([school.pk], day=TODAY) == [Left(school.pk, 5, 4)]


def test_each_school_is_counted_against_its_own_limit_and_period_in_two_queries(
    served, limit, django_assert_num_queries
):
    """The second one's tighter limit was over before its devices were reserved: that day it is not asked for."""
    first, second, third = served(1), served(2), served(0)
    limit(4)
    limit(9, second)
    limit(2, second, last_day=date(2026, 10, 31))
    limit(3, second, last_day=date(2026, 12, 31))
    with django_assert_num_queries(2):
        left = left_today([first.pk, second.pk, third.pk], day=TODAY)
    assert left == [Left(first.pk, 4, 3), Left(second.pk, 3, 1), Left(third.pk, 4, 4)]


def test_a_swap_leaves_the_set_in_the_period_of_its_first_promise(limit, actor, coordinator):
    """Reserved in July, exchanged for a whole device in August: July's limit is used up, August's is not."""
    school = cast.institution()
    limit(1), limit(1, first_day=date(2026, 7, 1), last_day=date(2026, 7, 31))
    july, august = datetime(2026, 7, 30, 9, tzinfo=UTC), datetime(2026, 8, 3, 9, tzinfo=UTC)
    item = waiting(cast.request(school, coordinator))
    row = allocating.allocate(item=item, device=ready(), actor=actor, now=july)
    for _time in range(2):
        row = allocating.swap(row, device=ready(), reason="Lüfter laut", actor=actor, now=august)
    assert left_today([school.pk], day=july.date()) == [Left(school.pk, 1, 0)]
    assert left_today([school.pk], day=august.date()) == [Left(school.pk, 1, 1)]
    assert (row.promised_since, row.created_at) == (july, august)


def test_without_limits_nothing_is_counted(served, django_assert_num_queries):
    school = served(1)
    with django_assert_num_queries(1):
        assert left_today([school.pk], day=TODAY) == []


def test_swaps_of_before_hand_their_day_on_when_the_program_is_updated(served, actor, coordinator):
    """What the migration does to a chain of two swaps and to a promise that was never swapped."""
    migration = import_module("recipients.migrations.0018_promises_keep_their_day")
    served(1)
    row = Allocation.objects.get()
    for _time in range(2):
        row = allocating.swap(row, device=ready(), reason="Tausch", actor=actor, now=cast.NOW + timedelta(days=9))
    cast.allocation(ready(), waiting(row.item.need.request), coordinator, created_at=cast.NOW)
    Allocation.objects.update(promised_since=cast.NOW + timedelta(days=90))
    migration.hand_on(apps, None)
    assert list(Allocation.objects.values_list("promised_since", flat=True)) == [cast.NOW] * 4
