"""What stands where, and what of it is ready: two tables whose numbers lead to the devices."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from devices.board.cards import ListOf
from devices.board.standing import READY, STAGES, Stage, at_stage, in_workshop
from devices.enums import CosmeticGrade
from devices.models import Category, Device, Location

NO_LOCATION, NO_GRADE, ANY = "null", "none", "any"


@dataclass(frozen=True)
class Cell:
    """A number and the list of the devices that it counts; `word` names the column."""

    count: int
    url: str
    word: str


@dataclass(frozen=True)
class Row:
    """A location with its stages, or a category with its grades. `days`: how long its oldest device has waited."""

    name: str
    total: Cell
    cells: list[Cell]
    days: int | None = None


def places(devices: QuerySet[Device], list_of: ListOf, now: datetime | None = None) -> tuple[list[Stage], list[Row]]:
    """The stages that anything stands at, and every location with something on it; what has no location comes first,
    since somebody has to look for it. Two queries."""
    now = now or timezone.now()
    counted = in_workshop(devices).order_by().values("location", "stage")
    found = list(counted.annotate(count=Count("pk"), oldest=Min("waits_since")))
    used = [stage for stage in STAGES if any(row["stage"] == stage.code for row in found)]
    names = Location.objects.in_bulk({row["location"] for row in found} - {None})
    ordered = sorted({row["location"] for row in found}, key=lambda pk: _order(names, pk))
    return used, [_place(names.get(pk), pk, used, found, list_of, now) for pk in ordered]


def _order(names: dict[int, Location], pk: int | None) -> tuple[int, int, str]:
    return (0, 0, "") if pk is None else (1, names[pk].position, names[pk].code)


def _place(location, pk, used, found, list_of: ListOf, now: datetime) -> Row:
    mine = {row["stage"]: row for row in found if row["location"] == pk}
    asked = NO_LOCATION if pk is None else pk
    cells = [
        Cell(mine.get(stage.code, {}).get("count", 0), list_of(location=asked, stage=stage.code), str(stage.title))
        for stage in used
    ]
    total = Cell(sum(cell.count for cell in cells), list_of(location=asked, stage=ANY), _("In all"))
    oldest = min(row["oldest"] for row in mine.values())
    return Row(location.name if location else _("no location"), total, cells, max(0, (now - oldest).days))


def stock(devices: QuerySet[Device], list_of: ListOf) -> tuple[list[str], list[Row]]:
    """The grades, and every category with devices that are ready to be given out. Two queries."""
    counted = at_stage(devices, READY).order_by().values("category", "cosmetic_grade")
    found = {(row["category"], row["cosmetic_grade"]): row["count"] for row in counted.annotate(count=Count("pk"))}
    grades = [(grade, grade) for grade in CosmeticGrade.values] + [("", _("not graded"))]
    categories = Category.objects.in_bulk({category for category, _grade in found})
    rows = [
        _category(category, grades, found, list_of)
        for category in sorted(categories.values(), key=lambda row: (row.position, row.code))
    ]
    return [word for _grade, word in grades], rows


def _category(category: Category, grades, found, list_of: ListOf) -> Row:
    cells = [
        Cell(
            found.get((category.pk, grade), 0),
            list_of(category=category.pk, stage=READY, grade=grade or NO_GRADE),
            word,
        )
        for grade, word in grades
    ]
    total = Cell(sum(cell.count for cell in cells), list_of(category=category.pk, stage=READY), _("In all"))
    return Row(category.name, total, cells)
