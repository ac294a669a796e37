"""Who is served when sets of several scarce things compete: no flow any more, so it is solved as an integer program by
CP-SAT, in whole numbers, alone (one worker, so that it is repeatable), until it is proven or the time is up.

A variable says whether a unit is served; how many devices of each kind go to each ask follows from it.
"""

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recipients.proposing.greedy import serve_first_come
from recipients.proposing.prices import Gains, gains_of
from recipients.proposing.serving import Chosen, Market, Unit, weight

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

# Places of the queue that are decided in one solution; powers of two up to here leave room in 64 bits.
AT_ONCE = 40


class TimeUp(Exception):
    """No proof within the time. `bound`: what the best possible is proven not to exceed, None where nothing is."""

    def __init__(self, bound: int | None) -> None:
        super().__init__(bound)
        self.bound = bound


def choose_sets(units: Sequence[Unit], market: Market, *, bound: int, deadline: float) -> Chosen:
    """The units to serve, proven or the best found. `bound`: of the weight, from a relaxation."""
    gains = gains_of(units, market)
    bound = min(bound, gains.bound)
    program = Program(units, market, deadline)
    program.start_from(serve_first_come(units, market))
    try:
        program.most_weight(bound, gains)
    except TimeUp as stopped:
        best = bound if stopped.bound is None else min(bound, stopped.bound)
        return Chosen(program.served(), max(best, weight(program.served())), open_goal="weight")
    reached = weight(program.served())
    try:
        program.in_order()
    except TimeUp:
        return Chosen(program.served(), reached, open_goal="queue")
    return Chosen(program.served(), reached)


@dataclass
class Program:
    """The integer program with the best solution known."""

    units: Sequence[Unit]
    market: Market
    deadline: float
    known: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        self.open = set(range(len(self.units)))
        self.takes = [self.model.new_bool_var("") for _unit in self.units]
        self._add_limits()
        self._add_stock()

    def served(self) -> list[Unit]:
        """The units that the best solution known serves."""
        return [unit for unit, taken in zip(self.units, self.known, strict=True) if taken]

    def start_from(self, units: Sequence[Unit]) -> None:
        """A solution to begin with: nothing worse than it comes out."""
        items = {unit.items for unit in units}
        self.known = [int(unit.items in items) for unit in self.units]

    def most_weight(self, bound: int, gains: Gains) -> None:
        """Reaches the most weight and holds it. Raises TimeUp."""
        total = sum(unit.need.weight * take for unit, take in zip(self.units, self.takes, strict=True))
        self._settle(gains.certain(weight(self.served())))
        if weight(self.served()) < bound:
            self.model.add(total <= bound)
            self.model.add(total >= weight(self.served()))
            self._maximize(total)
            self._settle(gains.certain(weight(self.served())))
        self.model.add(total == weight(self.served()))

    def in_order(self) -> None:
        """Reaches the queue's order, place by place, holding the weight. Raises TimeUp."""
        places = sorted(self.open)
        for start in range(0, len(places), AT_ONCE):
            chunk = places[start : start + AT_ONCE]
            self._maximize(sum(self.takes[place] * (1 << exponent) for place, exponent in _falling(chunk)))
            self._settle({place: bool(self.known[place]) for place in chunk})

    def _settle(self, decided: Mapping[int, bool]) -> None:
        """From now on these units are served or not."""
        for place in sorted(self.open & decided.keys()):
            self.model.add(self.takes[place] == int(decided[place]))
        self.open -= decided.keys()

    def _maximize(self, goal: "cp_model.LinearExprT") -> None:
        from ortools.sat.python import cp_model

        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeUp(None)
        self.model.maximize(goal)
        self.model.clear_hints()
        for take, value in zip(self.takes, self.known, strict=True):
            self.model.add_hint(take, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = left
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.known = [int(solver.value(take)) for take in self.takes]
        if status == cp_model.UNKNOWN:
            # It has not come to a bound of its own; what it reports then is 0, which proves nothing.
            raise TimeUp(None)
        if status == cp_model.FEASIBLE:
            raise TimeUp(math.floor(solver.best_objective_bound + 0.5))
        if status != cp_model.OPTIMAL:
            raise RuntimeError(f"the program of sets has a solution, but the solver said {solver.status_name(status)}")

    def _add_limits(self) -> None:
        """Caps of institutions, one need per household."""
        institutions, households = defaultdict(list), defaultdict(list)
        for unit, take in zip(self.units, self.takes, strict=True):
            if unit.counted and unit.need.institution in self.market.caps:
                institutions[unit.need.institution].append(take)
            if unit.household:
                households[unit.household].append(take)
        for institution, takes in institutions.items():
            self.model.add(sum(takes) <= max(self.market.caps[institution], 0))
        for takes in households.values():
            self.model.add_at_most_one(takes)

    def _add_stock(self) -> None:
        """As many devices of fitting kinds for each ask as its served units need; no kind is spent beyond the stock."""
        needed, spent = defaultdict(list), defaultdict(list)
        for unit, take in zip(self.units, self.takes, strict=True):
            for ask in self.market.asks(unit):
                needed[ask].append(take)
        for ask, takes in sorted(needed.items()):
            given = []
            for kind in self.market.kinds_for(ask):
                count = self.market.stock.count(kind)
                given.append(self.model.new_int_var(0, min(count, len(takes)), ""))
                spent[kind].append(given[-1])
            self.model.add(sum(given) == sum(takes))
        for kind, given in spent.items():
            self.model.add(sum(given) <= self.market.stock.count(kind))


def _falling(chunk: Sequence[int]) -> list[tuple[int, int]]:
    """Each place with its exponent: the first place weighs more than all later ones together."""
    return list(zip(chunk, reversed(range(len(chunk))), strict=True))
