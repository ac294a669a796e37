"""The fairness report: who was served and who waits, without telling of any few."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.services import change_status, take_back
from recipients.calendar.school_year import school_year
from recipients.enums import InstitutionKind
from recipients.fairness.counting import BANDS, band_of, served, waiting
from recipients.fairness.report import Row, counted_until, tables, years
from recipients.models import Need, SchoolType
from recipients.retention.needs import destroy_facts
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TODAY = cast.NOW.date()
YEAR = school_year(TODAY)
LONG_AGO = datetime(2025, 1, 5, tzinfo=UTC)


@pytest.fixture
def school(school_user):
    grammar = SchoolType.objects.get(code="grammar")
    mine = cast.institution(school_user, name="Gymnasium Mitte", school_type=grammar)
    return cast.request(mine, school_user, status_since=LONG_AGO)


@pytest.fixture
def other_school(other_school_user):
    primary = SchoolType.objects.get(code="primary")
    other = cast.institution(other_school_user, name="Schule Sonnenwinkel", school_type=primary)
    return cast.request(other, other_school_user, status_since=LONG_AGO)


def many(request, count: int, **fields) -> None:
    """Needs without codes and items: only their columns are counted."""
    first = request.needs.count() + 1
    columns = {"queued_since": cast.NOW - timedelta(weeks=10), "school_grade": 7, "status": "open", **fields}
    Need.objects.bulk_create(Need(request=request, position=first + n, **columns) for n in range(count))


def by_label(table) -> dict[str, tuple]:
    return {row.label: (row.level, row.served, row.waiting) for row in table.rows}


@pytest.mark.parametrize(
    ("weeks", "band"), [(0, 0), (3.9, 0), (4, 1), (8, 2), (12, 3), (25.9, 3), (26, 4), (51.9, 4), (52, 5), (300, 5)]
)
def test_bands_begin_with_full_weeks(weeks, band):
    assert band_of(timedelta(weeks=weeks)) == band
    assert band <= len(BANDS)


def test_served_counts_what_was_fulfilled_within_the_school_year(school):
    many(school, 2, status="fulfilled", status_since=cast.NOW)
    many(school, 1, status="fulfilled", status_since=datetime(2026, 7, 31, 21, 59, tzinfo=UTC))
    many(school, 1, status="fulfilled", status_since=datetime(2026, 7, 31, 22, 1, tzinfo=UTC))
    assert served(YEAR, until=TODAY).total == 3
    assert served(school_year(date(2026, 7, 1)), until=date(2026, 7, 31)).total == 1


def test_waiting_counts_who_waited_at_the_end_of_the_school_year(school):
    many(school, 1, queued_since=datetime(2026, 3, 1, tzinfo=UTC))
    many(school, 1, queued_since=datetime(2026, 3, 1, tzinfo=UTC), status="fulfilled", status_since=cast.NOW)
    over = datetime(2026, 5, 1, tzinfo=UTC)
    many(school, 1, queued_since=datetime(2026, 3, 1, tzinfo=UTC), status="declined", status_since=over)
    many(school, 1, queued_since=datetime(2026, 9, 1, tzinfo=UTC))
    many(school, 1, queued_since=None)
    assert waiting(until=date(2026, 7, 31)).total == 2
    assert waiting(until=TODAY).total == 2


class TestPast:
    """A report of a school year that is over stays as it was."""

    LAST = school_year(date(2026, 3, 1))
    SERVED = datetime(2026, 5, 4, 9, tzinfo=UTC)
    LATER = datetime(2026, 10, 5, 9, tzinfo=UTC)

    @pytest.fixture
    def need(self, school):
        many(school, 1, queued_since=LONG_AGO)
        row = school.needs.get()
        for status in ("reserved", "fulfilled"):
            self.move(row, status, self.SERVED)
        return row

    def move(self, need, status, moment):
        change_status(need, status, actor=Actor.system(), happened_at=moment)

    def counted(self):
        until = self.LAST.end
        return served(self.LAST, until=until).total, waiting(until=until).total

    def test_a_need_that_waits_again_was_served_all_the_same(self, need):
        before = self.counted()
        self.move(need, "open", self.LATER)
        assert (before, self.counted()) == ((1, 0), (1, 0))
        assert (served(YEAR, until=TODAY).total, waiting(until=TODAY).total) == (0, 1)

    def test_one_that_waits_again_within_the_year_waited_at_its_end(self, need):
        self.move(need, "open", datetime(2026, 6, 1, tzinfo=UTC))
        assert self.counted() == (0, 1)

    def test_a_step_that_was_a_mistake_leaves_no_trace(self, need):
        take_back(need, actor=Actor.system(), reason="verwechselt", anyone=True, now=self.LATER)
        assert self.counted() == (0, 1)

    def test_a_return_that_was_a_mistake_leaves_none_either(self, need):
        self.move(need, "open", self.LATER)
        take_back(need, actor=Actor.system(), reason="verwechselt", anyone=True, now=self.LATER)
        assert (self.counted(), served(YEAR, until=TODAY).total) == ((1, 0), 0)


def test_tables_show_type_institution_grade_and_waiting_time(school, other_school):
    many(school, 6, status="fulfilled", status_since=cast.NOW)
    many(school, 8, school_grade=8)
    many(other_school, 7, school_grade=3, queued_since=cast.NOW - timedelta(weeks=60))
    by_type, by_grade, by_band = tables(YEAR, until=TODAY)
    assert by_label(by_type) == {
        "zusammen": (0, 6, 15),
        "Grundschule": (1, 0, 7),
        "Schule Sonnenwinkel": (2, 0, 7),
        "Gymnasium": (1, 6, 8),
        "Gymnasium Mitte": (2, 6, 8),
    }
    assert by_label(by_grade)["8"] == (1, 0, 8)
    assert by_label(by_band)["52 Wochen und mehr"] == (1, 0, 7)


def test_a_share_is_told_only_of_two_shown_numbers():
    assert Row("", 1, 6, 18).share == 25
    assert Row("", 1, None, 18).share is None
    assert Row("", 1, 0, 0).share is None


def test_institutions_without_a_type_stand_under_their_kind(school_user):
    partner = cast.institution(school_user, kind=InstitutionKind.PARTNER, name="Beratung", school_type=None)
    many(cast.request(partner, school_user, status_since=LONG_AGO), 6)
    (by_type, *_rest) = tables(YEAR, until=TODAY)
    assert by_label(by_type)["sozialer Träger"] == (1, 0, 6)


def test_school_years_are_offered_since_somebody_waited(school):
    assert years(today=cast.NOW.date()) == [YEAR]
    many(school, 1, queued_since=datetime(2025, 1, 5, tzinfo=UTC))
    assert [year.label for year in years(today=cast.NOW.date())] == ["2026/27", "2025/26", "2024/25"]


def test_the_present_year_is_counted_until_the_end_of_last_month():
    assert counted_until(YEAR, today=date(2026, 11, 23)) == date(2026, 10, 31)
    assert counted_until(YEAR, today=date(2026, 11, 1)) == date(2026, 10, 31)
    assert counted_until(YEAR, today=date(2027, 11, 23)) == YEAR.end


def test_what_happened_this_month_changes_no_report_of_it(school, school_user):
    many(school, 6)
    until = date(2026, 10, 31)
    before = tables(YEAR, until=until)
    Need.objects.filter(position=1).update(status="fulfilled", status_since=cast.NOW)
    approved = cast.request(school.institution, school_user, status_since=cast.NOW)
    many(approved, 1)
    assert tables(YEAR, until=until) == before


def test_no_table_shows_a_total_that_another_hides(school, other_school):
    many(school, 4)
    many(other_school, 1)
    found = tables(YEAR, until=TODAY)
    assert {row.waiting for table in found for row in table.rows} == {None}


def test_a_forgotten_grade_is_not_the_institution_itself(school):
    many(school, 6, school_grade=None, agreement="loan")
    forgets = {"queued_since": LONG_AGO, "status": "declined", "status_since": cast.NOW, "agreement": "loan"}
    many(school, 5, pupil_code="", **forgets)
    destroy_facts(list(Need.objects.filter(status="declined").values_list("pk", flat=True)), cast.NOW)
    by_grade = by_label(tables(YEAR, until=date(2026, 10, 31))[1])
    assert by_grade["für die Einrichtung selbst"] == (1, 0, 6)
    assert by_grade["nicht (mehr) bekannt"] == (1, 0, 5)


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(office, school_user, django_assert_num_queries, count):
    for number in range(count):
        own = cast.institution(school_user, name=f"Schule {number}")
        many(cast.request(own, school_user, status_since=LONG_AGO), 6)
    office.get(reverse("fairness"))
    with django_assert_num_queries(8):
        assert len(office.get(reverse("fairness")).context["tables"]) == 3


def test_the_file_holds_what_the_page_shows(office, school):
    many(school, 3, status="fulfilled", status_since=cast.NOW - timedelta(weeks=9))
    many(school, 9)
    answer = office.get(reverse("fairness"), {"export": "csv", "year": YEAR.start.year})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Tabelle", "Zeile", "Versorgt", "Wartend", "Anteil versorgt (%)"]
    assert rows[1] == ["Nach Art und Einrichtung", "zusammen", "nicht gezeigt", "9", ""]


def test_a_report_of_few_says_so(office, school):
    many(school, 4)
    assert "zu wenige Bedarfe" in office.get(reverse("fairness")).text


@pytest.mark.parametrize("year", ["1999", "x", "2026-01-01"])
def test_other_periods_than_school_years_are_not_found(office, year):
    assert office.get(reverse("fairness"), {"year": year}).status_code == 404
