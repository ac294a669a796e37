"""A proposal is compared with trying everything, goal by goal in their order, on small problems."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from recipients.proposing.classes import reaches
from recipients.proposing.comparing import relaxation_bound
from recipients.proposing.engine import propose
from recipients.proposing.problem import Device, Item, Need, Problem, Proposal

EXAMPLES = 2000 if os.environ.get("H4F_SOAK") else 50
exactly = settings(max_examples=EXAMPLES, deadline=None)

MODELS = ("", "T480", "E14")


@st.composite
def problems(draw, most_items: int = 1) -> Problem:
    """Up to five needs of two schools and up to five devices, with everything that rules look at, tightly supplied."""
    needs, keys = [], iter(range(1, 100))
    for pk in range(1, draw(st.integers(1, 5)) + 1):
        items = tuple(draw(items_of(next(keys))) for _item in range(draw(st.integers(1, most_items))))
        household = draw(st.sampled_from(["", "", "A", "B"]))
        facts = {"begun": draw(st.sampled_from([False, False, False, True])), "household": household}
        class_set = draw(st.sampled_from([None, 1, 2]))
        wishes = draw(st.frozensets(st.sampled_from("xy"), max_size=1))
        weight, rank = draw(st.integers(0, 4)), draw(st.integers(0, 2))
        needs.append(
            Need(pk, draw(st.integers(1, 2)), weight, rank, items, class_set=class_set, wishes=wishes, **facts)
        )
    devices = tuple(draw(devices_of(pk)) for pk in range(1, draw(st.integers(0, 5)) + 1))
    pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
    return Problem(
        tuple(needs),
        devices,
        caps=draw(st.dictionaries(st.integers(1, 2), st.integers(0, 3))),
        busy_households=draw(st.frozensets(st.tuples(st.integers(1, 2), st.sampled_from("AB")), max_size=1)),
        forbidden=draw(st.frozensets(pairs, max_size=2)),
    )


def items_of(pk: int) -> st.SearchStrategy[Item]:
    """Mostly of one category, so that they compete."""
    return st.builds(
        Item,
        st.just(pk),
        st.sampled_from([1, 1, 2]),
        st.sampled_from([0, 4, 8]),
        st.sampled_from([0, 2, 4]),
        st.sampled_from([True, True, False]),
    )


def devices_of(pk: int) -> st.SearchStrategy[Device]:
    """Few sizes and days, so that there are ties."""
    return st.builds(
        Device,
        st.just(pk),
        st.sampled_from([1, 1, 2]),
        st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
        st.sampled_from([4, 8, 16]),
        st.sampled_from([2, 4]),
        st.sampled_from(MODELS),
        st.frozensets(st.sampled_from("xy"), max_size=1),
    )


Units = list[tuple[Need, tuple[Item, ...], bool]]


def best_by_trying(problem: Problem, units: Units, devices: Sequence[Device], before: Sequence[Need]) -> tuple:
    """The goals of the best choice among all choices of units and all ways to give them devices: (weight, who is served
    in the queue's order, -memory, -cores, -days). `before`: needs that took from caps and households already."""
    units = sorted(units, key=lambda unit: unit[0].order)
    return max(
        goals_of(units, chosen, given)
        for size in range(len(units) + 1)
        for chosen in combinations(units, size)
        if allowed(problem, [need for need, _items, counted in chosen if counted], before)
        for given in ways(problem, [item for _need, items, _counted in chosen for item in items], devices)
    )


def goals_of(units: Units, chosen: Sequence, given: Sequence[Device]) -> tuple:
    """The goals of one choice. Memory and cores of what was asked are the same for all ways of one choice."""
    return (
        sum(need.weight for need, _items, _counted in chosen),
        tuple(unit in chosen for unit in units),
        -sum(device.ram_mib for device in given),
        -sum(device.cores for device in given),
        -sum(device.ready_since.toordinal() for device in given),
    )


def allowed(problem: Problem, needs: Sequence[Need], before: Sequence[Need]) -> bool:
    """Whether the caps and households allow these needs to take device sets."""
    homes = [(need.institution, need.household) for need in (*needs, *before) if need.household]
    schools = [need.institution for need in (*needs, *before)]
    capped = all(schools.count(school) <= problem.caps.get(school, 99) for school in schools)
    new = {(need.institution, need.household) for need in needs if need.household}
    return capped and len(homes) == len(set(homes)) and not (new & problem.busy_households)


def ways(problem: Problem, items: Sequence[Item], devices: Sequence[Device]) -> Iterator[tuple[Device, ...]]:
    """All ways to give each item a device that it may have."""
    for chosen in permutations(devices, len(items)):
        pairs = list(zip(items, chosen, strict=True))
        if all(reaches(device, item) and (item.pk, device.pk) not in problem.forbidden for item, device in pairs):
            yield chosen


def check_rounds(problem: Problem, proposal: Proposal) -> None:
    """Compares each of the three rounds with the best by trying, given what the rounds before it took."""
    needs = {need.pk: need for need in problem.needs}
    devices = {device.pk: device for device in problem.devices}
    given = {pair.item: devices[pair.device] for pair in proposal.pairs}
    served, begun = set(proposal.goals.served), set(proposal.goals.begun)
    counted = [need for need in problem.needs if not need.begun]
    first = [(need, need.essentials, not need.begun) for need in problem.needs]
    second = [(need, need.essentials[:1], True) for need in counted if need.pk not in served and need.essentials[1:]]
    further = {item for pk in served for item in needs[pk].items if item not in needs[pk].essentials}
    further |= {item for pk in begun for item in needs[pk].items if item != needs[pk].essentials[0]}
    further |= {item for need in problem.needs if need.begun and need.pk not in served for item in need.items}
    third = [(need, (item,), False) for need in problem.needs for item in need.items if item in further]
    left, before = list(problem.devices), []
    rounds = ((first, served), (second, begun), (third, None))
    for units, takers in rounds:
        chosen = [unit for unit in units if (unit[0].pk in takers if takers is not None else unit[1][0].pk in given)]
        items = [item for _need, unit_items, _counted in chosen for item in unit_items]
        used = [given[item.pk] for item in items]
        assert tuple(used) in set(ways(problem, items, used))
        assert goals_of(sorted(units, key=lambda unit: unit[0].order), chosen, used) == best_by_trying(
            problem, units, left, before
        )
        left = [device for device in left if device not in used]
        before += [need for need, _items, is_counted in chosen if is_counted]


@exactly
@given(problems())
def test_each_goal_in_its_order_is_the_best_that_trying_everything_finds(problem):
    proposal = propose(problem)
    check_rounds(problem, proposal)
    assert proposal.proof.optimal
    assert proposal.proof.bound == proposal.goals.weight
    assert relaxation_bound(problem) == proposal.goals.weight


@exactly
@given(problems(most_items=3))
def test_sets_of_several_things_are_the_best_that_trying_everything_finds(problem):
    proposal = propose(problem)
    check_rounds(problem, proposal)
    assert proposal.proof.optimal
    assert relaxation_bound(problem) >= proposal.goals.weight


@exactly
@given(problems(most_items=2), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(problem, random):
    needs = list(problem.needs)
    devices = list(problem.devices)
    random.shuffle(needs)
    random.shuffle(devices)
    shuffled = replace(problem, needs=tuple(needs), devices=tuple(devices))
    first, second = propose(problem), propose(shuffled)
    assert (first.pairs, first.unserved, first.goals) == (second.pairs, second.unserved, second.goals)


@exactly
@given(problems(most_items=2))
def test_wishes_and_class_sets_of_one_model_worsen_nothing(problem):
    plain = tuple(replace(need, class_set=None, wishes=frozenset()) for need in problem.needs)
    asked, unasked = propose(problem).goals, propose(replace(problem, needs=plain)).goals
    assert replace(asked, alike=0, alike_of=0) == unasked


@exactly
@given(problems(most_items=2))
def test_what_is_missing_is_what_keeps_a_need_from_being_served(problem):
    """With everything that it lacks, the need can be served beside all others; nobody is left without a lack."""
    proposal = propose(problem)
    for unserved in proposal.unserved:
        assert unserved.missing
    served = set(proposal.goals.served)
    assert served.isdisjoint(unserved.need for unserved in proposal.unserved)
    assert len(served) + len(proposal.unserved) == len(problem.needs)
