"""Reservations that nobody fetched."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Mail
from documents.models import Document
from recipients import allocating
from recipients.holding import running_out
from recipients.holding.terms import hold_until
from recipients.models import Allocation, SchoolHoliday
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

UNTIL = date(2026, 12, 8)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10))


def state(allocation) -> tuple:
    row = Allocation.objects.select_related("device", "item__need").get(pk=allocation.pk)
    return row.status, row.device.status, row.item.need.status


def test_a_reservation_lasts_its_days_and_holidays_do_not_count():
    assert hold_until(cast.NOW.date()) == UNTIL
    assert hold_until(date(2026, 12, 15)) == date(2027, 1, 9)


def test_after_its_last_day_the_device_is_free_and_the_need_has_its_place(school, coordinator):
    (allocation,) = handover_cast.reserved(school, coordinator, needs=1)
    need = allocation.item.need
    type(need).objects.filter(pk=need.pk).update(queued_since=cast.NOW - timedelta(days=90))
    assert running_out.end_holds(now=at(UNTIL)) == 0
    assert running_out.end_holds(now=at(UNTIL + timedelta(days=1))) == 1
    assert state(allocation) == ("released", "ready", "open")
    need.refresh_from_db()
    assert need.queued_since == cast.NOW - timedelta(days=90)
    event = allocation.events.get(kind="hold_ran_out")
    assert (event.data, event.actor, event.via) == ({"until": "2026-12-08"}, None, "system")
    assert running_out.end_holds(now=at(UNTIL + timedelta(days=2))) == 0


def test_the_institution_is_told_once_a_day(school, coordinator):
    handover_cast.reserved(school, coordinator, needs=2)
    assert running_out.end_holds(now=at(UNTIL + timedelta(days=1))) == 2
    (mail,) = Mail.objects.filter(kind="own_holds_ended")
    assert mail.recipient == school.members.get().user.email
    assert "pupil" not in mail.body and "M7K" not in mail.body


def test_nothing_runs_out_in_the_holidays(school, coordinator):
    (allocation,) = handover_cast.reserved(school, coordinator, needs=1)
    Allocation.objects.update(held_until=date(2026, 12, 22))
    assert running_out.end_holds(now=at(date(2026, 12, 28))) == 0
    assert running_out.end_holds(now=at(date(2027, 1, 4))) == 1
    assert state(allocation)[0] == "released"


def test_a_tick_does_a_part_and_the_next_one_the_rest(school, coordinator, monkeypatch):
    handover_cast.reserved(school, coordinator, needs=3)
    monkeypatch.setattr(running_out, "MOST_PER_TICK", 2)
    late = at(UNTIL + timedelta(days=1))
    assert [running_out.end_holds(now=late) for _tick in range(3)] == [2, 1, 0]


def test_on_a_planned_handover_it_lasts_until_the_day_after(school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    Allocation.objects.update(held_until=date(2026, 11, 1))
    day = timezone.localdate(handover.starts_at)
    assert {row.ends_on for row in handover.allocations.all()} == {day + timedelta(days=1)}
    assert running_out.end_holds(now=at(day + timedelta(days=1))) == 0
    assert running_out.end_holds(now=at(day + timedelta(days=2))) == 2
    assert not handover.allocations.exists()
    assert set(Document.objects.values_list("status", flat=True)) == {"voided"}


@pytest.mark.parametrize(
    ("stage", "status"), [("packed", "reserved"), ("under_way", "delivered"), ("under_way", "handed_over")]
)
def test_what_is_packed_or_has_left_never_runs_out(school, coordinator, stage, status):
    handover = cast.handover(school, coordinator, status=stage, starts_at=cast.NOW)
    item = cast.need(cast.request(school, coordinator)).items.get()
    row = cast.allocation(cast.device(status="ready"), item, coordinator, handover=handover, status=status)
    Allocation.objects.update(held_until=date(2026, 11, 1))
    before = state(row)
    assert running_out.end_holds(now=cast.NOW + timedelta(days=300)) == 0
    assert state(row) == before
    assert Allocation.objects.select_related("handover").get().ends_on is None


def test_while_its_receipt_is_being_made_it_waits_for_the_next_tick(school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    Allocation.objects.update(held_until=date(2026, 11, 1))
    late = handover.starts_at + timedelta(days=3)
    Document.objects.update(status="queued")
    assert running_out.end_holds(now=late) == 0
    Document.objects.update(status="ready")
    assert running_out.end_holds(now=late) == 2


def test_those_that_cannot_end_just_now_keep_nobody_behind_them_waiting(school, coordinator, monkeypatch):
    handover = handover_cast.with_receipts(school, coordinator)
    Document.objects.update(status="queued")
    Allocation.objects.update(held_until=date(2026, 11, 1))
    handover_cast.reserved(school, coordinator, needs=1)
    monkeypatch.setattr(running_out, "MOST_PER_TICK", 2)
    assert running_out.end_holds(now=handover.starts_at + timedelta(days=60)) == 1


def test_who_is_extended_or_released_in_between_is_left_alone(school, coordinator):
    first, second = handover_cast.reserved(school, coordinator, needs=2)
    Allocation.objects.filter(pk=first.pk).update(held_until=date(2027, 3, 1))
    allocating.release(second, reason="anders", actor=Actor.person(coordinator))
    late = at(UNTIL + timedelta(days=1))
    assert [running_out.end_hold(row.pk, now=late) for row in (first, second)] == [False, False]
    assert state(first) == ("reserved", "reserved", "reserved")


def test_without_holidays_entered_every_day_counts():
    SchoolHoliday.objects.all().delete()
    assert hold_until(date(2026, 12, 20)) == date(2027, 1, 3)
