"""Pages of reservations."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recipients.holding import running_out
from recipients.models import Allocation
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def school(school_user):
    return cast.institution(school_user, search_text="oberschule")


@pytest.mark.parametrize("name", ["reservation_list", "ran_out_list"])
def test_three_rows_cost_as_many_queries_as_one(page, school, coordinator, name, django_assert_num_queries):
    for count in (1, 2):
        handover_cast.reserved(school, coordinator, needs=count)
        if name == "ran_out_list":
            running_out.end_holds(now=cast.NOW + timedelta(days=20))
        with django_assert_num_queries(6):
            text = page.get(reverse(name)).text
        assert text.count("H4F-") >= count


def test_ticked_ones_are_kept_longer_after_a_question(page, school, coordinator):
    rows = handover_cast.reserved(school, coordinator, needs=2)
    picks = [row.pk for row in rows]
    question = page.post(reverse("reservation_extend"), {"pick": picks})
    assert all(row.device.number in question.text for row in rows)
    until = timezone.localdate() + timedelta(days=20)
    answer = page.post(reverse("reservation_extend"), {"pick": picks, "answered": "1", "until": until}, follow=True)
    assert "2 Reservierungen gelten bis" in answer.text
    assert set(Allocation.objects.values_list("held_until", flat=True)) == {until}


def test_a_day_that_is_over_is_refused_and_nothing_typed_is_lost(page, school, coordinator):
    (row,) = handover_cast.reserved(school, coordinator, needs=1)
    data = {"pick": [row.pk], "answered": "1", "until": "2020-01-01"}
    answer = page.post(reverse("reservation_extend"), data)
    assert "Dieser Tag ist vorbei" in answer.text and 'value="2020-01-01"' in answer.text
    row.refresh_from_db()
    assert row.held_until == date(2026, 12, 8)


def test_without_a_tick_it_says_what_to_do(page):
    for name in ("reservation_extend", "reservation_release"):
        assert "kreuzen" in page.post(reverse(name), {"pick": ["", "x", "999999"]}, follow=True).text


def test_ticked_ones_are_released_with_a_reason(page, school, coordinator):
    (row,) = handover_cast.reserved(school, coordinator, needs=1)
    data = {"pick": [row.pk], "answered": "1", "reason": "anderweitig versorgt"}
    assert "1 Gerät ist wieder ausgabebereit" in page.post(reverse("reservation_release"), data, follow=True).text
    row.refresh_from_db()
    assert row.status == "released"


def test_the_list_shows_what_is_over_and_what_comes_soon(page, school, coordinator):
    over, later = handover_cast.reserved(school, coordinator, needs=2)
    today = timezone.localdate()
    Allocation.objects.filter(pk=over.pk).update(held_until=today - timedelta(days=1))
    Allocation.objects.filter(pk=later.pk).update(held_until=today + timedelta(days=60))
    text = page.get(reverse("reservation_list") + "?ending=over").text
    assert over.device.number in text and later.device.number not in text
    text = page.get(reverse("reservation_list") + f"?ends_to={today + timedelta(days=70)}").text
    assert over.device.number in text and later.device.number in text
