"""A family's contact is deleted 30 days after the end, with the mails to it."""

from datetime import date, timedelta

import pytest

from custody.models import Mail
from recipients.counter import forgetting
from recipients.models import Need, Request
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(coordinator, now):
    counter = cast.institution(kind="counter", official_number="")
    row = cast.family(counter, coordinator, channel="mail", contact="familie@example.org")
    Request.objects.filter(pk=row.request_id).update(status_since=now - timedelta(days=9))
    cast.need(row.request, status_since=now)
    row.refresh_from_db()
    return row


def test_nothing_ends_while_a_need_waits_or_is_reserved(family):
    assert forgetting.end_of(family) is None
    Need.objects.update(status="reserved")
    assert forgetting.end_of(family) is None
    assert forgetting.planned() == []


@pytest.mark.parametrize("status", ["fulfilled", "withdrawn", "declined"])
def test_the_end_is_the_day_of_the_last_need(family, status):
    Need.objects.update(status=status)
    assert forgetting.end_of(family) == date(2026, 11, 24)


def test_a_draft_that_was_never_sent_counts_from_its_day(family, now):
    Request.objects.update(status="draft")
    family.created_at = now - timedelta(days=3)
    family.request.refresh_from_db()
    assert forgetting.end_of(family) == date(2026, 11, 21)


def test_a_request_that_waits_for_its_decision_is_no_end(family):
    Need.objects.update(status="declined")
    Request.objects.update(status="submitted")
    family.request.refresh_from_db()
    assert forgetting.end_of(family) is None


def test_thirty_days_after_the_end_contact_and_mails_are_gone_and_a_second_run_finds_nothing(family, now):
    Need.objects.update(status="fulfilled")
    Mail.objects.create(key=f"family:{family.pk}:x", recipient=family.contact, subject="x", body="x")
    Mail.objects.create(key=f"family:{family.pk}0:x", recipient="andere@example.org", subject="x", body="x")
    (planned,) = forgetting.planned()
    assert (planned.ended_on, planned.deleted_on) == (date(2026, 11, 24), date(2026, 12, 24))
    assert forgetting.forget(now=now + timedelta(days=29)) == 0
    assert forgetting.forget(now=now + timedelta(days=30)) == 1
    assert forgetting.forget(now=now + timedelta(days=31)) == 0
    family.refresh_from_db()
    assert (family.contact, family.contact_deleted_on) == ("", date(2026, 12, 24))
    assert Mail.objects.get().recipient == "andere@example.org"
    assert family.request.events.get(kind="family_contact_deleted").data == {"family": family.pk}


def test_a_familys_code_goes_with_the_codes_of_its_needs(family, now):
    code = family.code
    Need.objects.update(status="fulfilled")
    forgetting.forget(now=now + timedelta(days=30))
    assert forgetting.forget_codes() == 0
    Need.objects.update(pupil_code="", household_code="")
    assert (forgetting.forget_codes(), forgetting.forget_codes()) == (1, 0)
    family.refresh_from_db()
    assert code not in family.code
    assert family.code == f"#{family.pk}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_one_and_for_three(family, coordinator, django_assert_num_queries, count):
    for _number in range(count - 1):
        cast.family(family.request.institution, coordinator)
    with django_assert_num_queries(2):
        forgetting.planned()
