"""First come, first served: what a patient person with a list does. To compare a proposal with, and to begin from."""

from collections import Counter
from collections.abc import Sequence

from recipients.proposing.classes import Kind
from recipients.proposing.serving import Market, Unit


def serve_first_come(units: Sequence[Unit], market: Market) -> list[Unit]:
    """Goes through the units in the order given and gives each the smallest devices that fit and are left, if there is
    one for each of its items and no cap or household stands in the way. Nothing is ever rearranged."""
    left = Counter({kind: market.stock.count(kind) for kind in market.stock.kinds()})
    caps, households = dict(market.caps), set()
    served = []
    for unit in units:
        if unit.household in households or (unit.counted and caps.get(unit.need.institution, 1) <= 0):
            continue
        if not _take(unit, market, left):
            continue
        served.append(unit)
        if unit.household:
            households.add(unit.household)
        if unit.counted and unit.need.institution in caps:
            caps[unit.need.institution] -= 1
    return served


def _take(unit: Unit, market: Market, left: Counter[Kind]) -> bool:
    """Takes the unit's devices from what is left, all or none."""
    taken: list[Kind] = []
    for ask in market.asks(unit):
        kind = next((kind for kind in market.classes.fitting[ask] if left[kind] > 0), None)
        if kind is None:
            left.update(taken)
            return False
        left[kind] -= 1
        taken.append(kind)
    return True
