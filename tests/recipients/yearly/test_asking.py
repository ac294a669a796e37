"""Each school year institutions are asked, reminded, and unconfirmed needs pause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custody.models import Mail
from recipients.models import ConfirmationRule, Institution, Need, SchoolHoliday
from recipients.yearly import asking
from tests import cast

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(text).replace(hour=10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rule():
    """From 1 September, reminded after 14 days, paused after 28."""
    return ConfirmationRule.objects.create(code="each", name_de="Jedes Jahr", name_en="Each year")


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def old(school, school_user):
    """Waits since spring."""
    return cast.need(cast.request(school, school_user), queued_since=day("2026-03-02"))


def kinds(school) -> list[str]:
    return [line.kind for line in school.events.all()]


def test_a_school_is_asked_once_from_the_day_of_the_rule_on(school, old):
    assert asking.ask(now=day("2026-08-31")) == 0
    assert asking.ask(now=day("2026-09-01")) == 1
    assert asking.ask(now=day("2026-09-02")) == 0
    school.refresh_from_db()
    assert (school.needs_asked_on, school.needs_due_on) == (date(2026, 9, 1), date(2026, 9, 29))
    assert list(Institution.objects.unanswered()) == [school]
    mail = Mail.objects.get()
    assert mail.subject == f"Welche Bedarfe von {school} bestehen noch?"
    assert "29.09.2026" in mail.body
    assert f"/institutions/{school.pk}/needs/" in mail.body
    assert old.pupil_code not in mail.body


def test_needs_of_this_school_year_are_not_asked_about(school, school_user):
    cast.need(cast.request(school, school_user), queued_since=day("2026-08-03"))
    assert asking.ask(now=day("2026-09-01")) == 0


def test_neither_suspended_schools_nor_our_own_counter_are_asked(school, old):
    Institution.objects.update(status="suspended")
    assert asking.ask(now=day("2026-09-01")) == 0
    Institution.objects.update(status="approved", kind="counter")
    assert asking.ask(now=day("2026-09-01")) == 0


def test_without_a_rule_in_use_nobody_is_asked(old, rule):
    ConfirmationRule.objects.update(is_active=False)
    assert asking.ask(now=day("2026-09-01")) == 0


def test_one_reminder_after_its_term(school, old):
    asking.run(now=day("2026-09-01"))
    assert asking.remind(now=day("2026-09-14")) == 0
    assert asking.remind(now=day("2026-09-15")) == 1
    assert asking.remind(now=day("2026-09-16")) == 0
    assert kinds(school) == ["needs_asked", "needs_reminded"]
    assert Mail.objects.count() == 2


def test_what_nobody_confirmed_pauses_after_the_last_day_and_keeps_its_place(school, old):
    asking.run(now=day("2026-09-01"))
    assert asking.pause(now=day("2026-09-29")) == 0
    assert asking.pause(now=day("2026-09-30")) == 1
    assert asking.pause(now=day("2026-10-01")) == 0
    old.refresh_from_db()
    assert (old.paused_on, old.queued_since) == (date(2026, 9, 30), day("2026-03-02"))
    assert old.events.last().kind == "need_paused"
    assert not Need.objects.queued().exists()


def test_the_term_stands_still_in_holidays_and_nothing_runs_on_such_a_day(school, old):
    autumn = {"code": "x", "name_de": "x", "name_en": "x"}
    SchoolHoliday.objects.create(first_day=date(2026, 9, 7), last_day=date(2026, 9, 11), **autumn)
    asking.run(now=day("2026-09-08"))
    school.refresh_from_db()
    assert school.needs_asked_on is None
    asking.run(now=day("2026-09-04"))
    school.refresh_from_db()
    assert school.needs_due_on == date(2026, 9, 4) + timedelta(days=28 + 5)


def test_the_question_is_over_when_nothing_is_left_to_confirm(school, old):
    asking.run(now=day("2026-09-01"))
    Need.objects.update(status="withdrawn")
    assert asking.settle(now=day("2026-09-10")) == 1
    assert not Institution.objects.unanswered().exists()


def test_a_question_is_asked_anew_the_next_year(school, old):
    asking.run(now=day("2026-09-01"))
    asking.run(now=day("2027-09-01"))
    assert kinds(school) == ["needs_asked", "needs_asked"]
    school.refresh_from_db()
    assert school.needs_asked_on == date(2027, 9, 1)


def test_a_rule_in_winter_means_the_year_that_has_begun(rule):
    rule.month, rule.day = 2, 15
    assert rule.first_day(date(2026, 8, 1), date(2027, 7, 31)) == date(2027, 2, 15)
