"""What holds wherever a device is promised: the institution's limit and one device set for each household; on a need's
page a coordinator may go beyond either, knowingly."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from recipients import allocating
from recipients.confirming import Pair, confirm
from recipients.limits.shares import OverLimit, against
from recipients.models import Allocation, AllocationCap
from tests import cast
from tests.recipients.proposals_cast import ready, waiting

pytestmark = pytest.mark.django_db

LIMIT = "Die Einrichtung hat schon alle Gerätesätze dieses Zeitraums."
HOUSEHOLD = "Ein anderer Bedarf dieses Haushalts hat schon ein Gerät."


@pytest.fixture
def asked(school_user):
    return cast.request(cast.institution(school_user), school_user)


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


@pytest.fixture
def limit(coordinator):
    """So many device sets for each institution from August 2026 to July 2027."""

    def set_limit(device_sets: int) -> AllocationCap:
        period = {"first_day": date(2026, 8, 1), "last_day": date(2027, 7, 31)}
        return AllocationCap.objects.create(device_sets=device_sets, set_by=coordinator, **period)

    return set_limit


@pytest.fixture
def reserve(actor, now):
    def act(item, **options) -> Allocation:
        return allocating.allocate(item=item, device=ready(), actor=actor, now=now, **options)

    return act


def test_over_the_limit_nothing_is_reserved(asked, limit, reserve):
    limit(1)
    reserve(waiting(asked))
    with pytest.raises(OverLimit, match=LIMIT):
        reserve(waiting(asked))
    assert Allocation.objects.count() == 1


def test_a_second_need_of_a_household_waits(asked, other_school_user, reserve):
    elsewhere = cast.request(cast.institution(other_school_user, name="Gymnasium Süd"), other_school_user)
    reserve(waiting(elsewhere, household_code="7FAMILIE"))
    reserve(waiting(asked, household_code="7FAMILIE"))
    with pytest.raises(OverLimit, match=HOUSEHOLD):
        reserve(waiting(asked, household_code="7FAMILIE"))


def test_the_rest_of_a_set_that_was_begun_is_within_both(asked, limit, reserve):
    limit(1)
    computer, monitor = cast.need(asked, items=2, household_code="7FAMILIE").items.all()
    reserve(computer)
    assert "overruled" not in reserve(monitor).events.get().data


def test_who_overrules_is_written_down_with_the_limit(asked, limit, reserve, actor):
    limit(1)
    reserve(waiting(asked, household_code="7FAMILIE"))
    item = waiting(asked, household_code="7FAMILIE")
    made = reserve(item, overrule=True)
    event = made.events.get()
    assert (event.data["overruled"], event.actor) == (["cap", "household"], actor.user)
    assert [line.kind for line in item.need.events.all()] == ["limit_overruled", "status_changed"]


def test_an_overruled_limit_stays_visible_when_the_device_is_swapped(client, coordinator, asked, limit, reserve, actor):
    limit(1)
    within = reserve(waiting(asked))
    made = reserve(waiting(asked), overrule=True)
    for _time in range(2):
        made = allocating.swap(made, device=ready(), reason="Display defekt", actor=actor)
    assert allocating.limits_overruled(made) == ["cap"]
    client.force_login(coordinator)
    pages = [client.get(reverse("need_detail", args=[row.item.need_id])).text for row in (within, made)]
    assert [page.count("trotz der Regel reserviert") for page in pages] == [0, 2]  # beside the device, in the history


def test_where_no_limit_speaks_against_it_nothing_is_overruled(asked, reserve):
    item = waiting(asked)
    assert "overruled" not in reserve(item, overrule=True).events.get().data


def test_two_siblings_in_one_list_get_one_device(asked, actor, now):
    first, second, third = (waiting(asked, household_code="7FAMILIE") for _number in range(3))
    pairs = [Pair(item.pk, ready().pk) for item in (first, second, third)]
    result = confirm(pairs, actor=actor, now=now)
    assert [row.item for row in result.made] == [first]
    assert {refused.reason for refused in result.refused} == {HOUSEHOLD}


def test_in_one_list_the_first_get_what_is_left_of_the_limit(asked, limit, actor, now):
    limit(2)
    pairs = [Pair(waiting(asked).pk, ready().pk) for _number in range(3)]
    result = confirm(pairs, actor=actor, now=now)
    assert [row.item_id for row in result.made] == [pair.item for pair in pairs[:2]]
    assert [refused.reason for refused in result.refused] == [LIMIT]


def test_what_speaks_against_a_need_is_asked_for_a_day(asked, limit, reserve):
    """On the last day of the limit and on the day after it, whenever the test runs."""
    limit(1)
    reserve(waiting(asked))
    need = waiting(asked).need
    assert against(need, day=date(2027, 7, 31)) == [LIMIT]
    assert against(need, day=date(2027, 8, 1)) == []


class TestOnThePage:
    @pytest.fixture
    def office(self, client, coordinator):
        client.force_login(coordinator)
        return client

    @pytest.fixture
    def sibling(self, asked, actor):
        """Of a household that has a device already."""
        cast.allocation(ready(), waiting(asked, household_code="7FAMILIE"), actor.user)
        return waiting(asked, household_code="7FAMILIE")

    def press(self, office, item, **data):
        url = reverse("allocation_create", args=[item.pk])
        return office.post(url, {"device": ready().number, **data}, follow=True).text

    def test_the_page_says_what_speaks_against_it_and_asks_for_a_tick(self, office, sibling):
        ready()
        text = office.get(reverse("need_detail", args=[sibling.need_id])).text
        assert HOUSEHOLD in text
        assert 'name="overrule"' in text

    def test_without_the_tick_nothing_is_reserved_with_it_the_device_is(self, office, sibling):
        assert HOUSEHOLD in self.press(office, sibling)
        assert not sibling.allocations.exists()
        text = self.press(office, sibling, overrule="on")
        assert "reserviert, trotz der Regel." in text
        assert "trotz der Regel reserviert" in text
        assert sibling.allocations.get().status == "reserved"

    def test_where_nothing_speaks_against_it_no_tick_is_asked_for(self, office, asked):
        item = waiting(asked)
        ready()
        assert 'name="overrule"' not in office.get(reverse("need_detail", args=[item.need_id])).text


class TestPeriods:
    def test_a_set_counts_in_the_period_of_its_first_device_alone(self, asked, limit, coordinator, reserve, actor):
        """Its computer was reserved in July, its monitor in August."""
        limit(1)
        computer, monitor = cast.need(asked, items=2).items.all()
        july, august = datetime(2026, 7, 30, 9, tzinfo=UTC), datetime(2026, 8, 3, 9, tzinfo=UTC)
        allocating.allocate(item=computer, device=ready(), actor=actor, now=july)
        allocating.allocate(item=monitor, device=ready(), actor=actor, now=august)
        reserve(waiting(asked))
        with pytest.raises(OverLimit):
            reserve(waiting(asked))


class TestSets:
    def test_a_place_is_not_lost_to_a_pair_that_cannot_be_reserved(self, asked, limit, actor, now):
        limit(1)
        gone = ready()
        pairs = [Pair(waiting(asked).pk, gone.pk), Pair(waiting(asked).pk, ready().pk)]
        type(gone).objects.filter(pk=gone.pk).update(status="recycled")
        assert [row.item_id for row in confirm(pairs, actor=actor, now=now).made] == [pairs[1].item]

    def test_without_its_computer_the_rest_of_a_set_stays_in_stock(self, asked, actor, now):
        computer, monitor = cast.need(asked, items=2).items.all()
        gone = ready()
        pairs = [Pair(monitor.pk, ready().pk), Pair(computer.pk, gone.pk)]
        type(gone).objects.filter(pk=gone.pk).update(status="recycled")
        result = confirm(pairs, actor=actor, now=now)
        assert result.made == []
        told = {refused.pair: refused.reason for refused in result.refused}
        assert "recycelt" in told[pairs[1]]
        assert (
            told[pairs[0]]
            == "Womit dieser Satz beginnt, kann nicht reserviert werden: Ein halber Satz hilft niemandem."
        )

    def test_without_its_monitor_the_computer_is_reserved(self, asked, actor, now):
        computer, monitor = cast.need(asked, items=2).items.all()
        gone = ready()
        pairs = [Pair(computer.pk, ready().pk), Pair(monitor.pk, gone.pk)]
        type(gone).objects.filter(pk=gone.pk).update(status="recycled")
        assert [row.item for row in confirm(pairs, actor=actor, now=now).made] == [computer]

    def test_the_rest_of_a_set_that_was_begun_does_not_wait_for_its_other_parts(self, asked, reserve, actor, now):
        computer, monitor, mouse = cast.need(asked, items=3).items.all()
        reserve(computer)
        gone = ready()
        pairs = [Pair(monitor.pk, gone.pk), Pair(mouse.pk, ready().pk)]
        type(gone).objects.filter(pk=gone.pk).update(status="recycled")
        assert [row.item for row in confirm(pairs, actor=actor, now=now).made] == [mouse]
