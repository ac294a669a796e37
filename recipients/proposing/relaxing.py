"""The linear relaxation: how much weight there could be if needs and devices could be divided. Solved by GLOP, a linear
program that shares nothing with the flow but the input."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from recipients.proposing.classes import Ask, Kind
from recipients.proposing.serving import Market, Unit

if TYPE_CHECKING:
    from ortools.linear_solver import pywraplp

Key = tuple[str, int] | tuple[str, int, str]


def limits_on(unit: Unit, caps: Mapping[int, int]) -> list[Key]:
    """The rows of caps and households that a unit counts in."""
    rows: list[Key] = []
    if unit.counted and unit.need.institution in caps:
        rows.append(("cap", unit.need.institution))
    if unit.household:
        rows.append(("household", *unit.household))
    return rows


class Relaxation:
    """The linear program of one choice, solved. `value`: a bound of the weight, in floating point."""

    def __init__(self, units: Sequence[Unit], market: Market) -> None:
        from ortools.linear_solver import pywraplp

        self._market = market
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._shares = [self._solver.NumVar(0, 1, "") for _unit in units]
        self._limits = self._add_limits(units)
        self._stock = self._add_stock(units)
        goal = self._solver.Objective()
        for unit, share in zip(units, self._shares, strict=True):
            goal.SetCoefficient(share, unit.need.weight)
        goal.SetMaximization()
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise RuntimeError("the linear program has a solution, but none was found")
        self.value: float = goal.Value()

    def prices(self, scale: int) -> tuple[dict[Key, int], dict[Kind, int]]:
        """What one more of each limit and of each kind would be worth, in whole parts of `scale`, never negative."""
        limits = {key: max(0, round(row.dual_value() * scale)) for key, row in self._limits.items()}
        return limits, {kind: max(0, round(row.dual_value() * scale)) for kind, row in self._stock.items()}

    def _add_limits(self, units: Sequence[Unit]) -> dict[Key, "pywraplp.Constraint"]:
        rows: dict[Key, list] = defaultdict(list)
        for unit, share in zip(units, self._shares, strict=True):
            for key in limits_on(unit, self._market.caps):
                rows[key].append(share)
        return {key: self._at_most(shares, limit_of(key, self._market.caps)) for key, shares in rows.items()}

    def _add_stock(self, units: Sequence[Unit]) -> dict[Kind, "pywraplp.Constraint"]:
        """What comes to an ask from kinds is what the units' shares need, and no more than there is."""
        needed: dict[Ask, Counter[int]] = defaultdict(Counter)
        for number, unit in enumerate(units):
            for ask in self._market.asks(unit):
                needed[ask][number] += 1
        spent: dict[Kind, list] = defaultdict(list)
        for ask, counts in needed.items():
            row = self._solver.Constraint(0, 0)
            for number, count in counts.items():
                row.SetCoefficient(self._shares[number], -count)
            for kind in self._market.kinds_for(ask):
                spent[kind].append(self._solver.NumVar(0, self._solver.infinity(), ""))
                row.SetCoefficient(spent[kind][-1], 1)
        return {kind: self._at_most(parts, self._market.stock.count(kind)) for kind, parts in spent.items()}

    def _at_most(self, variables: Iterable, limit: int) -> "pywraplp.Constraint":
        row = self._solver.Constraint(-self._solver.infinity(), limit)
        for variable in variables:
            row.SetCoefficient(variable, 1)
        return row


def limit_of(key: Key, caps: Mapping[int, int]) -> int:
    """How many units a row of `limits_on` takes."""
    return max(caps[key[1]], 0) if key[0] == "cap" else 1
