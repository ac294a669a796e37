"""The tables of the report, with the numbers of few people left out.

A report is of one school year, never of a free period: of two periods that overlap, the difference would tell of few.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recipients.calendar.school_year import SchoolYear, school_year
from recipients.enums import InstitutionKind
from recipients.fairness.counting import BANDS, FOR_ITSELF, NOT_KNOWN, Counts, served, waiting
from recipients.fairness.hiding import Cell, hidden_together
from recipients.models import Institution, Need

BAND_LABELS = (
    gettext_lazy("under 4 weeks"),
    gettext_lazy("4 to 7 weeks"),
    gettext_lazy("8 to 11 weeks"),
    gettext_lazy("12 to 25 weeks"),
    gettext_lazy("26 to 51 weeks"),
    gettext_lazy("52 weeks and more"),
)
GRADES = (*map(str, range(1, 14)), FOR_ITSELF, NOT_KNOWN)
TOTAL = "total"


@dataclass(frozen=True)
class Row:
    """One line: what was counted, None where it is not shown. `level`: 0 for the total, 1 for its parts, then 2."""

    label: str
    level: int
    served: int | None
    waiting: int | None

    @property
    def share(self) -> int | None:
        """How many percent of both were served; None when one of them is not shown."""
        if self.served is None or self.waiting is None or not self.served + self.waiting:
            return None
        return round(100 * self.served / (self.served + self.waiting))


@dataclass(frozen=True)
class Table:
    """Rows by one property."""

    title: str | Promise
    rows: list[Row]


@dataclass(frozen=True)
class Line:
    """A row before it is counted: its key, its words, the keys it counts, and the lines below it."""

    key: str
    label: str
    counts: tuple
    parts: tuple["Line", ...] = ()


def years(*, today: date) -> list[SchoolYear]:
    """The school years since somebody first waited, the present one first."""
    first = Need.objects.exclude(queued_since=None).order_by("queued_since").values_list("queued_since", flat=True)
    begun = timezone.localdate(first[0]) if first[:1] else today
    earliest, year = school_year(begun), school_year(today)
    found = [year]
    while year.start > earliest.start:
        year = school_year(year.start.replace(year=year.start.year - 1))
        found.append(year)
    return found


def counted_until(year: SchoolYear, *, today: date) -> date:
    """The last day of the school year, of the present one the last day of last month: from one day to the next, the
    difference would tell of few."""
    return min(year.end, today.replace(day=1) - timedelta(days=1))


def tables(year: SchoolYear, *, until: date) -> list[Table]:
    """By institution under its type, by school grade, by waiting time; as of the end of the day `until`."""
    both = served(year, until=until), waiting(until=until)
    wholes = [
        Line(TOTAL, _("altogether"), (), tuple(lines))
        for lines in (_institution_lines(both), _grade_lines(), _band_lines())
    ]
    shown = [_shown(wholes, counts) for counts in both]
    titles = _("By type and institution"), _("By school grade"), _("By waiting time")
    columns = zip(*shown, strict=True)
    return [
        Table(title, list(_rows(whole, 0, column)))
        for title, whole, column in zip(titles, wholes, columns, strict=True)
    ]


def _institution_lines(both: Sequence[Counts]) -> list[Line]:
    keys = {key for counts in both for key in counts.by_institution}
    rows = Institution.objects.filter(pk__in=keys).select_related("school_type")
    ordered = sorted(rows, key=lambda row: (*_type_of(row), row.sort_name, row.pk))
    lines = []
    for (place, label), members in groupby(ordered, key=_type_of):
        parts = tuple(Line(f"institution {row.pk}", row.name, (row.pk,)) for row in members)
        lines.append(Line(f"type {place} {label}", label, (), parts))
    return lines


def _type_of(institution: Institution) -> tuple[int, str]:
    """The type of a school, else the kind of institution; schools first."""
    if institution.school_type is not None:
        return 0, institution.school_type.name
    place = 1 + list(InstitutionKind.values).index(institution.kind)
    return place, str(institution.get_kind_display())


def _grade_lines() -> list[Line]:
    words = {FOR_ITSELF: _("for the institution itself"), NOT_KNOWN: _("not known (any more)")}
    return [Line(f"grade {grade}", words.get(grade, grade), (grade,)) for grade in GRADES]


def _band_lines() -> list[Line]:
    return [Line(f"band {number}", str(BAND_LABELS[number]), (number,)) for number in range(len(BANDS) + 1)]


def _cell(line: Line, counts: Counter) -> Cell:
    parts = tuple(_cell(part, counts) for part in line.parts)
    value = sum(part.value for part in parts) if parts else sum(counts[key] for key in line.counts)
    return Cell(line.key, value, parts)


def _shown(wholes: Sequence[Line], counts: Counts) -> list[dict[str, int]]:
    """One column of all tables: {key: number} of each, without what is not shown."""
    counters = counts.by_institution, counts.by_grade, counts.by_band
    trees = [_cell(whole, counter) for whole, counter in zip(wholes, counters, strict=True)]
    return [
        {cell.key: cell.value for cell in tree.walk() if cell.key not in left_out}
        for tree, left_out in zip(trees, hidden_together(trees), strict=True)
    ]


def _rows(line: Line, level: int, shown: Sequence[dict[str, int]]) -> list[Row]:
    first, second = shown
    rows = [Row(line.label, level, first.get(line.key), second.get(line.key))]
    for part in line.parts:
        rows += _rows(part, level + 1, shown)
    return rows
