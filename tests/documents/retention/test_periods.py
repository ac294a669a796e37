from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.retention.periods import Period, Unit


@pytest.mark.parametrize(
    ("amount", "unit", "start", "goes_on"),
    [
        (30, Unit.DAYS, date(2026, 11, 1), date(2026, 12, 2)),
        (6, Unit.MONTHS, date(2026, 8, 31), date(2027, 3, 1)),
        (6, Unit.MONTHS, date(2026, 11, 24), date(2027, 5, 25)),
        (10, Unit.CALENDAR_YEARS, date(2026, 1, 1), date(2037, 1, 1)),
        (10, Unit.CALENDAR_YEARS, date(2026, 12, 31), date(2037, 1, 1)),
        (1, Unit.SCHOOL_YEARS, date(2026, 11, 24), date(2028, 8, 1)),
        (1, Unit.SCHOOL_YEARS, date(2027, 7, 31), date(2028, 8, 1)),
        (1, Unit.SCHOOL_YEARS, date(2027, 8, 1), date(2029, 8, 1)),
    ],
)
def test_the_day_on_which_something_goes(amount, unit, start, goes_on):
    assert Period(amount, unit).goes_on(start) == goes_on


@settings(max_examples=50, deadline=None)
@given(
    amount=st.integers(1, 60),
    unit=st.sampled_from(list(Unit)),
    today=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
)
def test_what_goes_today_is_exactly_what_began_until_the_latest_start(amount, unit, today):
    period = Period(amount, unit)
    latest = period.latest_start(today)
    assert period.goes_on(latest) <= today < period.goes_on(latest + timedelta(days=1))
