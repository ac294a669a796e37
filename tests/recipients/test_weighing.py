"""Points that change from a day on: what it does is seen before, what was stays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.lifecycle import TransitionRefused
from recipients import queue
from recipients.models import Weight
from recipients.weighing.changing import Change, put_back, set_points, take_back
from recipients.weighing.preview import preview
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def request_of(school_user):
    row = cast.request(cast.institution(school_user), school_user)
    return lambda **fields: cast.need(row, **fields)


def final_year(points: int, day: date) -> Change:
    return Change("final_year", points, day, "Beschluss vom 20.11.")


def test_new_points_are_a_row_beside_the_old_one(coordinator, acting, now):
    new = set_points(final_year(50, NEW_YEAR), actor=acting(coordinator), now=now)
    assert (new.name_de, new.set_by, new.set_at) == ("Abschlussjahr", coordinator, now)
    assert Weight.objects.valid_on(date(2026, 12, 31))["final_year"].points == 30
    assert Weight.objects.valid_on(NEW_YEAR)["final_year"].points == 50


def test_of_two_changes_of_one_day_the_later_one_holds(coordinator, acting, now):
    for points in (50, 35):
        set_points(final_year(points, now.date()), actor=acting(coordinator), now=now)
    assert Weight.objects.valid_on(now.date())["final_year"].points == 35


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (final_year(50, date(2026, 11, 23)), "ist vorbei"),
        (final_year(30, NEW_YEAR), "schon 30 Punkte"),
    ],
)
def test_a_day_that_is_over_and_what_holds_already_are_refused(coordinator, acting, now, change, why):
    with pytest.raises(TransitionRefused, match=why):
        set_points(change, actor=acting(coordinator), now=now)
    assert Weight.objects.count() == 4


def test_what_has_not_begun_is_taken_back_and_stays_in_the_history(coordinator, acting, now):
    new = set_points(final_year(50, NEW_YEAR), actor=acting(coordinator), now=now)
    take_back(new, actor=acting(coordinator), now=now)
    new.refresh_from_db()
    assert (new.is_active, new.taken_back_by) == (False, coordinator)
    assert Weight.objects.valid_on(NEW_YEAR)["final_year"].points == 30
    put_back(new, now=now)
    assert Weight.objects.valid_on(NEW_YEAR)["final_year"].points == 50


def test_what_counts_already_is_not_taken_back(coordinator, acting, now):
    new = set_points(final_year(50, now.date()), actor=acting(coordinator), now=now)
    with pytest.raises(TransitionRefused, match="zählen schon"):
        take_back(new, actor=acting(coordinator), now=now)


def test_the_preview_counts_who_moves_and_names_the_first(request_of, now):
    urgent = request_of(no_device_at_home="yes", queued_since=now)
    final = request_of(final_year="yes", queued_since=now)
    last = request_of(queued_since=now)
    seen = preview(final_year(50, now.date()), now=now)
    assert (seen.up, seen.down, seen.same, seen.waiting) == (1, 1, 1, 3)
    assert [(row.need, row.before, row.after, row.points) for row in seen.first] == [
        (final, 2, 1, 50),
        (urgent, 1, 2, 40),
        (last, 3, 3, 0),
    ]
    assert queue.places(now=now) == {urgent.pk: 1, final.pk: 2, last.pk: 3}


def test_the_preview_of_a_later_day_counts_the_weeks_until_then(request_of, now):
    request_of(queued_since=now)
    seen = preview(final_year(50, now.date() + timedelta(days=30)), now=now)
    assert [row.points for row in seen.first] == [4]


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def entered(points: int, **more) -> dict:
    day = timezone.localdate() + timedelta(days=9)
    return {"fact": "final_year", "points": points, "valid_from": day.isoformat(), "reason": "", **more}


def test_what_is_saved_was_looked_at(office, request_of):
    request_of(final_year="yes")
    address = reverse("weight_change")
    seen = office.post(address, entered(50))
    assert "0 Bedarfe rücken vor, 0 zurück; unverändert: 1" in " ".join(seen.text.split())
    altered = office.post(address, entered(60, save=seen.context["seen"]))
    assert altered.context["seen"] != seen.context["seen"]
    assert Weight.objects.count() == 4
    saved = office.post(address, entered(50, save=seen.context["seen"]), follow=True)
    assert "Abschlussjahr: 50 Punkte ab" in saved.text
    assert [row.points for row in saved.context["coming"]] == [50]


def test_taking_back_is_offered_until_the_day_comes(office):
    office.post(reverse("weight_change"), entered(50, save="x"))
    office.post(reverse("weight_change"), entered(50, save=f"final_year 50 {entered(50)['valid_from']}"))
    new = Weight.objects.get(points=50)
    answer = office.post(reverse("weight_take_back", args=[new.pk]), follow=True)
    assert "taken_back" not in answer.text
    assert answer.context["coming"] == []
    assert "zurückgenommen am" in answer.text
    office.post(reverse("weight_put_back", args=[new.pk]))
    assert office.get(reverse("weight_list")).context["coming"] == [new]


def test_the_administration_sees_numbers_and_no_needs(client, administrator, request_of):
    need = request_of(final_year="yes")
    client.force_login(administrator)
    answer = client.post(reverse("weight_change"), entered(50))
    assert answer.context["preview"].waiting == 1
    assert str(need) not in answer.text


def test_a_day_that_is_over_keeps_what_was_typed(office):
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = office.post(reverse("weight_change"), entered(77, valid_from=yesterday.isoformat()))
    assert "Dieser Tag ist vorbei" in answer.text
    assert 'value="77"' in answer.text
