"""Types of schools say which grades are possible at an institution."""

import pytest
from django.db import IntegrityError, transaction

from recipients.models import SchoolType
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [("primary", 1, 4), ("secondary", 5, 10), ("grammar", 5, 12), ("community", 1, 12), ("vocational_grammar", 11, 13)],
)
def test_a_school_teaches_the_grades_of_its_type(code, first, last):
    school = cast.institution(school_type=SchoolType.objects.get(code=code))
    assert school.grades() == range(first, last + 1)
    assert first in school.grades() and last in school.grades()
    assert first - 1 not in school.grades() and last + 1 not in school.grades()


def test_without_a_type_every_grade_is_possible():
    assert cast.institution(kind="partner", official_number="").grades() == range(1, 14)


@pytest.mark.parametrize(("first", "last"), [(0, 4), (5, 14), (6, 5)])
def test_the_database_refuses_impossible_grades(first, last):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolType.objects.create(code="x", name_de="X", name_en="X", grade_from=first, grade_to=last)
