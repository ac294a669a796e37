"""Limits are set, changed and removed by a service, and each step is kept."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError

from recipients.limits.setting import Limit, LimitExists, LimitRemoved, change_limit, remove_limit, set_limit
from recipients.models import AllocationCap
from tests import cast

pytestmark = pytest.mark.django_db

YEAR = Limit(institution=None, device_sets=20, first_day=date(2026, 8, 1), last_day=date(2027, 7, 31))


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


def test_each_step_stands_in_the_history_with_who_did_it(actor, now):
    school = cast.institution()
    cap = set_limit(YEAR, actor=actor, now=now)
    change_limit(cap, replace(YEAR, institution=school, device_sets=5), actor=actor, now=now)
    remove_limit(cap, actor=actor, now=now)
    told = [(event.kind, event.data["device_sets"], event.data["institution"]) for event in cap.events.all()]
    assert told == [("limit_set", 20, None), ("limit_changed", 5, school.pk), ("limit_removed", 5, school.pk)]
    assert {event.actor for event in cap.events.all()} == {actor.user}
    assert {event.happened_at for event in cap.events.all()} == {now}
    assert (cap.set_by, cap.removed_at) == (actor.user, now)


def test_a_removed_limit_holds_nothing_and_may_be_set_anew(actor, now):
    cap = set_limit(YEAR, actor=actor, now=now)
    remove_limit(cap, actor=actor, now=now)
    assert not AllocationCap.objects.in_force(now.date()).exists()
    assert set_limit(YEAR, actor=actor, now=now) in AllocationCap.objects.in_force(now.date())


def test_two_for_one_institution_and_period_are_refused_by_name(actor, now):
    """The database says so, whatever the form has seen before."""
    cap = set_limit(YEAR, actor=actor, now=now)
    with pytest.raises(LimitExists, match="gibt es schon eine Obergrenze"):
        set_limit(YEAR, actor=actor, now=now)
    other = set_limit(replace(YEAR, last_day=date(2027, 1, 31)), actor=actor, now=now)
    with pytest.raises(LimitExists):
        change_limit(other, YEAR, actor=actor, now=now)
    assert [event.kind for event in other.events.all()] == ["limit_set"]
    assert set(AllocationCap.objects.all()) == {cap, other}


def test_another_refusal_of_the_database_is_not_called_a_second_limit(actor, now):
    """Forms say it before; a program that does not is told what is wrong."""
    with pytest.raises(IntegrityError, match="ends_after_it_begins"):
        set_limit(replace(YEAR, last_day=date(2026, 7, 31)), actor=actor, now=now)


def test_one_that_was_removed_in_another_tab_is_neither_changed_nor_removed_again(actor, now):
    cap = set_limit(YEAR, actor=actor, now=now)
    remove_limit(AllocationCap.objects.get(), actor=actor, now=now)
    for act in (lambda: change_limit(cap, YEAR, actor=actor, now=now), lambda: remove_limit(cap, actor=actor, now=now)):
        with pytest.raises(LimitRemoved, match="inzwischen aufgehoben"):
            act()
    assert cap.events.count() == 2
