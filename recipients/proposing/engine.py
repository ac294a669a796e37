"""The entrance: a problem in, a proposal out. The same problem gives the same proposal, in whatever order its rows
come, as long as the time is enough for the proof (`Proof.optimal`)."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from recipients.proposing.checking import check
from recipients.proposing.classes import Classes, Stock
from recipients.proposing.pairing import deal
from recipients.proposing.problem import Device, Goals, Item, Need, Pair, Problem, Proof, Proposal, Unserved
from recipients.proposing.reasons import Reasons
from recipients.proposing.serving import Chosen, Market, Unit, choose
from recipients.proposing.stocking import spend

STEPS = ("serve", "parts", "further", "explain")

Progress = Callable[[str], None]


def propose(problem: Problem, progress: Progress = lambda step: None) -> Proposal:
    """Computes the best proposal by the rules of `problem`. `progress` hears each of STEPS when it begins.

    Raises NotComputable: InputContradicts, PinImpossible or CostTooLarge.
    """
    started = time.monotonic()
    check(problem)
    run = Run(problem, deadline=started + problem.seconds)
    progress("serve")
    chosen = run.serve()
    progress("parts")
    run.begin_parts()
    progress("further")
    run.add_further()
    progress("explain")
    return run.proposal(chosen, started)


@dataclass
class Run:
    """One computation. `given`: {item: device}; `touched`: the needs that have something, from before or by now."""

    problem: Problem
    deadline: float
    given: dict[int, Device] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    served: list[Need] = field(default_factory=list)
    begun: list[Need] = field(default_factory=list)
    further: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.needs = sorted(self.problem.needs, key=lambda need: need.order)
        self.caps = dict(self.problem.caps)
        self.busy = set(self.problem.busy_households)
        self.classes = Classes(self.problem)
        devices = {device.pk: device for device in self.problem.devices}
        self._pin({item: devices[device] for item, device in self.problem.pins})
        self.touched |= {need.pk for need in self.needs if need.begun}
        pinned = {device.pk for device in self.given.values()}
        self.stock = Stock((device for device in self.problem.devices if device.pk not in pinned), self.classes)

    def _pin(self, pins: dict[int, Device]) -> None:
        self.given.update(pins)
        for need in self.needs:
            if any(item.pk in pins for item in need.items):
                self._count(Unit(need, (), counted=not need.begun))
                self.touched.add(need.pk)

    def _count(self, unit: Unit) -> None:
        """What is given to a unit counts against its institution and is its household's turn."""
        if unit.counted and unit.need.institution in self.caps:
            self.caps[unit.need.institution] -= 1
        if unit.household:
            self.busy.add(unit.household)

    def serve(self) -> Chosen:
        """First round: whole needs."""
        units = []
        for need in self.needs:
            items = self._open(need.essentials)
            if items:
                units.append(Unit(need, items, counted=need.pk not in self.touched))
        chosen = self._round(units)
        served = {unit.need.pk for unit in chosen.units}
        self.served = [need for need in self.needs if need.pk in served or not self._open(need.essentials)]
        return chosen

    def begin_parts(self) -> None:
        """Second round: the first thing of sets that can't be complete."""
        if self.problem.parts:
            waiting = [need for need in self.needs if need.pk not in self.touched and len(need.essentials) > 1]
            chosen = self._round([Unit(need, need.essentials[:1], counted=True) for need in waiting])
            self.begun = [unit.need for unit in chosen.units]

    def add_further(self) -> None:
        """Third round: what else needs wait for that are served or begun."""
        units = [
            Unit(need, (item,), counted=False)
            for need in self.needs
            if need.pk in self.touched
            for item in self._open(need.items)
        ]
        self.further = [item for unit in self._round(units).units for item in unit.items]

    def _open(self, items: Sequence[Item]) -> tuple[Item, ...]:
        return tuple(item for item in items if item.pk not in self.given)

    def _round(self, units: Sequence[Unit]) -> Chosen:
        """Decides, spends and deals, and takes what was dealt out of stock, caps and households."""
        market = Market(self.stock, self.classes, self.caps)
        free = [unit for unit in units if unit.household not in self.busy]
        chosen = choose(free, market, deadline=self.deadline)
        items = [item for unit in chosen.units for item in unit.items]
        self.given.update(deal(chosen.units, spend(items, market), market))
        for unit in chosen.units:
            self._count(unit)
            self.touched.add(unit.need.pk)
        return chosen

    def proposal(self, chosen: Chosen, started: float) -> Proposal:
        """The outcome with its reasons."""
        reasons = Reasons(self.problem, self.classes, self.given, self.touched)
        served = {need.pk for need in self.served}
        proven = not chosen.open_goal
        pairs = tuple(
            Pair(need.pk, item.pk, self.given[item.pk].pk, reasons.of_pair(need, item))
            for need in self.needs
            for item in need.items
            if item.pk in self.given
        )
        unserved = tuple(
            Unserved(
                need.pk,
                tuple(item.pk for item in need.items if item.pk in self.given),
                reasons.of_unserved(need, proven=proven),
            )
            for need in self.needs
            if need.pk not in served
        )
        goals = self._goals(reasons.models.values())
        by_pins = goals.weight - sum(unit.need.weight for unit in chosen.units)
        proof = Proof(proven, goals.weight, chosen.bound + by_pins, time.monotonic() - started, chosen.open_goal)
        return Proposal(pairs, unserved, goals, proof)

    def _goals(self, models: Sequence[Counter[str]]) -> Goals:
        pairs = [(item, self.given[item.pk]) for need in self.needs for item in need.items if item.pk in self.given]
        return Goals(
            weight=sum(need.weight for need in self.served),
            served=tuple(need.pk for need in self.served),
            begun=tuple(need.pk for need in self.begun),
            further=tuple(item.pk for item in self.further),
            excess_ram_mib=sum(device.ram_mib - item.min_ram_mib for item, device in pairs),
            excess_cores=sum(device.cores - item.min_cores for item, device in pairs),
            ready_days=sum(device.ready_since.toordinal() for _item, device in pairs),
            alike=sum(_most_alike(counts) for counts in models),
            alike_of=sum(counts.total() for counts in models),
        )


def _most_alike(models: Counter[str]) -> int:
    """Devices of the most frequent model; one whose model is not known is like no other."""
    return max(1 if not model else count for model, count in models.items())
