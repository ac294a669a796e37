from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from recipients.calendar import terms
from recipients.models import SchoolHoliday, Term, TermPurpose

CHRISTMAS = (date(2026, 12, 23), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("day", "days", "end"),
    [
        (date(2026, 12, 1), 14, date(2026, 12, 15)),
        (date(2026, 12, 20), 2, date(2026, 12, 22)),
        (date(2026, 12, 20), 3, date(2027, 1, 3)),
        (date(2026, 12, 27), 1, date(2027, 1, 3)),
        (date(2026, 12, 22), 0, date(2026, 12, 22)),
    ],
)
def test_days_in_holidays_do_not_count(day, days, end):
    assert terms.counted(day, days, [CHRISTMAS]) == end


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_the_saxon_holidays_are_known_and_can_be_put_out_of_use():
    assert terms.add_term(date(2026, 12, 20), 3) == date(2027, 1, 3)
    assert terms.is_school_holiday(date(2026, 12, 24))
    assert not terms.is_school_holiday(date(2026, 12, 22))
    SchoolHoliday.objects.filter(code="christmas-2026").update(is_active=False)
    assert terms.add_term(date(2026, 12, 20), 3) == date(2026, 12, 23)
    assert not terms.is_school_holiday(date(2026, 12, 24))


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_every_row_of_a_new_installation_names_its_source_and_is_to_be_checked():
    rows = SchoolHoliday.objects.all()
    assert {(bool(row.source), row.is_checked) for row in rows} == {(True, False)}
    assert SchoolHoliday.objects.known_until() == date(2028, 9, 1)
    spans = sorted(rows.values_list("first_day", "last_day"))
    assert all(last < first for (_first, last), (first, _last) in pairwise(spans))


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_terms_are_read_by_purpose_the_longest_first():
    assert Term.objects.days_of(TermPurpose.LOAN_REMINDER) == [28, 7]
    assert Term.objects.days_of(TermPurpose.HOLD) == [14]
    Term.objects.filter(purpose=TermPurpose.HOLD_REMINDER).update(is_active=False)
    assert Term.objects.days_of(TermPurpose.HOLD_REMINDER) == []


@pytest.mark.django_db
def test_holidays_do_not_end_before_they_begin():
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolHoliday.objects.create(
            code="x", name_de="x", name_en="x", first_day=date(2026, 2, 2), last_day=date(2026, 2, 1)
        )
