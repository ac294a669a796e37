"""Which of the devices that are spent goes to which item. Whatever is decided here, the same needs are served from the
same sizes and days: no earlier goal can become worse. First wishes, then class sets of one model, then the rest.

Wishes and class sets are taken one after the other, in the order of the queue, each as far as the rest can still be
served (a flow says so); that is repeatable, but no proof that it could not be done better.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from recipients.proposing.classes import Ask, Kind
from recipients.proposing.flow import SINK, SOURCE, Network
from recipients.proposing.problem import Device, Item, Need
from recipients.proposing.serving import Market, Unit

GROUP = "group"
# Where only evenness is at stake, memory is compared in steps of this many MiB, and nothing beyond so many steps or
# cores: a slip of the pen in a device's facts must not make numbers large.
STEP_MIB = 256
MOST_STEPS = 4096


@dataclass(frozen=True, slots=True)
class Slot:
    """An item that gets a device, with its need."""

    need: Need
    item: Item


class Shelf:
    """The devices of one kind from which a number is spent: all of the earlier days, and some of the last day."""

    def __init__(self, devices: Sequence[Device], spent: int) -> None:
        last = devices[spent - 1].ready_since
        self._certain = [device for device in devices if device.ready_since < last]
        self._choice = [device for device in devices if device.ready_since == last]
        self.spent = spent

    def matching(self, suits: Callable[[Device], bool]) -> list[Device]:
        """The most devices that suit and can be spent together, the oldest first."""
        certain = [device for device in self._certain if suits(device)]
        choice = [device for device in self._choice if suits(device)]
        return certain + choice[: self.spent - len(self._certain)]

    @cached_property
    def models(self) -> Counter[str]:
        """How many of each known model can be spent together."""
        certain = Counter(device.model for device in self._certain if device.model)
        choice = Counter(device.model for device in self._choice if device.model)
        room = self.spent - len(self._certain)
        return certain + Counter({model: min(count, room) for model, count in choice.items()})

    def take(self, devices: Collection[Device]) -> None:
        """Takes devices that `matching` named."""
        taken = {device.pk for device in devices}
        self.spent -= len(taken)
        self.__dict__.pop("models", None)
        self._certain = [device for device in self._certain if device.pk not in taken]
        self._choice = [device for device in self._choice if device.pk not in taken]


def deal(units: Sequence[Unit], spent: Mapping[Kind, int], market: Market) -> dict[int, Device]:
    """{item: its device} for all items of the units. `spent`: from `stocking.spend`. Takes them out of the stock."""
    dealing = Dealing(units, spent, market)
    dealing.grant_wishes()
    dealing.make_alike()
    dealing.deal_rest()
    given = defaultdict(set)
    for device in dealing.given.values():
        given[market.classes.kinds[device.pk]].add(device.pk)
    for kind, devices in given.items():
        market.stock.take(devices, kind)
    return dealing.given


class Dealing:
    """Items still without a device, and shelves with as many devices to be spent."""

    def __init__(self, units: Sequence[Unit], spent: Mapping[Kind, int], market: Market) -> None:
        self._market = market
        self._slots: dict[Ask, list[Slot]] = defaultdict(list)
        for unit in units:
            for item in unit.items:
                self._slots[market.classes.asks[item.pk]].append(Slot(unit.need, item))
        self._shelves = {kind: Shelf(market.stock.left(kind), count) for kind, count in sorted(spent.items())}
        self.given: dict[int, Device] = {}

    def grant_wishes(self) -> None:
        """All wishes of a need in one device where that is possible, else single ones."""
        for ask, slots in self._grouped(lambda slot: tuple(sorted(slot.need.wishes))):
            wishes = sorted(slots[0].need.wishes)
            for traits in [frozenset(wishes), *({wish} for wish in wishes if len(wishes) > 1)]:
                slots = self._give_most(ask, slots, lambda device, traits=traits: traits <= device.traits)

    def make_alike(self) -> None:
        """As many devices of one model for each class set as possible, then as many of a second one, and so on."""
        for ask, slots in self._grouped(lambda slot: slot.need.class_set):
            while len(slots) > 1 and (model := self._best_model(ask, len(slots))):
                slots = self._give_most(ask, slots, lambda device, model=model: device.model == model)

    def deal_rest(self) -> None:
        """Who asks for more gets more: the least sum of squares above what was asked."""
        network, arcs = Network(), {}
        for ask, slots in sorted(self._slots.items()):
            network.arc(SOURCE, ask, len(slots))
            for kind in self._open_kinds(ask):
                arcs[ask, kind] = network.arc(ask, kind, len(slots), _unevenness(kind, ask))
        for kind, shelf in self._shelves.items():
            network.arc(kind, SINK, shelf.spent)
        total = sum(map(len, self._slots.values()))
        flows = network.sending(total).solve() if total else []
        self._deal_by(arcs, flows)

    def _deal_by(self, arcs: Mapping[tuple[Ask, Kind], int], flows: Sequence[int]) -> None:
        """Of like needs the earlier one gets the larger device, and of like devices the older one."""
        of_kind: dict[Kind, list[Slot]] = defaultdict(list)
        waiting = {ask: list(slots) for ask, slots in self._slots.items()}
        for (ask, kind), arc in sorted(arcs.items(), key=lambda pair: pair[0][1].size, reverse=True):
            count = int(flows[arc])
            of_kind[kind] += waiting[ask][:count]
            waiting[ask] = waiting[ask][count:]
        for kind, slots in of_kind.items():
            slots.sort(key=lambda slot: (slot.need.order, slot.item.pk))
            devices = self._shelves[kind].matching(lambda _device: True)
            self._give(zip(slots, devices[: len(slots)], strict=True))

    def _grouped(self, key: Callable[[Slot], object]) -> list[tuple[Ask, list[Slot]]]:
        """Slots without a device of one ask and one key, where there is a key; the earliest need's group first."""
        groups: dict[tuple, list[Slot]] = defaultdict(list)
        for ask, slots in self._slots.items():
            for slot in slots:
                if key(slot):
                    groups[ask, key(slot)].append(slot)
        ordered = sorted(groups.items(), key=lambda group: (group[1][0].need.order, group[0][0]))
        return [(ask, slots) for (ask, _key), slots in ordered]

    def _best_model(self, ask: Ask, wanted: int) -> str | None:
        """The model of which most can go to so many items of this ask; None when not two can."""
        counts: Counter[str] = Counter()
        for kind in self._open_kinds(ask):
            counts += self._shelves[kind].models
        best, most = None, 1
        for model, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            if min(count, wanted) <= most:
                break
            reached = sum(self._most(ask, wanted, lambda device, model=model: device.model == model).values())
            if reached > most:
                best, most = model, reached
        return best

    def _give_most(self, ask: Ask, slots: list[Slot], suits: Callable[[Device], bool]) -> list[Slot]:
        """Gives as many of these slots a device that suits as the rest allows; returns those that got none."""
        for kind, count in sorted(self._most(ask, len(slots), suits).items()):
            devices = self._shelves[kind].matching(suits)[:count]
            self._give(zip(slots[:count], devices, strict=True))
            slots = slots[count:]
        return slots

    def _most(self, ask: Ask, wanted: int, suits: Callable[[Device], bool]) -> dict[Kind, int]:
        """How many devices that suit, of each kind, can at most go to so many items of the ask, while all others still
        get theirs from what is spent."""
        network, arcs = Network(), {}
        network.arc(SOURCE, GROUP, wanted)
        for kind in self._open_kinds(ask):
            shelf = self._shelves[kind]
            network.arc(GROUP, kind, wanted)
            if suiting := len(shelf.matching(suits)):
                arcs[kind] = network.arc(GROUP, kind, suiting, -1)
        if not arcs:
            return {}
        total = self._add_others(network, ask, wanted)
        flows = network.sending(total).solve()
        return {kind: int(flows[arc]) for kind, arc in arcs.items() if flows[arc]}

    def _add_others(self, network: Network, ask: Ask, wanted: int) -> int:
        """The rest of the category, which has to be served, too; how many items that is with those wanted."""
        total = wanted
        for other, slots in sorted(self._slots.items()):
            count = len(slots) - (wanted if other == ask else 0)
            if other.category != ask.category or not count:
                continue
            total += count
            network.arc(SOURCE, other, count)
            for kind in self._open_kinds(other):
                network.arc(other, kind, count)
        for kind, shelf in self._shelves.items():
            if kind.category == ask.category and shelf.spent:
                network.arc(kind, SINK, shelf.spent)
        return total

    def _open_kinds(self, ask: Ask) -> list[Kind]:
        fitting = self._market.classes.fitting[ask]
        return [kind for kind in fitting if kind in self._shelves and self._shelves[kind].spent]

    def _give(self, pairs: Iterable[tuple[Slot, Device]]) -> None:
        given = list(pairs)
        self.given |= {slot.item.pk: device for slot, device in given}
        devices: dict[Kind, list[Device]] = defaultdict(list)
        for ask in {self._market.classes.asks[slot.item.pk] for slot, _device in given}:
            self._slots[ask] = [slot for slot in self._slots[ask] if slot.item.pk not in self.given]
        for _slot, device in given:
            devices[self._market.classes.kinds[device.pk]].append(device)
        for kind, taken in devices.items():
            self._shelves[kind].take(taken)


def _unevenness(kind: Kind, ask: Ask) -> int:
    steps = min((kind.ram_mib - ask.min_ram_mib) // STEP_MIB, MOST_STEPS)
    return steps**2 + min(kind.cores - ask.min_cores, MOST_STEPS) ** 2
