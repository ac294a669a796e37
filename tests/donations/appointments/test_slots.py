"""Opening hours cut into slots: days, holidays, the switch of the clock, places."""

from datetime import UTC, date, datetime, time

import pytest

from donations.appointments.forms import ClosedDaysForm, HoursForm
from donations.appointments.holidays import saxon_holidays
from donations.appointments.models import Appointment, ClosedDays, OpeningHours
from donations.appointments.slots import moment, offered_slots, slots_between
from tests import cast

TUESDAY = date(2026, 11, 24)
SUNDAY = 6


def hours(**fields):
    defaults = {"weekday": 1, "starts": time(15), "ends": time(17), "slot_minutes": 60, "capacity": 2}
    if "day" in fields:
        defaults["weekday"] = None
    return OpeningHours.objects.create(**{**defaults, **fields})


def starts(first, last=None):
    return [slot.starts_at.strftime("%d. %H:%M") for slot in slots_between(first, last or first)]


def test_saxony_has_its_eleven_holidays():
    found = saxon_holidays(2026)
    assert len(found) == 11
    assert found.keys() >= {date(2026, 4, 3), date(2026, 5, 14), date(2026, 10, 31), date(2026, 11, 18)}
    assert date(2027, 11, 17) in saxon_holidays(2027)
    assert date(2028, 11, 22) in saxon_holidays(2028)


@pytest.mark.django_db
class TestDays:
    def test_weekly_hours_become_whole_slots(self):
        hours(ends=time(17, 30))
        assert starts(TUESDAY, date(2026, 12, 1)) == ["24. 14:00", "24. 15:00", "01. 14:00", "01. 15:00"]

    def test_hours_count_within_their_term_only(self):
        hours(valid_from=date(2026, 11, 25), valid_until=date(2026, 12, 1))
        assert starts(date(2026, 11, 17), date(2026, 12, 8)) == ["01. 14:00", "01. 15:00"]

    def test_a_single_day_stands_instead_of_the_weekly_hours_and_on_a_holiday(self):
        hours(weekday=2)
        hours(day=date(2026, 11, 18), starts=time(9), ends=time(10))
        assert starts(date(2026, 11, 18)) == ["18. 08:00"]

    def test_nobody_is_there_on_closed_days_and_holidays(self):
        hours(weekday=2)
        hours()
        ClosedDays.objects.create(first=TUESDAY, last=TUESDAY, reason="Inventur")
        assert starts(date(2026, 11, 18), TUESDAY) == []

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            # 2 a.m. becomes 3 a.m.: from 1 to 5 there are three hours.
            (date(2027, 3, 28), ["28. 00:00", "28. 01:00", "28. 02:00"]),
            # 3 a.m. becomes 2 a.m.: five hours.
            (date(2027, 10, 31), ["30. 23:00", "31. 00:00", "31. 01:00", "31. 02:00", "31. 03:00"]),
        ],
    )
    def test_slots_around_the_switch_are_as_long_as_said(self, day, expected):
        hours(day=day, starts=time(1), ends=time(5))
        assert starts(day) == expected

    def test_a_time_that_the_clock_leaves_out_is_an_hour_later(self):
        assert moment(date(2027, 3, 28), time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)

    def test_past_slots_are_not_offered(self):
        hours()
        now = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
        assert [slot.starts_at.hour for slot in offered_slots(now, days=0)] == [15]

    def test_a_full_slot_is_offered_as_full_and_lowered_capacity_takes_no_place_back(self):
        row = hours()
        at = moment(TUESDAY, time(15))
        for place in (1, 2):
            Appointment.objects.create(donation=cast.donation(), starts_at=at, slot_place=place)
        Appointment.objects.create(donation=cast.donation(), starts_at=at)
        first, second = slots_between(TUESDAY, TUESDAY)
        assert (first.taken, first.free, second.free) == (2, 0, 2)
        OpeningHours.objects.filter(pk=row.pk).update(capacity=1)
        assert slots_between(TUESDAY, TUESDAY)[0].free == 0


VALID = {"weekday": "1", "day": "", "starts": "15:00", "ends": "17:00", "slot_minutes": "30", "capacity": "2"}


@pytest.mark.django_db
class TestForms:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"weekday": ""}, "weekday"),
            ({"day": "2026-12-01"}, "weekday"),
            ({"ends": "15:00"}, "ends"),
            ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "valid_until"),
            ({"capacity": "0"}, "capacity"),
            ({"capacity": "1000000"}, "capacity"),
            ({"slot_minutes": "-5"}, "slot_minutes"),
            ({"weekday": "", "day": "3026-12-01"}, "day"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, changes, field):
        assert list(HoursForm({**VALID, **changes}).errors) == [field]

    def test_hours_do_not_overlap_with_others_of_the_same_day(self):
        row = hours()
        assert list(HoursForm(VALID).errors) == ["starts"]
        assert HoursForm(VALID, instance=row).is_valid()
        assert HoursForm({**VALID, "weekday": "2"}).is_valid()
        OpeningHours.objects.filter(pk=row.pk).update(valid_until=TUESDAY)
        assert HoursForm({**VALID, "valid_from": "2026-11-25"}).is_valid()

    def test_one_closed_day_needs_no_last_one(self):
        form = ClosedDaysForm({"first": "2026-12-01", "last": "", "reason": ""})
        assert form.save().last == date(2026, 12, 1)
        assert list(ClosedDaysForm({"first": "2026-12-01", "last": "2026-11-01"}).errors) == ["last"]
