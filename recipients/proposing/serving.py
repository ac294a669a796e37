"""Who is served: the most weight, then the queue's order, exactly.

A unit is what is given whole or not at all. Where each unit has one item this is a flow: from the source through its
institution (capacity: the cap) and its household (capacity 1) to what it asks for, from there to the kinds of devices
that fit, and to the sink (capacity: the stock). Sets of several items are no flow. First one item of each set stands
for all of it: that is a relaxation, so when all items of those it serves can be had together, it is the answer, proven.
Otherwise `sets` decides.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from recipients.proposing.classes import Ask, Classes, Kind, Stock, wanted
from recipients.proposing.flow import SINK, SOURCE, Arcs, Network, NoFlow
from recipients.proposing.problem import Item, Need


@dataclass(frozen=True, slots=True)
class Unit:
    """Items of a need that are given together or not at all. `counted`: it takes from its institution's cap and is its
    household's turn."""

    need: Need
    items: tuple[Item, ...]
    counted: bool

    @property
    def household(self) -> tuple[int, str] | None:
        """Of which one need is served; None where the rule doesn't touch it."""
        return (self.need.institution, self.need.household) if self.counted and self.need.household else None


@dataclass(frozen=True, slots=True)
class Market:
    """What is there to be given, and to whom it may be: the stock, its classes, what is left of the caps."""

    stock: Stock
    classes: Classes
    caps: Mapping[int, int]

    def kinds_for(self, ask: Ask) -> list[Kind]:
        """The kinds in stock that serve an ask, the smallest first."""
        return [kind for kind in self.classes.fitting[ask] if self.stock.count(kind)]

    def asks(self, unit: Unit) -> list[Ask]:
        """What a unit asks for, item by item."""
        return [self.classes.asks[item.pk] for item in unit.items]

    def with_stock_for(self, units: Sequence[Unit]) -> list[Unit]:
        """Those for each item of which there is something that fits."""
        asks = {ask for unit in units for ask in self.asks(unit)}
        served = {ask for ask in asks if self.kinds_for(ask)}
        return [unit for unit in units if served.issuperset(self.asks(unit))]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The units to serve, in the order given. `bound`: no choice has more weight. `open_goal` as in Proof."""

    units: list[Unit]
    bound: int
    open_goal: str = ""


def weight(units: Sequence[Unit]) -> int:
    """The sum of their needs' weights."""
    return sum(unit.need.weight for unit in units)


def choose(units: Sequence[Unit], market: Market, *, deadline: float) -> Chosen:
    """Decides which units are served. `units`: in the order of the queue. `deadline`: of `time.monotonic`, for sets
    only. Raises CostTooLarge."""
    units = market.with_stock_for(units)
    if not units:
        return Chosen([], 0)
    relaxed = _choose_by_flow(units, _scarcest(units, market), market)
    if can_have_all([item for unit in relaxed for item in unit.items], market):
        return Chosen(relaxed, weight(relaxed))
    from recipients.proposing.sets import choose_sets

    return choose_sets(units, market, bound=weight(relaxed), deadline=deadline)


def _scarcest(units: Sequence[Unit], market: Market) -> list[Ask]:
    """For each unit the ask that stands for it: of the category of which there is least for those who want it."""
    demand = Counter(item.category for unit in units for item in unit.items)
    supply = Counter()
    for kind in market.stock.kinds():
        supply[kind.category] += market.stock.count(kind)
    pressure = {category: Fraction(count, supply[category]) for category, count in demand.items()}
    return [max(market.asks(unit), key=lambda ask: (pressure[ask.category], ask)) for unit in units]


def _choose_by_flow(units: Sequence[Unit], asks: Sequence[Ask], market: Market) -> list[Unit]:
    arcs, numbers = _network(units, asks, market)
    arcs.solve()
    arcs.settle_common()
    serve_in_order(arcs, numbers)
    return [unit for unit, number in zip(units, numbers, strict=True) if arcs.flows[number]]


def _network(units: Sequence[Unit], asks: Sequence[Ask], market: Market) -> tuple[Arcs, list[int]]:
    """The network, and the number of each unit's arc in it."""
    network = Network()
    siblings = Counter(unit.household for unit in units)
    numbers = []
    for unit, ask in zip(units, asks, strict=True):
        tail = SOURCE
        if unit.counted and unit.need.institution in market.caps:
            tail = ("institution", unit.need.institution)
        if unit.household and siblings[unit.household] > 1:
            tail, outer = ("household", *unit.household), tail
            if not network.has(tail):
                network.arc(outer, tail, 1)
        numbers.append(network.arc(tail, ask, 1, -unit.need.weight))
    for institution in sorted({unit.need.institution for unit in units if unit.counted} & market.caps.keys()):
        network.arc(SOURCE, ("institution", institution), max(market.caps[institution], 0))
    _add_stock(network, Counter(asks), market)
    # Whoever is not served costs nothing.
    network.arc(SOURCE, SINK, len(units))
    return network.sending(len(units)), numbers


def _add_stock(network: Network, asks: Mapping[Ask, int], market: Market) -> None:
    kinds = {}
    for ask, count in sorted(asks.items()):
        for kind in market.kinds_for(ask):
            kinds[kind] = market.stock.count(kind)
            network.arc(ask, kind, min(count, kinds[kind]))
    for kind, count in kinds.items():
        network.arc(kind, SINK, count)


def serve_in_order(arcs: Arcs, numbers: Sequence[int]) -> None:
    """Among the flows of equal cost, the one whose first difference from any other serves the earlier place: powers of
    two, so many places at a time as whole numbers hold exactly, each settled before the next."""
    places = [number for number in numbers if arcs.is_open(number)]
    at_once = arcs.highest_cost.bit_length() - 1
    for start in range(0, len(places), at_once):
        chunk = places[start : start + at_once]
        arcs.costs[:] = 0
        arcs.costs[chunk] = [-(1 << exponent) for exponent in reversed(range(len(chunk)))]
        arcs.solve()
        arcs.settle(chunk)


def can_have_all(items: Sequence[Item], market: Market) -> bool:
    """Whether the stock has a device for each of these items at the same time."""
    network = Network()
    asks = wanted(items, market.classes)
    if not asks:
        return True
    for ask, count in asks.items():
        network.arc(SOURCE, ask, count)
    _add_stock(network, asks, market)
    try:
        network.sending(len(items)).solve()
    except NoFlow:
        return False
    return True
