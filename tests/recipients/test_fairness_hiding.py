"""No table lets a number be worked out that it does not show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from recipients.fairness.hiding import FEWEST, Cell, hidden, hidden_together


def flat(*values: int) -> Cell:
    parts = tuple(Cell(f"{number}", value) for number, value in enumerate(values))
    return Cell("total", sum(values), parts)


def nested(*groups: list[int]) -> Cell:
    parts = []
    for place, values in enumerate(groups):
        leaves = tuple(Cell(f"{place}/{number}", value) for number, value in enumerate(values))
        parts.append(Cell(f"{place}", sum(values), leaves))
    return Cell("total", sum(part.value for part in parts), tuple(parts))


def bounds(table: Cell, cell: Cell, left_out: frozenset[str], known_total: int | None) -> tuple[float, float]:
    """The least and the most that a number may be for one who knows the shown ones, the total if any table shows it,
    and that a hidden one beside a shown total is no zero. Sums of nested sets: the bounds of whole numbers are those of
    the linear relaxation."""
    found = []
    for sense in ("SetMinimization", "SetMaximization"):
        solver = pywraplp.Solver.CreateSolver("GLOP")
        most = 10 * sum(leaf.value for leaf in table.leaves()) + 10
        no_zero = {leaf.key: leaf.key in left_out and table.key not in left_out for leaf in table.leaves()}
        values = {key: solver.NumVar(int(least), most, key) for key, least in no_zero.items()}
        for shown in table.walk():
            if shown.key not in left_out:
                solver.Add(sum(values[leaf.key] for leaf in shown.leaves()) == shown.value)
        if known_total is not None:
            solver.Add(sum(values.values()) == known_total)
        objective = solver.Objective()
        for leaf in cell.leaves():
            objective.SetCoefficient(values[leaf.key], 1)
        getattr(objective, sense)()
        assert solver.Solve() == pywraplp.Solver.OPTIMAL
        found.append(objective.Value())
    return found[0], found[1]


SMALL = st.integers(0, 9)
TABLES = st.one_of(
    st.lists(SMALL, min_size=1, max_size=8).map(lambda values: flat(*values)),
    st.lists(st.lists(SMALL, min_size=1, max_size=4), min_size=1, max_size=4).map(lambda groups: nested(*groups)),
)


@settings(max_examples=50, deadline=None)
@given(TABLES)
def test_nothing_that_is_hidden_can_be_worked_out_and_nothing_small_is_shown(table):
    is_safe(table, hidden(table), None)


def is_safe(table: Cell, left_out: frozenset[str], known_total: int | None) -> None:
    cells = list(table.walk())
    assert all(cell.key in left_out for cell in cells if 0 < cell.value < FEWEST)
    for cell in cells:
        if cell.key in left_out:
            least, most = bounds(table, cell, left_out, known_total)
            assert most >= FEWEST - 0.001, (table, cell)
            assert most - least >= FEWEST - 1.001, (table, cell)


NEEDS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=30)


@settings(max_examples=50, deadline=None)
@given(NEEDS)
def test_no_table_tells_what_another_of_the_same_needs_hides(needs):
    schools = [sum(school == number for school, _grade in needs) for number in range(5)]
    grades = [sum(grade == number for _school, grade in needs) for number in range(4)]
    both = [nested(schools[:2], schools[2:]), flat(*grades)]
    left_out = hidden_together(both)
    known = len(needs) if any("total" not in keys for keys in left_out) else None
    for table, keys in zip(both, left_out, strict=True):
        is_safe(table, keys, known)


def test_a_total_that_one_table_hides_is_hidden_in_all():
    assert hidden_together([nested([4, 1]), flat(5, 0)]) == [{"total", "0", "0/0", "0/1"}, {"total", "0", "1"}]
    assert hidden_together([nested([8, 9]), flat(14, 3)]) == [frozenset(), {"0", "1"}]


@pytest.mark.parametrize(
    ("table", "left_out"),
    [
        (flat(8, 9, 20), set()),
        (flat(3, 9, 20), {"0", "1"}),
        (flat(3, 4, 20), {"0", "1"}),
        (flat(1, 1, 20, 30), {"0", "1", "2"}),
        (flat(0, 0, 20, 30), set()),
        (flat(0, 3, 20), {"1", "2"}),
        (flat(2, 1, 0), {"total", "0", "1", "2"}),
        (flat(0, 0), set()),
        (flat(12), set()),
    ],
)
def test_as_little_as_needed_is_hidden_beside_small_numbers(table, left_out):
    assert hidden(table) == left_out


def test_a_small_school_is_not_the_difference_of_its_type():
    table = nested([6, 7, 3], [20, 30])
    assert hidden(table) == {"0/2", "0/0"}


def test_the_only_school_of_its_type_hides_another_type_with_one_of_its_schools():
    table = nested([3], [20, 30])
    assert hidden(table) == {"0", "0/0", "1/0", "1"}
