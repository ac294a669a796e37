"""Mails before reservations end."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Mail
from recipients import allocating
from recipients.holding import extending, reminding
from recipients.models import Allocation, Term
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def kinds() -> list[str]:
    return sorted(Mail.objects.exclude(kind="handover_planned").values_list("kind", flat=True))


def test_coordination_and_the_institution_are_told_once_three_days_before(school, coordinator):
    handover_cast.reserved(school, coordinator, needs=2)
    assert reminding.remind(now=at(date(2026, 12, 4))) == 0
    assert [reminding.remind(now=at(day)) for day in (date(2026, 12, 5), date(2026, 12, 6))] == [1, 1]
    assert kinds() == ["holds_end", "own_holds_end"]
    mail = Mail.objects.get(kind="holds_end")
    assert (mail.recipient, mail.subject) == (coordinator.email, "2 Reservierungen enden am 08.12.2026")
    assert "/reservations/?ends_to=2026-12-08" in mail.body


def test_an_extended_one_is_told_of_anew(school, coordinator):
    handover_cast.reserved(school, coordinator, needs=1)
    reminding.remind(now=at(date(2026, 12, 7)))
    Allocation.objects.update(held_until=date(2026, 12, 11))
    reminding.remind(now=at(date(2026, 12, 9)))
    assert kinds() == ["holds_end", "holds_end", "own_holds_end", "own_holds_end"]


def test_later_reservations_with_the_same_last_day_are_told_of_too_and_a_release_is_no_news(school, coordinator):
    handover_cast.reserved(school, coordinator, needs=1)
    reminding.remind(now=at(date(2026, 12, 6)))
    (late,) = handover_cast.reserved(school, coordinator, needs=1)
    extending.extend([late.pk], until=date(2026, 12, 8), actor=Actor.person(coordinator), now=cast.NOW)
    reminding.remind(now=at(date(2026, 12, 6)))
    allocating.release(late, reason="anders", actor=Actor.person(coordinator))
    reminding.remind(now=at(date(2026, 12, 7)))
    assert kinds() == ["holds_end", "holds_end", "own_holds_end", "own_holds_end"]
    assert Mail.objects.filter(subject__startswith="2 Reservierungen").count() == 1


def test_with_an_appointment_only_coordination_is_told(school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    reminding.remind(now=at(timezone.localdate(handover.starts_at)))
    assert kinds() == []
    Allocation.objects.update(held_until=timezone.localdate(handover.starts_at))
    reminding.remind(now=at(timezone.localdate(handover.starts_at)))
    assert kinds() == ["holds_end"]


def test_nobody_is_told_at_night_in_the_holidays_or_when_no_term_is_in_use(school, coordinator):
    handover_cast.reserved(school, coordinator, needs=1)
    reminding.remind(now=at(date(2026, 12, 7), hour=6))
    Allocation.objects.update(held_until=date(2027, 1, 3))
    reminding.remind(now=at(date(2027, 1, 2)))
    Term.objects.filter(purpose="hold_reminder").update(is_active=False)
    reminding.remind(now=at(date(2027, 1, 3)))
    assert kinds() == []
