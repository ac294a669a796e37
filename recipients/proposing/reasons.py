"""Why each pair, and what each unserved need is missing, in numbers."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property

from recipients.proposing.classes import Ask, Classes, Kind, reaches
from recipients.proposing.problem import Device, Item, Lack, Missing, Need, Problem, Reason

# Of a need in the queue.
Order = tuple[int, int, int]


class Reasons:
    """Questions about a finished proposal. `given`: {item: device}, pinned ones included; `touched`: the needs that get
    something or are begun."""

    def __init__(
        self, problem: Problem, classes: Classes, given: Mapping[int, Device], touched: Collection[int]
    ) -> None:
        self._problem, self._classes, self._given, self._touched = problem, classes, given, touched
        self._pinned = dict(problem.pins)
        self._days: dict[Kind, list[date]] = defaultdict(list)
        for device in given.values():
            self._days[classes.kinds[device.pk]].append(device.ready_since)
        self._counts = Counter(classes.kinds.values())
        self._places: dict[Ask, list[Order]] = {}
        self._supplies: dict[Ask, tuple[int, int, int]] = {}
        gone = {device.pk for device in given.values()}
        self._left = Counter(classes.kinds[device.pk] for device in problem.devices if device.pk not in gone)
        self._numbers: dict[tuple[Ask, tuple[int, int]], tuple[int, list[date], int]] = {}

    def of_pair(self, need: Need, item: Item) -> Reason:
        """Why this item gets its device."""
        device = self._given[item.pk]
        smaller, same, better = self._compared(self._classes.asks[item.pk], self._classes.kinds[device.pk].size)
        models = self.models.get(self._group(need, item), Counter())
        return Reason(
            item.pk in self._pinned,
            smaller_given=smaller,
            older_given=bisect_left(same, device.ready_since),
            better_left=better,
            wishes_met=need.wishes & device.traits,
            alike=models[device.model] if device.model else int(bool(models)),
            alike_of=models.total(),
        )

    def _compared(self, ask: Ask, size: tuple[int, int]) -> tuple[int, list[date], int]:
        """Of the devices that fit: how many smaller ones are given, the days of those given of this size, how many
        better ones are left."""
        if (ask, size) not in self._numbers:
            fitting = self._classes.fitting[ask]
            smaller = sum(len(self._days[other]) for other in fitting if other.size < size)
            same = sorted(day for other in fitting if other.size == size for day in self._days[other])
            better = sum(self._left[other] for other in fitting if other.size > size)
            self._numbers[ask, size] = smaller, same, better
        return self._numbers[ask, size]

    @cached_property
    def models(self) -> dict[tuple, Counter[str]]:
        """{class set and what is asked for: how many devices of each model it gets}."""
        groups: dict[tuple, Counter[str]] = defaultdict(Counter)
        for need in self._problem.needs:
            for item in need.items:
                if need.class_set is not None and item.pk in self._given:
                    groups[self._group(need, item)][self._given[item.pk].model] += 1
        return dict(groups)

    def _group(self, need: Need, item: Item) -> tuple:
        return need.class_set, self._classes.asks[item.pk]

    def of_unserved(self, need: Need, *, proven: bool) -> tuple[Missing, ...]:
        """What an unserved need is missing."""
        missing = [] if need.pk in self._touched else [*self._cap(need), *self._household(need)]
        for item in need.essentials:
            if item.pk not in self._given:
                missing += self._item(need, item)
        return tuple(missing) or (Missing(Lack.TOGETHER if proven else Lack.TIME),)

    def _cap(self, need: Need) -> list[Missing]:
        cap = self._problem.caps.get(need.institution)
        if cap is None or len(self._counted[need.institution]) < cap:
            return []
        return [Missing(Lack.CAP, cap=cap, later=_after(need, self._counted[need.institution]))]

    @cached_property
    def _counted(self) -> dict[int, list[Order]]:
        """The places of the needs that count against an institution's cap, in order."""
        places: dict[int, list[Order]] = defaultdict(list)
        for need in sorted(self._begun_here, key=lambda need: need.order):
            places[need.institution].append(need.order)
        return places

    @cached_property
    def _begun_here(self) -> list[Need]:
        """The needs that take a device set by this proposal."""
        return [need for need in self._problem.needs if need.pk in self._touched and not need.begun]

    def _household(self, need: Need) -> list[Missing]:
        household = (need.institution, need.household)
        if not need.household:
            return []
        if turn := self._turns.get(household):
            return [Missing(Lack.HOUSEHOLD, instead=turn.pk, later=int(turn.order > need.order))]
        return [Missing(Lack.HOUSEHOLD)] if household in self._problem.busy_households else []

    @cached_property
    def _turns(self) -> dict[tuple[int, str], Need]:
        return {(need.institution, need.household): need for need in self._begun_here if need.household}

    def _item(self, need: Need, item: Item) -> list[Missing]:
        """Why an item gets no device; nothing when it could have one."""
        ask = self._classes.asks[item.pk]
        in_category, reaching, fitting = self._supply(ask)
        lack = Lack.STOCK
        if not in_category:
            lack = Lack.NO_STOCK
        elif not reaching:
            lack = Lack.SPEC
        elif not fitting:
            lack = Lack.FORBIDDEN
        elif ask in self._spare:
            return []
        later = _after(need, self._users(ask)) if lack == Lack.STOCK else 0
        return [Missing(lack, item=item.pk, in_category=in_category, fitting=fitting, later=later)]

    def _users(self, ask: Ask) -> list[Order]:
        """The places of those who get devices that fit this ask, in order."""
        if ask not in self._places:
            fitting = self._classes.fitting[ask]
            self._places[ask] = sorted(place for kind in fitting for place in self._taken[kind])
        return self._places[ask]

    @cached_property
    def _taken(self) -> dict[Kind, list[Order]]:
        """The places of those who get devices of a kind."""
        places: dict[Kind, list[Order]] = defaultdict(list)
        for need in self._problem.needs:
            for item in need.items:
                if item.pk in self._given:
                    places[self._classes.kinds[self._given[item.pk].pk]].append(need.order)
        return places

    def _supply(self, ask: Ask) -> tuple[int, int, int]:
        """Ready devices of the category, those that reach the minimum, and those of them that were not ruled out."""
        if ask not in self._supplies:
            counts = {kind: count for kind, count in self._counts.items() if kind.category == ask.category}
            reaching = sum(count for kind, count in counts.items() if reaches(kind, ask))
            fitting = sum(counts[kind] for kind in self._classes.fitting[ask])
            self._supplies[ask] = sum(counts.values()), reaching, fitting
        return self._supplies[ask]

    @cached_property
    def _spare(self) -> set[Ask]:
        """The asks of which one more item could be served without taking any item's device without another instead:
        something that fits is left, or goes to an item that could have something else."""
        users: dict[Kind, set[Ask]] = defaultdict(set)
        for item, device in self._given.items():
            if item not in self._pinned:
                users[self._classes.kinds[device.pk]].add(self._classes.asks[item])
        fitting: dict[Kind, set[Ask]] = defaultdict(set)
        used: dict[Ask, set[Kind]] = defaultdict(set)
        for ask, kinds in self._classes.fitting.items():
            for kind in kinds:
                fitting[kind].add(ask)
                if ask in users[kind]:
                    used[ask].add(kind)
        spare: set[Ask] = set()
        free = [kind for kind, count in self._left.items() if count]
        while free:
            for ask in fitting[free.pop()] - spare:
                spare.add(ask)
                free += used[ask]
        return spare


def _after(need: Need, places: Sequence[Order]) -> int:
    """How many of these places, given in order, come after the need's."""
    return len(places) - bisect_right(places, need.order)
