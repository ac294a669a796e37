"""When loans end, and who is told."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from custody.services import change_status
from recipients.allocating import allocate
from recipients.loans import extending, reminding, returning
from recipients.loans.ends import LoanRule
from recipients.models import Allocation, Need, Request, Term
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
YEAR_END = date(2027, 7, 31)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def lent(school, coordinator):
    """Two loans in use until the end of the school year."""
    handover, request = cast.handover(school, coordinator), cast.request(school, coordinator)
    rows = []
    for _n in range(2):
        item = cast.need(request, agreement="loan").items.get()
        row = cast.allocation(cast.device(), item, coordinator, handover=handover, status="handed_over")
        rows.append(row)
    Allocation.objects.update(loan_until=YEAR_END)
    return rows


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10))


@pytest.mark.parametrize(
    ("day", "asked", "end"),
    [
        (date(2026, 11, 24), None, YEAR_END),
        (date(2027, 6, 15), None, date(2028, 7, 31)),
        (date(2026, 11, 24), date(2027, 2, 1), date(2027, 2, 1)),
        (date(2026, 11, 24), date(2026, 11, 1), YEAR_END),
    ],
)
def test_a_loan_ends_with_the_school_year_unless_the_request_says_otherwise(day, asked, end):
    need = Need(agreement="loan", request=Request(loan_until=asked))
    assert LoanRule.of(day).end_for(need) == end
    assert LoanRule.of(day).end_for(Need(agreement="gift", request=Request(loan_until=asked))) is None


def test_reserving_a_loan_sets_its_end(school, coordinator, actor):
    need = cast.need(cast.request(school, coordinator), agreement="loan")
    row = allocate(item=need.items.get(), device=cast.device(status="ready"), actor=actor, now=cast.NOW)
    assert row.loan_until == YEAR_END


def test_a_loan_reserved_last_year_gets_its_end_when_it_is_handed_over(school, coordinator, actor):
    need = cast.need(cast.request(school, coordinator), agreement="loan")
    handover = cast.handover(school, coordinator)
    row = cast.allocation(cast.device(), need.items.get(), coordinator, handover=handover, status="delivered")
    Allocation.objects.update(loan_until=date(2026, 7, 31))
    change_status(row, "handed_over", actor=actor, happened_at=cast.NOW)
    row.refresh_from_db()
    assert row.loan_until == YEAR_END


def test_the_institution_is_reminded_early_late_and_when_it_is_over(lent, school_user):
    days = [
        date(2027, 6, 11),
        date(2027, 6, 12),
        date(2027, 7, 2),
        date(2027, 7, 3),
        date(2027, 8, 20),
        date(2027, 8, 21),
    ]
    told = [reminding.remind(now=at(day)) for day in days]
    assert told == [0, 1, 1, 1, 0, 1]
    mails = Mail.objects.order_by("pk")
    assert [mail.kind for mail in mails] == ["loans_end", "loans_end", "loans_overdue"]
    assert {mail.recipient for mail in mails} == {school_user.email}
    assert mails[0].subject == "Leihen enden am 31.07.2027" and "2 Leihgeräte sollen" in mails[0].body


def test_nobody_is_reminded_in_the_holidays(lent):
    assert reminding.remind(now=at(date(2027, 7, 20))) == 0
    Term.objects.filter(purpose="loan_reminder").update(is_active=False)
    assert reminding.remind(now=at(date(2027, 7, 9))) == 0
    assert not Mail.objects.exists()


def test_loans_are_extended_and_gifts_among_them_named(lent, school, coordinator, actor):
    gift = cast.need(cast.request(school, coordinator))
    handover = cast.handover(school, coordinator)
    given = cast.allocation(cast.device(), gift.items.get(), coordinator, handover=handover, status="handed_over")
    keys = [row.pk for row in (*lent, given)]
    until = date(2028, 7, 31)
    result = extending.extend(keys, until=until, actor=actor, now=cast.NOW)
    assert (result.done, list(result.refused)) == (2, [given.device.number])
    assert set(Allocation.objects.on_loan().values_list("loan_until", flat=True)) == {until}
    assert Mail.objects.get().subject == "Leihen sind bis 31.07.2028 verlängert"
    assert lent[0].events.get(kind="loan_extended").data == {"from": "2027-07-31", "to": "2028-07-31"}


@pytest.mark.parametrize(("until", "text"), [(date(2026, 11, 24), "vorbei"), (date(2028, 8, 1), "31.07.2028")])
def test_a_loan_is_not_extended_into_the_past_or_beyond_the_next_school_year(lent, actor, until, text):
    with pytest.raises(TransitionRefused, match=text):
        extending.extend([lent[0].pk], until=until, actor=actor, now=cast.NOW)


def test_two_extensions_on_one_day_are_both_told_and_the_same_one_once(lent, actor):
    for row in (*lent, lent[1]):
        extending.extend([row.pk], until=date(2027, 12, 1), actor=actor, now=cast.NOW)
    assert Mail.objects.filter(kind="loans_extended").count() == 2


def test_loans_come_back_by_scan(lent, actor):
    first, second = (row.device for row in lent)
    assert returning.bring_back(first.number.lower(), actor=actor).outcome == "ok"
    assert returning.bring_back(first.number, actor=actor).outcome == "again"
    first.refresh_from_db()
    assert first.status == "returned"
    assert [row.status for row in Allocation.objects.order_by("pk")] == ["returned", "handed_over"]
    assert set(Need.objects.values_list("status", flat=True)) == {"fulfilled"}
    assert second.status == "handed_over"


def test_what_is_no_loan_is_named_and_left_alone(lent, school, coordinator, actor):
    handover, need = cast.handover(school, coordinator), cast.need(cast.request(school, coordinator))
    gift = cast.allocation(cast.device(), need.items.get(), coordinator, handover=handover, status="handed_over")
    stock = cast.device(status="ready")
    said = {number: returning.bring_back(number, actor=actor) for number in ("H4F-999999", "", stock.number)}
    assert {number: one.outcome for number, one in said.items()} == {
        "H4F-999999": "bad",
        "": "bad",
        stock.number: "odd",
    }
    assert "gehört dem Kind" in returning.bring_back(gift.device.number, actor=actor).text
    gift.refresh_from_db()
    assert gift.status == "handed_over"


def test_a_loan_that_never_comes_back_is_lost_and_no_gift_is(lent, school, coordinator, actor):
    with pytest.raises(TransitionRefused, match="Grund"):
        returning.lost(lent[0], reason=" ", actor=actor)
    returning.lost(lent[0], reason="seit einem Jahr gemahnt", actor=actor)
    lent[0].device.refresh_from_db()
    assert lent[0].device.status == "lost"
    assert "als Verlust gemeldet" in returning.bring_back(lent[0].device.number, actor=actor).text
    Need.objects.update(agreement="gift")
    with pytest.raises(TransitionRefused, match="verliehenes"):
        returning.lost(lent[1], reason="weg", actor=actor)


@pytest.mark.parametrize(("replacement", "need"), [(True, "open"), (False, "fulfilled")])
def test_a_lost_loan_ends_its_report_and_may_be_replaced(lent, actor, replacement, need):
    report = cast.report(lent[0], kind="return", reason="loan_over", replacement=False)
    returning.lost(lent[0], reason="nie gebracht", replacement=replacement, actor=actor)
    report.refresh_from_db()
    lent[0].refresh_from_db()
    assert (report.status, report.outcome, lent[0].status) == ("settled", "lost", "returned")
    assert Need.objects.get(items=lent[0].item_id).status == need


def test_overdue_mails_name_no_lost_device(lent, actor):
    for row in lent:
        returning.lost(row, reason="weg", actor=actor)
    Mail.objects.all().delete()
    reminding.remind(now=at(YEAR_END + timedelta(days=30)))
    assert not Mail.objects.exists()
