"""The answer: all needs stand, or all except some; and the page on which it is given."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from recipients import remainders
from recipients.models import Institution, Need
from recipients.yearly import answering
from tests import cast

pytestmark = pytest.mark.django_db
SPRING = datetime.fromisoformat("2026-03-02T10:00:00+00:00")


@pytest.fixture
def school(school_user):
    return cast.institution(school_user, needs_asked_on=date(2026, 11, 2), needs_due_on=date(2026, 11, 30))


@pytest.fixture
def needs(school, school_user):
    request = cast.request(school, school_user)
    return [cast.need(request, queued_since=SPRING, paused_on=date(2026, 11, 20)) for _number in range(3)]


@pytest.fixture
def answer(school, school_user, acting, now):
    def act(shown, gone=()):
        keys = {"shown": [need.pk for need in shown], "needed_no_longer": [need.pk for need in gone]}
        return answering.answer(school, **keys, actor=acting(school_user), now=now)

    return act


def test_all_stand_and_wait_again_in_their_old_place(school, needs, answer):
    assert answer(needs) == answering.Answer(confirmed=3, withdrawn=0)
    rows = Need.objects.queued()
    assert {(row.confirmed_on, row.paused_on, row.queued_since) for row in rows} == {(date(2026, 11, 24), None, SPRING)}
    assert school.events.last().data == {"confirmed": 3, "withdrawn": 0}
    assert not Institution.objects.unanswered().exists()


def test_all_except_one(needs, answer):
    assert answer(needs, needs[:1]) == answering.Answer(confirmed=2, withdrawn=1)
    needs[0].refresh_from_db()
    assert needs[0].status == "withdrawn"
    assert "Schuljahr 2026/27" in needs[0].events.last().note.text


def test_what_got_a_device_meanwhile_is_named_and_the_rest_is_answered(needs, answer, coordinator):
    needs[1].items.create(category=cast.category("monitor"), position=2)
    cast.allocation(cast.device(status="ready"), needs[1].items.first(), coordinator)
    assert answer(needs, needs[:2]) == answering.Answer(1, 1, served=(str(needs[1]),))
    assert [Need.objects.get(pk=need.pk).status for need in needs] == ["withdrawn", "reserved", "open"]
    assert [Need.objects.get(pk=need.pk).confirmed_on is None for need in needs] == [True, True, False]


def test_a_set_of_which_a_part_is_in_use_keeps_it_and_waits_for_nothing_more(
    needs, answer, school, coordinator, acting
):
    needs[1].items.create(category=cast.category("monitor"), position=2)
    handover = cast.handover(school, coordinator)
    cast.allocation(cast.device(), needs[1].items.first(), coordinator, handover=handover, status="handed_over")
    Need.objects.filter(pk=needs[1].pk).update(status="open")
    assert answer(needs, needs[1:2]) == answering.Answer(2, 0, halves=1)
    assert Need.objects.get(pk=needs[1].pk).status == "fulfilled"
    line = needs[1].events.get(kind="rest_given_up")
    assert "Schuljahr 2026/27" in line.note.text and school.events.last().data["halves"] == 1
    assert remainders.reopen_remainder(needs[1].request, reason="doch", actor=acting(coordinator)) == 1
    assert Need.objects.waiting().filter(pk=needs[1].pk).exists()


def test_what_came_after_the_page_was_opened_is_not_confirmed_unseen(needs, answer):
    answer(needs[:2])
    needs[2].refresh_from_db()
    assert needs[2].confirmed_on is None


def test_foreign_needs_are_left_alone(answer, other_school_user):
    foreign = cast.need(cast.request(cast.institution(other_school_user), other_school_user), queued_since=SPRING)
    assert answer([foreign], [foreign]) == answering.Answer(0, 0)


def test_the_page_confirms_and_withdraws_in_one_post(client, school, needs, school_user):
    client.force_login(school_user)
    url = reverse("institution_needs", args=[school.pk])
    assert needs[0].pupil_code in client.get(url).text
    answer = client.post(url, {"shown": [need.pk for need in needs], "gone": [needs[0].pk]}, follow=True)
    assert "2 Bedarfe sind bestätigt, 1 ist zurückgezogen. Vielen Dank." in answer.text
    assert Need.objects.filter(status="withdrawn").get() == needs[0]


def test_a_need_that_was_served_meanwhile_refuses_no_answer(client, school, needs, school_user, coordinator):
    cast.allocation(cast.device(status="ready"), needs[0].items.get(), coordinator)
    client.force_login(school_user)
    url = reverse("institution_needs", args=[school.pk])
    assert client.post(url, {"shown": [need.pk for need in needs], "gone": [needs[1].pk]}).status_code == 302
    assert [Need.objects.get(pk=need.pk).confirmed_on is None for need in needs] == [True, True, False]


def test_a_ticked_need_that_was_served_meanwhile_is_named_on_the_page(client, school, needs, school_user, coordinator):
    cast.allocation(cast.device(status="ready"), needs[0].items.get(), coordinator)
    client.force_login(school_user)
    keys = [need.pk for need in needs]
    answer = client.post(reverse("institution_needs", args=[school.pk]), {"shown": keys, "gone": keys[:2]}, follow=True)
    assert "1 ist zurückgezogen" in answer.text and f"reserviert wurde: {needs[0]}" in answer.text
    assert client.post(reverse("institution_needs", args=[school.pk]), {"gone": ["x"]}).status_code == 200


def test_the_page_says_when_there_is_nothing_to_confirm(client, school, school_user):
    client.force_login(school_user)
    assert "Nichts zu bestätigen" in client.get(reverse("institution_needs", args=[school.pk])).text


def test_the_tile_leads_to_the_page(client, school, needs, school_user):
    client.force_login(school_user)
    assert "Bestätigen, welche Bedarfe noch bestehen" in client.get(reverse("start")).text
    answer = client.get(reverse("own_needs_question"))
    assert answer.url == reverse("institution_needs", args=[school.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client, school, needs, school_user, django_assert_num_queries, count
):
    Need.objects.filter(pk__in=[need.pk for need in needs[count:]]).update(status="withdrawn")
    client.force_login(school_user)
    url = reverse("institution_needs", args=[school.pk])
    client.get(url)
    with django_assert_num_queries(7):
        assert len(client.get(url).context["needs"]) == count


def test_coordination_sees_who_has_not_answered(client, school, needs, coordinator):
    cast.institution(name="Hat geantwortet", needs_asked_on=date(2026, 11, 2), needs_answered_on=date(2026, 11, 3))
    client.force_login(coordinator)
    rows = client.get(reverse("institution_list"), {"unanswered": "true"}).context["object_list"]
    assert [row.name for row in rows] == [school.name]


def test_confirmed_in_an_earlier_school_year_is_asked_again(school, needs, now):
    Need.objects.update(confirmed_on=date(2026, 7, 31))
    assert answering.to_confirm(school, now=now).count() == 3
    Need.objects.update(confirmed_on=date(2026, 8, 1))
    assert answering.to_confirm(school, now=now + timedelta(days=1)).count() == 0
