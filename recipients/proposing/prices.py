"""Which units are certain before anything is searched: prices of the linear program, rounded to whole numbers.

At any prices of limits and stock that are not negative, no choice weighs more than what all limits and stock cost and
what the units that are worth more than their price gain beyond it. A unit decided against its gain costs that gain:
when that falls below a weight that is already reached, it is certain. In whole numbers, so rounded prices hold as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from recipients.proposing.relaxing import Relaxation, limit_of, limits_on
from recipients.proposing.serving import Market, Unit

# Prices are whole parts of this.
SCALE = 1000


@dataclass(frozen=True, slots=True)
class Gains:
    """`total`: what no choice exceeds, and `gains`: of each unit, its weight less its price; both times SCALE."""

    total: int
    gains: list[int]

    @property
    def bound(self) -> int:
        """No choice has more weight."""
        return self.total // SCALE

    def certain(self, reached: int) -> dict[int, bool]:
        """{number of a unit: served or not} for those that every choice of at least this weight decides so."""
        spare = self.total - reached * SCALE
        return {number: gain > 0 for number, gain in enumerate(self.gains) if abs(gain) > spare}


def gains_of(units: Sequence[Unit], market: Market) -> Gains:
    """By the prices of the linear relaxation."""
    limits, kinds = Relaxation(units, market).prices(SCALE)
    asks = {ask for unit in units for ask in market.asks(unit)}
    cheapest = {ask: min(kinds[kind] for kind in market.kinds_for(ask)) for ask in asks}
    gains = []
    for unit in units:
        price = sum(limits[key] for key in limits_on(unit, market.caps))
        price += sum(cheapest[ask] for ask in market.asks(unit))
        gains.append(unit.need.weight * SCALE - price)
    total = sum(price * limit_of(key, market.caps) for key, price in limits.items())
    total += sum(price * market.stock.count(kind) for kind, price in kinds.items())
    return Gains(total + sum(gain for gain in gains if gain > 0), gains)
