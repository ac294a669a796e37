"""Which devices are spent on the items that are to be served: the smallest that do, and of these the oldest.

The devices that can serve a given set of items together form the bases of a matroid (transversal), and what a basis
costs is a sum over its devices, since what was asked is given. So only the order of the devices counts, not how much
one is larger or older than another: the ranks of (memory, cores, day) as costs reach least memory in total, then fewest
cores, then the oldest stock, all exactly, and no number grows large.
"""

from collections import Counter
from collections.abc import Sequence

from recipients.proposing.classes import Kind, wanted
from recipients.proposing.flow import SINK, SOURCE, Network
from recipients.proposing.problem import Item
from recipients.proposing.serving import Market


def spend(items: Sequence[Item], market: Market) -> dict[Kind, int]:
    """How many devices of each kind are spent on these items; of each kind it is the oldest. Raises NoFlow when there
    are not enough."""
    network = Network()
    asks = wanted(items, market.classes)
    kinds = {ask: market.kinds_for(ask) for ask in asks}
    for ask, count in asks.items():
        network.arc(SOURCE, ask, count)
        for kind in kinds[ask]:
            network.arc(ask, kind, min(count, market.stock.count(kind)))
    used = sorted({kind for fitting in kinds.values() for kind in fitting})
    arcs = _add_days(network, used, market)
    flows = network.sending(len(items)).solve() if items else []
    spent: Counter[Kind] = Counter()
    for kind, arc in arcs:
        spent[kind] += int(flows[arc])
    return {kind: count for kind, count in spent.items() if count}


def _add_days(network: Network, kinds: Sequence[Kind], market: Market) -> list[tuple[Kind, int]]:
    """An arc for the devices of each kind and day; (kind, arc)."""
    days = {kind: Counter(device.ready_since for device in market.stock.left(kind)) for kind in kinds}
    order = sorted({(kind.size, day) for kind, counts in days.items() for day in counts})
    ranks = {key: rank for rank, key in enumerate(order)}
    return [
        (kind, network.arc(kind, SINK, count, ranks[kind.size, day]))
        for kind, counts in days.items()
        for day, count in counts.items()
    ]
