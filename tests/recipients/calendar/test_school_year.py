from datetime import date

import pytest

from recipients.calendar.school_year import school_year


@pytest.mark.parametrize(
    ("day", "label", "start", "end"),
    [
        (date(2026, 8, 1), "2026/27", date(2026, 8, 1), date(2027, 7, 31)),
        (date(2027, 7, 31), "2026/27", date(2026, 8, 1), date(2027, 7, 31)),
        (date(2026, 7, 31), "2025/26", date(2025, 8, 1), date(2026, 7, 31)),
        (date(2100, 1, 1), "2099/00", date(2099, 8, 1), date(2100, 7, 31)),
    ],
)
def test_a_school_year_begins_in_august(day, label, start, end):
    year = school_year(day)
    assert (year.label, year.start, year.end, day in year) == (label, start, end, True)
    assert date(day.year + 2, 1, 1) not in year
