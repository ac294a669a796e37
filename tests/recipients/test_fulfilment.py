"""Requested, reserved, handed over, open."""

import pytest
from django.urls import reverse

from recipients import fulfilment
from recipients.fulfilment import Fulfilment
from recipients.models import Allocation, ClassSet, Need
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

STATUSES = ("open", "open", "reserved", "fulfilled", "withdrawn", "declined")


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def request_with(school, by, *statuses, **fields):
    request = cast.request(school, by, **fields)
    for status in statuses:
        need = cast.need(request)
        Need.objects.filter(pk=need.pk).update(status=status)
    return request


def test_closed_needs_are_not_asked_for_any_more():
    numbers = Fulfilment(reserved=1, handed_over=1, open=2, closed=2)
    assert (numbers.requested, numbers.is_done) == (4, False)


@pytest.mark.parametrize(
    ("statuses", "done"),
    [((), False), (("fulfilled", "withdrawn"), True), (("withdrawn",), True), (("fulfilled", "reserved"), False)],
)
def test_a_request_is_done_only_when_nobody_waits(school, school_user, statuses, done):
    request = request_with(school, school_user, *statuses)
    assert fulfilment.of_requests([request.pk])[request.pk].is_done is done


def test_a_request_that_is_done_is_not_offered_to_be_withdrawn(client, school, school_user):
    client.force_login(school_user)
    for statuses, offered in ((("fulfilled",), False), (("fulfilled", "open"), True)):
        request = request_with(school, school_user, *statuses)
        text = client.get(reverse("request_detail", args=[request.number])).text
        assert (reverse("request_withdraw", args=[request.number]) in text) is offered


def test_many_requests_cost_one_query(school, school_user, django_assert_num_queries):
    pks = [request_with(school, school_user, *STATUSES).pk for _n in range(3)]
    with django_assert_num_queries(1):
        numbers = fulfilment.of_requests(pks)
    assert set(numbers.values()) == {Fulfilment(1, 1, 2, 2)}
    assert fulfilment.total(numbers.values()) == Fulfilment(3, 3, 6, 6)


def test_an_institution_counts_what_it_sent_and_not_its_drafts(school, school_user):
    request_with(school, school_user, "open", "fulfilled")
    request_with(school, school_user, "open", status="submitted")
    request_with(school, school_user, "open", status="draft")
    assert fulfilment.of_institutions([school.pk]) == {school.pk: Fulfilment(0, 1, 2, 0)}


def test_several_handovers_serve_one_request_and_each_shows_how_far_it_is(
    school, coordinator, client, django_user_model
):
    first, second, third = handover_cast.reserved(school, coordinator, needs=3)
    given = cast.handover(school, coordinator, status="under_way")
    Allocation.objects.filter(pk=first.pk).update(handover=given, status="handed_over")
    Need.objects.filter(pk=first.item.need_id).update(status="fulfilled")
    coming = handover_cast.planned(school, coordinator, allocations=[second])
    request = first.item.need.request
    for handover in (given, coming):
        assert fulfilment.of_handover(handover) == [(request, Fulfilment(reserved=2, handed_over=1))]
    client.force_login(coordinator)
    page = client.get(reverse("handover_detail", args=[coming.number])).text
    assert "Stand der Bedarfsmeldungen" in page and f">{request.number}<" in page
    assert third.status == "reserved"


def test_a_class_set_has_its_own_line(school, coordinator):
    rows = handover_cast.reserved(school, coordinator, needs=2)
    request = rows[0].item.need.request
    class_set = ClassSet.objects.create(request=request, position=1, quantity=2, category=rows[0].item.category)
    Need.objects.filter(request=request).update(class_set=class_set, pupil_code="", agreement="loan")
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    assert fulfilment.of_handover(handover) == [(request, Fulfilment(2)), (class_set, Fulfilment(2))]
