"""Minimum-cost flow in whole numbers, exact or refused, and what all optimal flows have in common.

OR-Tools and numpy are imported when a proposal is computed: a web process never pays for them.
"""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from recipients.proposing.problem import CostTooLarge

if TYPE_CHECKING:
    import numpy as np

# The solver multiplies every cost by the number of nodes + 1; its potentials, held in 64 bits, stay below 3 × nodes
# times that (cost scaling after Goldberg).
LARGEST = 2**61
SOURCE, SINK = "source", "sink"


class NoFlow(Exception):
    """The supplies can't all be sent."""


class Network:
    """Nodes are called by name; arcs are numbered from 0 in the order in which they were added."""

    def __init__(self) -> None:
        self._nodes: dict[Hashable, int] = {}
        self._tails: list[int] = []
        self._heads: list[int] = []
        self._capacities: list[int] = []
        self._costs: list[int] = []

    def node(self, name: Hashable) -> int:
        """The number of a node; a new name is a new node."""
        return self._nodes.setdefault(name, len(self._nodes))

    def has(self, name: Hashable) -> bool:
        """Whether a node of this name is there."""
        return name in self._nodes

    def arc(self, tail: Hashable, head: Hashable, capacity: int, cost: int = 0) -> int:
        """Adds an arc; returns its number."""
        self._tails.append(self.node(tail))
        self._heads.append(self.node(head))
        self._capacities.append(capacity)
        self._costs.append(cost)
        return len(self._tails) - 1

    def sending(self, amount: int) -> "Arcs":
        """This network with `amount` to be sent from SOURCE to SINK."""
        import numpy as np

        supplies = np.zeros(len(self._nodes) + 2, dtype=np.int64)
        supplies[self.node(SOURCE)] += amount
        supplies[self.node(SINK)] -= amount
        ends = np.array([self._tails, self._heads], dtype=np.int32).reshape(2, -1)
        numbers = _held([self._capacities, self._costs])
        return Arcs(ends[0], ends[1], numbers[0], numbers[1], supplies)


def _held(rows: list[list[int]]) -> "np.ndarray":
    import numpy as np

    try:
        return np.array(rows, dtype=np.int64).reshape(2, -1)
    except OverflowError as error:
        raise CostTooLarge("a number has more than 64 bits") from error


def _costly(costs: "np.ndarray", arcs: "np.ndarray") -> Iterator[tuple[int, int]]:
    chosen = costs.nonzero()[0]
    return zip(costs[chosen].tolist(), arcs[chosen].tolist(), strict=True)


class Arcs:
    """A network in arrays, with `costs` that may be exchanged between solutions, and arcs that may be settled."""

    def __init__(self, tails, heads, capacities, costs, supplies) -> None:
        import numpy as np

        self.tails, self.heads, self.capacities, self.costs = tails, heads, capacities, costs
        self._supplies = supplies
        self._open = np.ones(len(tails), dtype=bool)
        self.flows = np.zeros(len(tails), dtype=np.int64)

    def solve(self) -> "np.ndarray":
        """Flows of least cost; settled arcs keep theirs. The same input gives the same flows.

        Raises NoFlow; CostTooLarge when a cost can't be held exactly.
        """
        import numpy as np
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

        used = np.flatnonzero(self._open)
        self._check_costs(used)
        solver = SimpleMinCostFlow()
        arrays = (self.tails[used], self.heads[used], self.capacities[used], self.costs[used])
        arcs = solver.add_arcs_with_capacity_and_unit_cost(*arrays) if len(used) else used.astype(np.int32)
        supplied = np.flatnonzero(self._supplies)
        solver.set_nodes_supplies(supplied.astype(np.int32), self._supplies[supplied])
        status = solver.solve()
        if status in (solver.BAD_COST_RANGE, solver.BAD_CAPACITY_RANGE):
            raise CostTooLarge(status.name)
        if status != solver.OPTIMAL:
            raise NoFlow(status.name)
        if len(used):
            self.flows[used] = solver.flows(arcs)
        return self.flows

    @property
    def highest_cost(self) -> int:
        """The largest cost of one unit that the solver holds exactly in a network of so many nodes."""
        nodes = len(self._supplies)
        return LARGEST // (3 * nodes * (nodes + 1))

    def _check_costs(self, used: "np.ndarray") -> None:
        """Python's own numbers have no limit: the products are the true ones."""
        if not len(used):
            return
        costs = self.costs[used]
        highest = max(int(costs.max()), -int(costs.min()))
        if highest > self.highest_cost:
            raise CostTooLarge(f"cost {highest} with {len(self._supplies)} nodes")
        if sum(abs(cost) * int(self.capacities[arc]) for cost, arc in _costly(costs, used)) > LARGEST:
            raise CostTooLarge("the sum of all costs")

    def settle_common(self) -> None:
        """Settles each arc that has the same flow in every flow of the cost just reached, so that later costs choose
        among these alone.

        With potentials p of one optimal flow, a flow is optimal if and only if it leaves arcs of positive reduced cost
        empty and fills those of negative reduced cost (complementary slackness).
        """
        import numpy as np

        potentials = self._potentials()
        reduced = self.costs + potentials[self.tails] - potentials[self.heads]
        self.settle(np.flatnonzero(self._open & (reduced != 0)))

    def settle(self, arcs: "np.ndarray") -> None:
        """From now on these arcs keep the flow that they have."""
        import numpy as np

        fixed = self.flows[arcs]
        np.subtract.at(self._supplies, self.tails[arcs], fixed)
        np.add.at(self._supplies, self.heads[arcs], fixed)
        self._open[arcs] = False

    def is_open(self, arc: int) -> bool:
        """Whether the arc's flow is not settled."""
        return bool(self._open[arc])

    def _potentials(self) -> "np.ndarray":
        """Shortest distances in the residual network (Bellman-Ford): an optimal flow leaves no negative cycle in it."""
        import numpy as np

        ahead = np.flatnonzero(self._open & (self.flows < self.capacities))
        back = np.flatnonzero(self._open & (self.flows > 0))
        tails = np.concatenate([self.tails[ahead], self.heads[back]])
        heads = np.concatenate([self.heads[ahead], self.tails[back]])
        costs = np.concatenate([self.costs[ahead], -self.costs[back]])
        distances = np.zeros(len(self._supplies), dtype=np.int64)
        for _round in range(len(distances) + 1):
            nearer = distances.copy()
            np.minimum.at(nearer, heads, distances[tails] + costs)
            if (nearer == distances).all():
                return distances
            distances = nearer
        raise RuntimeError("the flow was not of least cost")
