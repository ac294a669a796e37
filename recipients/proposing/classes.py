"""Classes of like items and like devices: what no rule tells apart is counted, not named."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from recipients.proposing.problem import Device, Item, Problem


@dataclass(frozen=True, order=True, slots=True)
class Ask:
    """What like items ask for. `barred`: the devices that are ruled out for each of them, in order."""

    category: int
    min_ram_mib: int
    min_cores: int
    barred: tuple[int, ...] = ()


@dataclass(frozen=True, order=True, slots=True)
class Kind:
    """Like devices. `barred`: the items for which each of them is ruled out, in order."""

    category: int
    ram_mib: int
    cores: int
    barred: tuple[int, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Small before large: memory, then cores (as `recipients.matching` orders them)."""
        return self.ram_mib, self.cores


class Classes:
    """The classes of a problem and which kinds serve which ask, the smallest first."""

    def __init__(self, problem: Problem) -> None:
        devices = {device.pk: device for device in problem.devices}
        barred_devices, barred_items = _both_ways(problem.forbidden, devices)
        self.asks: dict[int, Ask] = {
            item.pk: Ask(item.category, item.min_ram_mib, item.min_cores, barred_devices.get(item.pk, ()))
            for need in problem.needs
            for item in need.items
        }
        self.kinds: dict[int, Kind] = {
            pk: Kind(device.category, device.ram_mib, device.cores, barred_items.get(pk, ()))
            for pk, device in devices.items()
        }
        self.fitting: dict[Ask, tuple[Kind, ...]] = self._fitting()

    def _fitting(self) -> dict[Ask, tuple[Kind, ...]]:
        # One device speaks for its kind: the devices ruled out for an item are together in kinds of their own.
        samples = {kind: pk for pk, kind in self.kinds.items()}
        by_category: dict[int, list[Kind]] = defaultdict(list)
        for kind in sorted(samples, key=lambda kind: (kind.size, kind.barred)):
            by_category[kind.category].append(kind)
        return {
            ask: tuple(
                kind for kind in by_category[ask.category] if reaches(kind, ask) and samples[kind] not in ask.barred
            )
            for ask in sorted(set(self.asks.values()))
        }

    def fits(self, item: int, device: int) -> bool:
        """Whether this device may be given to this item."""
        return self.kinds[device] in self.fitting[self.asks[item]]


def reaches(has: Kind | Device, item: Item | Ask) -> bool:
    """Whether the device, or one of this kind, is of the category and has at least the memory and cores asked for."""
    return has.category == item.category and has.ram_mib >= item.min_ram_mib and has.cores >= item.min_cores


def _both_ways(
    forbidden: Iterable[tuple[int, int]], devices: Mapping[int, Device]
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    of_item: dict[int, tuple[int, ...]] = defaultdict(tuple)
    of_device: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for item, device in sorted(set(forbidden)):
        if device in devices:
            of_item[item] += (device,)
            of_device[device] += (item,)
    return dict(of_item), dict(of_device)


class Stock:
    """Devices not given yet, by kind, the oldest first (then the lower key)."""

    def __init__(self, devices: Iterable[Device], classes: Classes) -> None:
        self._left: dict[Kind, list[Device]] = defaultdict(list)
        for device in sorted(devices, key=lambda device: (device.ready_since, device.pk)):
            self._left[classes.kinds[device.pk]].append(device)

    def left(self, kind: Kind) -> list[Device]:
        """The devices of a kind that are left, the oldest first."""
        return self._left.get(kind, [])

    def count(self, kind: Kind) -> int:
        """How many are left."""
        return len(self.left(kind))

    def kinds(self) -> list[Kind]:
        """Those of which something is left, in a fixed order."""
        return sorted(kind for kind, devices in self._left.items() if devices)

    def take(self, devices: Collection[int], kind: Kind) -> None:
        """Takes these devices of a kind out."""
        self._left[kind] = [device for device in self._left[kind] if device.pk not in devices]


def wanted(items: Iterable[Item], classes: Classes) -> dict[Ask, int]:
    """How many items of each ask, in a fixed order."""
    counts: dict[Ask, int] = defaultdict(int)
    for item in items:
        counts[classes.asks[item.pk]] += 1
    return dict(sorted(counts.items()))
