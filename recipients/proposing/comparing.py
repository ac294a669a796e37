"""What a proposal is measured against: a bound from another computation, and first come, first served."""

from collections import Counter, defaultdict

from recipients.proposing.classes import Classes, Stock
from recipients.proposing.greedy import serve_first_come
from recipients.proposing.problem import Need, Problem
from recipients.proposing.serving import Market, Unit, weight

# The linear program is solved with floating-point numbers; weights are whole.
ROUNDING = 1e-6


def _units(problem: Problem) -> list[Unit]:
    """What the first round of a problem without pins decides on, in the order of the queue."""
    units = [Unit(need, need.essentials, not need.begun) for need in sorted(problem.needs, key=lambda need: need.order)]
    return [unit for unit in units if unit.household not in problem.busy_households]


def first_come_weight(problem: Problem) -> int:
    """The weight served when each need in the order of the queue takes the smallest devices left that fit. Pins are not
    looked at."""
    classes = Classes(problem)
    market = Market(Stock(problem.devices, classes), classes, problem.caps)
    return weight(serve_first_come(_units(problem), market))


def relaxation_bound(problem: Problem) -> float:
    """The most weight when needs and devices could be divided, by GLOP: a linear program that shares nothing with the
    engine but the input. No proposal serves more; where each need has one item, the best one serves as much. Pins are
    not looked at."""
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("GLOP")
    classes, units = Classes(problem), _units(problem)
    shares = [solver.NumVar(0, 1, "") for _unit in units]
    goal = solver.Objective()
    rows: dict[tuple, list] = defaultdict(list)
    for unit, share in zip(units, shares, strict=True):
        goal.SetCoefficient(share, unit.need.weight)
        for row in _rows(unit.need, unit.counted):
            rows[row].append(share)
    for (_what, institution, *household), members in rows.items():
        _at_most(solver, members, 1 if household else problem.caps.get(institution, len(members)))
    _add_stock(solver, classes, [(unit, share) for unit, share in zip(units, shares, strict=True)])
    goal.SetMaximization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("the linear program has a solution, but none was found")
    value = goal.Value()
    return round(value) if abs(value - round(value)) <= ROUNDING * max(1.0, value) else value


def _rows(need: Need, counted: bool) -> list[tuple]:
    if not counted:
        return []
    return [("cap", need.institution), *([("home", need.institution, need.household)] if need.household else [])]


def _at_most(solver, variables: list, limit: int) -> None:
    row = solver.Constraint(-solver.infinity(), limit)
    for variable in variables:
        row.SetCoefficient(variable, 1)


def _add_stock(solver, classes: Classes, shares: list[tuple]) -> None:
    """What flows from kinds to asks is what the units' shares need, and no more than there is."""
    needed = defaultdict(Counter)
    for number, (unit, _share) in enumerate(shares):
        for item in unit.items:
            needed[classes.asks[item.pk]][number] += 1
    spent = defaultdict(list)
    for ask, units in needed.items():
        row = solver.Constraint(0, 0)
        for number, count in units.items():
            row.SetCoefficient(shares[number][1], -count)
        for kind in classes.fitting[ask]:
            spent[kind].append(solver.NumVar(0, solver.infinity(), ""))
            row.SetCoefficient(spent[kind][-1], 1)
    supply = Counter(classes.kinds.values())
    for kind, variables in spent.items():
        _at_most(solver, variables, supply[kind])
