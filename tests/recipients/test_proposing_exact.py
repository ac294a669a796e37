"""A proposal is compared with trying everything, goal by goal in their order, on small problems."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, count, permutations
from unittest.mock import patch

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recipients.proposing.classes import reaches
from recipients.proposing.comparing import relaxation_bound
from recipients.proposing.engine import propose
from recipients.proposing.problem import Device, Item, Lack, Need, Problem, Proposal, Unserved

EXAMPLES = 2000 if os.environ.get("H4F_SOAK") else 50
exactly = settings(max_examples=EXAMPLES, deadline=None)
briefly = settings(max_examples=EXAMPLES // 2, deadline=None)

# Everything that rules look at, with few values, so that there are ties; mostly of one category, so that they compete.
ITEM = st.builds(
    Item,
    st.just(0),
    st.sampled_from([1, 1, 2]),
    st.sampled_from([0, 4, 8]),
    st.sampled_from([0, 2, 4]),
    st.sampled_from([True, True, False]),
)
# Two things that compete with those of others, each of its own category.
SET = st.permutations([Item(0, 1), Item(0, 2), Item(0, 3)]).flatmap(lambda items: st.just(tuple(items[:2])))
DEVICE = st.builds(
    Device,
    st.just(0),
    st.sampled_from([1, 1, 2]),
    st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
    st.sampled_from([4, 8, 16]),
    st.sampled_from([2, 4]),
    st.sampled_from(["", "T480", "E14"]),
    st.frozensets(st.sampled_from("xy"), max_size=1),
)
DEVICES = st.lists(DEVICE, max_size=5)
SOME_OF_EACH = st.lists(st.sampled_from([1, 2, 3]), min_size=2, max_size=4).map(
    lambda categories: [Device(0, category, date(2026, 1, 1)) for category in categories]
)


def needs_of(items: st.SearchStrategy, most: int) -> st.SearchStrategy[list[Need]]:
    """Needs of two schools, most of them of no household."""
    facts = {
        "household": st.sampled_from(["", "", "A", "B"]),
        "begun": st.sampled_from([False, False, False, True]),
        "class_set": st.sampled_from([None, 1, 2]),
        "wishes": st.frozensets(st.sampled_from("xy"), max_size=1),
    }
    need = st.builds(Need, st.just(0), st.integers(1, 2), st.integers(0, 4), st.integers(0, 2), items, **facts)
    return st.lists(need, min_size=1, max_size=most)


def problems(needs: st.SearchStrategy, devices: st.SearchStrategy = DEVICES) -> st.SearchStrategy[Problem]:
    """Tightly supplied, with limits, households that have something already, and pairs that are ruled out."""
    return st.builds(
        numbered,
        needs,
        devices,
        caps=st.dictionaries(st.integers(1, 2), st.integers(0, 3)),
        busy_households=st.frozensets(st.tuples(st.integers(1, 2), st.sampled_from("AB")), max_size=1),
        forbidden=st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=2),
    )


def numbered(needs: list[Need], devices: list[Device], **facts) -> Problem:
    """The rows with keys from 1 on."""
    keys = count(1)
    return Problem(
        tuple(
            replace(need, pk=pk, items=tuple(replace(item, pk=next(keys)) for item in need.items))
            for pk, need in enumerate(needs, start=1)
        ),
        tuple(replace(device, pk=pk) for pk, device in enumerate(devices, start=1)),
        **facts,
    )


SINGLE = problems(needs_of(st.tuples(ITEM), 5))
PAIRS = problems(needs_of(st.lists(ITEM, min_size=1, max_size=2).map(tuple), 5))
SEVERAL = problems(needs_of(st.lists(ITEM, min_size=1, max_size=3).map(tuple), 4))
SETS = problems(needs_of(SET | SET.map(lambda items: items[:1]), 5), SOME_OF_EACH)

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
@given(SINGLE)
def test_each_goal_in_its_order_is_the_best_that_trying_everything_finds(problem):
    proposal = propose(problem)
    check_rounds(problem, proposal)
    assert proposal.proof.optimal
    assert proposal.proof.bound == proposal.goals.weight
    assert relaxation_bound(problem) == proposal.goals.weight


@exactly
@given(SEVERAL | SETS)
def test_sets_of_several_things_are_the_best_that_trying_everything_finds(problem):
    proposal = propose(problem)
    check_rounds(problem, proposal)
    assert proposal.proof.optimal
    assert relaxation_bound(problem) >= proposal.goals.weight


@briefly
@given(SEVERAL | SETS)
def test_the_integer_program_and_the_flow_agree(problem):
    with patch("recipients.proposing.serving.can_have_all", return_value=False):
        by_program = propose(problem)
    check_rounds(problem, by_program)
    assert by_program.goals == propose(problem).goals


@briefly
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(problem, random):
    needs = list(problem.needs)
    devices = list(problem.devices)
    random.shuffle(needs)
    random.shuffle(devices)
    shuffled = replace(problem, needs=tuple(needs), devices=tuple(devices))
    first, second = propose(problem), propose(shuffled)
    assert (first.pairs, first.unserved, first.goals) == (second.pairs, second.unserved, second.goals)


@briefly
@given(PAIRS)
def test_wishes_and_class_sets_of_one_model_worsen_nothing(problem):
    plain = tuple(replace(need, class_set=None, wishes=frozenset()) for need in problem.needs)
    asked, unasked = propose(problem).goals, propose(replace(problem, needs=plain)).goals
    assert replace(asked, alike=0, alike_of=0) == unasked


@briefly
@given(SINGLE, st.data())
def test_pinning_what_is_proposed_anyway_changes_nothing_and_ruling_it_out_finds_nothing_better(problem, data):
    first = propose(problem)
    assume(first.pairs)
    pair = data.draw(st.sampled_from(first.pairs))
    key = (pair.item, pair.device)
    pinned = propose(replace(problem, pins=frozenset({key})))
    assert key in {(one.item, one.device) for one in pinned.pairs}
    assert replace(pinned.goals, alike=0, alike_of=0) == replace(first.goals, alike=0, alike_of=0)
    without = replace(problem, forbidden=problem.forbidden | {key})
    check_rounds(without, propose(without))


@briefly
@given(SINGLE)
def test_with_all_that_it_is_missing_a_need_would_be_served_beside_all_others(problem):
    proposal = propose(problem)
    for unserved in proposal.unserved:
        more = propose(granted(problem, unserved)).goals.weight
        weight = next(need.weight for need in problem.needs if need.pk == unserved.need)
        assert unserved.missing
        # Nobody is overtaken for want of a device alone.
        assert len(unserved.missing) > 1 or unserved.missing[0].lack != Lack.STOCK or not unserved.missing[0].later
        assert more >= proposal.goals.weight + weight
    assert sorted([*proposal.goals.served, *(unserved.need for unserved in proposal.unserved)]) == sorted(
        need.pk for need in problem.needs
    )


def granted(problem: Problem, unserved: Unserved) -> Problem:
    """The problem without what keeps this need from being served, whatever of it is missing."""
    need = next(need for need in problem.needs if need.pk == unserved.need)
    caps, household, devices = dict(problem.caps), need.household, list(problem.devices)
    items = {item.pk: item for item in need.items}
    for missing in unserved.missing:
        if missing.lack == Lack.CAP:
            caps[need.institution] += 1
        elif missing.lack == Lack.HOUSEHOLD:
            household = ""
        else:
            item = items[missing.item]
            devices.append(Device(-1, item.category, date(2026, 2, 1), item.min_ram_mib, item.min_cores))
    needs = tuple(replace(one, household=household) if one is need else one for one in problem.needs)
    return replace(problem, needs=needs, devices=tuple(devices), caps=caps)
