"""The engine's rules on small problems with exact outcomes."""

import random
import time
from dataclasses import replace

import pytest

from recipients.proposing.comparing import first_come_weight, relaxation_bound
from recipients.proposing.engine import STEPS, propose
from recipients.proposing.flow import SINK, SOURCE, Network
from recipients.proposing.problem import CostTooLarge, InputContradicts, Lack, Missing, PinImpossible, Problem
from recipients.proposing.sets import Program, TimeUp
from tests.recipients.proposing_cast import DESKTOP, MONITOR, MOUSE, NOTEBOOK, device, item, need


def solve(needs, devices, **facts):
    return propose(Problem(tuple(needs), tuple(devices), **facts))


def given(proposal) -> dict[int, int]:
    """{item: device}"""
    return {pair.item: pair.device for pair in proposal.pairs}


def missing(proposal) -> dict[int, tuple[Missing, ...]]:
    """{unserved need: what it is missing}"""
    return {unserved.need: unserved.missing for unserved in proposal.unserved}


class TestWhoIsServed:
    def test_the_most_points_first(self):
        assert solve([need(1, 10), need(2, 30), need(3, 20)], [device(1), device(2)]).goals.served == (2, 3)

    def test_of_equal_points_who_has_waited_longer(self):
        assert solve([need(1, 10, rank=9), need(2, 10, rank=8)], [device(1)]).goals.served == (2,)

    def test_of_equal_points_and_waiting_the_lower_key_as_in_the_queue(self):
        assert solve([need(2, 10, rank=1), need(1, 10, rank=1)], [device(1)]).goals.served == (1,)

    def test_a_need_without_points_is_served_too(self):
        assert solve([need(1, 0)], [device(1)]).goals.served == (1,)

    def test_two_needs_are_worth_more_than_one_of_more_points(self):
        """First come, first served: the first takes the school's only set, and nobody can use the other device."""
        needs = [need(1, 10, item(10, gb=16)), need(2, 9, item(20, DESKTOP)), need(3, 8, item(30, gb=16), school=2)]
        problem = Problem(tuple(needs), (device(1, gb=16), device(2, DESKTOP)), caps={1: 1})
        proposal = propose(problem)
        assert (proposal.goals.served, proposal.goals.weight) == ((2, 3), 17)
        cap, stock = missing(proposal)[1]
        assert (cap, stock.lack, stock.later) == (Missing(Lack.CAP, cap=1, later=1), Lack.STOCK, 1)
        assert first_come_weight(problem) == 10
        assert relaxation_bound(problem) == 17

    def test_devices_are_rearranged_so_that_all_are_served(self):
        needs = [need(1, 30, item(10, gb=4, cores=4)), need(2, 20, item(20, gb=8, cores=2))]
        proposal = solve(needs, [device(1, gb=8, cores=4), device(2, gb=4, cores=4)])
        assert given(proposal) == {10: 2, 20: 1}

    def test_an_empty_list_and_an_empty_stock(self):
        assert solve([], []).pairs == ()
        assert missing(solve([need(1)], [])) == {1: (Missing(Lack.NO_STOCK, item=10),)}

    def test_it_says_which_step_it_is_at(self):
        heard = []
        propose(Problem((need(1),), (device(1),)), heard.append)
        assert tuple(heard) == STEPS


class TestCapsAndHouseholds:
    def test_no_institution_gets_more_sets_than_its_cap(self):
        needs = [need(1, 30), need(2, 20), need(3, 10, school=2)]
        proposal = solve(needs, [device(1), device(2), device(3)], caps={1: 1})
        assert proposal.goals.served == (1, 3)
        assert missing(proposal) == {2: (Missing(Lack.CAP, cap=1),)}

    def test_a_set_counts_once_however_many_things_it_has(self):
        proposal = solve(
            [need(1, 10, item(10, DESKTOP), item(11, MONITOR))], [device(1, DESKTOP), device(2, MONITOR)], caps={1: 1}
        )
        assert given(proposal) == {10: 1, 11: 2}

    def test_a_begun_set_does_not_count_again(self):
        assert solve([need(1, begun=True)], [device(1)], caps={1: 0}).goals.served == (1,)

    def test_the_second_of_a_household_waits(self):
        needs = [need(1, 10, household="A"), need(2, 20, household="A"), need(3, 5, household="A", school=2)]
        proposal = solve(needs, [device(1), device(2), device(3)])
        assert proposal.goals.served == (2, 3)
        assert missing(proposal) == {1: (Missing(Lack.HOUSEHOLD, instead=2),)}

    def test_a_household_that_has_a_device_already_waits(self):
        proposal = solve([need(1, household="A")], [device(1)], busy_households=frozenset({(1, "A")}))
        assert missing(proposal) == {1: (Missing(Lack.HOUSEHOLD, instead=None),)}


class TestWhichDevice:
    def test_no_better_device_where_a_lesser_one_serves(self):
        proposal = solve([need(1, 10, item(10, gb=4))], [device(1, gb=16), device(2, gb=4), device(3, gb=8)])
        assert given(proposal) == {10: 2}
        assert (proposal.goals.excess_ram_mib, proposal.goals.excess_cores) == (0, 4)

    def test_then_fewest_cores_then_the_oldest_stock(self):
        stock = [device(1, cores=8, day=1), device(2, cores=2, day=9), device(3, cores=2, day=3)]
        assert given(solve([need(1)], stock)) == {10: 3}

    def test_why_this_device_in_numbers(self):
        stock = [device(1, gb=4), device(2, day=1), device(3, day=2), device(4, gb=16), device(5, gb=2)]
        needs = [need(1, 30, item(10, gb=4)), need(2, 20, item(20, gb=8)), need(3, 10, item(30, gb=8))]
        reasons = {pair.device: pair.reason for pair in solve(needs, stock).pairs}
        assert {key: (one.smaller_given, one.older_given, one.better_left) for key, one in reasons.items()} == {
            1: (0, 0, 1),
            2: (0, 0, 1),
            3: (0, 1, 1),
        }

    def test_who_asks_for_more_gets_more(self):
        needs = [need(1, 30, item(10, gb=4)), need(2, 10, item(20, gb=8))]
        assert given(solve(needs, [device(1, gb=8), device(2, gb=16)])) == {10: 1, 20: 2}

    def test_of_like_needs_the_earlier_one_gets_the_better_device(self):
        assert given(solve([need(1, 10), need(2, 20)], [device(1, gb=8), device(2, gb=16)])) == {10: 1, 20: 2}

    def test_a_wish_is_granted_where_it_costs_nothing(self):
        stock = [device(1), device(2, traits=frozenset({"large"})), device(3, gb=16, traits=frozenset({"touch"}))]
        needs = [need(1, 30), need(2, 20, wishes=frozenset({"large", "touch"}))]
        proposal = solve(needs, stock)
        assert given(proposal) == {10: 1, 20: 2}
        assert proposal.pairs[1].reason.wishes_met == {"large"}

    def test_a_class_set_gets_one_model_where_it_costs_nothing(self):
        models = ["T480", "E14", "E14", "T480", "E14"]
        stock = [device(number, model=model) for number, model in enumerate(models, start=1)]
        needs = [need(1, 50), need(2, 40), *(need(pk, 10, class_set=7) for pk in (3, 4, 5))]
        proposal = solve(needs, stock)
        assert {pair.device for pair in proposal.pairs[2:]} == {2, 3, 5}
        assert {(pair.reason.alike, pair.reason.alike_of) for pair in proposal.pairs} == {(0, 0), (3, 3)}
        assert (proposal.goals.alike, proposal.goals.alike_of) == (3, 3)

    def test_devices_of_no_known_model_are_not_alike(self):
        proposal = solve([need(1, class_set=7), need(2, class_set=7)], [device(1), device(2)])
        assert (proposal.goals.alike, proposal.goals.alike_of) == (1, 2)


class TestWhatIsMissing:
    def test_none_reaches_the_minimum(self):
        proposal = solve([need(1, 10, item(10, gb=16))], [device(1), device(2, DESKTOP, gb=32)])
        assert missing(proposal) == {1: (Missing(Lack.SPEC, item=10, in_category=1),)}

    def test_what_fits_is_needed_for_others(self):
        proposal = solve([need(1, 20), need(2, 10)], [device(1)])
        assert missing(proposal) == {2: (Missing(Lack.STOCK, item=20, in_category=1, fitting=1),)}

    def test_a_device_was_ruled_out(self):
        proposal = solve([need(1)], [device(1)], forbidden=frozenset({(10, 1)}))
        assert missing(proposal) == {1: (Missing(Lack.FORBIDDEN, item=10, in_category=1),)}

    def test_all_that_keeps_a_need_from_being_served_is_named(self):
        needs = [need(1, 20, household="A"), need(2, 10, household="A")]
        proposal = solve(needs, [device(1)], caps={1: 1})
        stock = Missing(Lack.STOCK, item=20, in_category=1, fitting=1)
        assert missing(proposal) == {2: (Missing(Lack.CAP, cap=1), Missing(Lack.HOUSEHOLD, instead=1), stock)}

    def test_a_device_that_another_could_do_without_is_not_missing(self):
        """The school's cap alone keeps need 2: with it, the first need would take the other device."""
        needs = [need(1, 20, item(10, gb=8)), need(2, 10, item(20, gb=8))]
        proposal = solve(needs, [device(1, gb=8), device(2, gb=16)], caps={1: 1})
        assert missing(proposal) == {2: (Missing(Lack.CAP, cap=1),)}

    def test_each_thing_alone_but_not_all_at_once(self):
        pair = need(2, 10, item(20), item(21))
        proposal = solve([need(1, 30), pair], [device(1), device(2)], parts=False)
        assert missing(proposal) == {2: (Missing(Lack.TOGETHER),)}


class TestSets:
    def test_a_need_is_served_when_its_set_is_complete(self):
        needs = [need(1, 30, item(10, DESKTOP), item(11, MONITOR)), need(2, 10, item(20, DESKTOP))]
        assert solve(needs, [device(1, DESKTOP)]).goals.served == (2,)

    def test_one_set_against_two_single_things(self):
        """No flow: what one thing of the set would be worth is not what the set is worth."""
        proposal = propose(sets())
        assert (proposal.goals.served, proposal.goals.weight, proposal.proof.bound) == ((1, 3), 6, 6)
        assert proposal.proof.optimal

    def test_when_the_time_is_up_it_says_so_and_offers_the_best_found_with_its_distance(self):
        proposal = propose(replace(sets(), seconds=0))
        assert (proposal.goals.served, proposal.proof.weight, proposal.proof.bound) == ((2,), 4, 6)
        assert (proposal.proof.optimal, proposal.proof.open_goal) == (False, "weight")
        assert proposal.proof.distance == pytest.approx(1 / 3)

    def test_a_search_that_is_stopped_before_it_found_anything_does_not_claim_to_be_the_best(self, monkeypatch):
        """The solver's bound is 0 then; the linear relaxation's holds."""
        problem = many_sets()
        best = propose(problem).proof
        search = Program._maximize

        def briefly(program, goal):
            program.deadline = time.monotonic() + 1e-4
            search(program, goal)

        monkeypatch.setattr(Program, "_maximize", briefly)
        proof = propose(problem).proof
        assert best.optimal
        assert (proof.optimal, proof.open_goal) == (False, "weight")
        assert proof.weight < best.weight <= proof.bound

    def test_time_that_runs_out_after_the_weight_was_proven(self, monkeypatch):
        def too_late(program):
            raise TimeUp(None)

        monkeypatch.setattr(Program, "in_order", too_late)
        proof = propose(sets()).proof
        assert (proof.optimal, proof.open_goal, proof.weight, proof.bound) == (False, "queue", 6, 6)

    def test_a_set_that_cannot_be_complete_begins_with_its_first_thing(self):
        needs = [need(1, 30, item(10, DESKTOP), item(11, MONITOR), item(12, MOUSE, essential=False))]
        proposal = solve(needs, [device(1, DESKTOP), device(2, MOUSE)])
        assert given(proposal) == {10: 1, 12: 2}
        assert (proposal.goals.served, proposal.goals.begun, proposal.goals.further) == ((), (1,), (12,))
        assert (proposal.unserved[0].given, proposal.unserved[0].missing[0].lack) == ((10, 12), Lack.NO_STOCK)

    def test_a_monitor_is_not_proposed_without_its_computer(self):
        needs = [need(1, 30, item(10, DESKTOP), item(11, MONITOR))]
        assert given(solve(needs, [device(1, MONITOR)])) == {}

    def test_no_parts_where_none_are_wanted(self):
        needs = [need(1, 30, item(10, DESKTOP), item(11, MONITOR))]
        assert given(solve(needs, [device(1, DESKTOP)], parts=False)) == {}

    def test_a_begun_set_gets_its_rest(self):
        assert given(solve([need(1, 30, item(11, MONITOR), begun=True)], [device(1, MONITOR)])) == {11: 1}

    def test_served_without_what_is_not_essential(self):
        proposal = solve([need(1, 30, item(10), item(11, MOUSE, essential=False))], [device(1)])
        assert (proposal.goals.served, given(proposal)) == ((1,), {10: 1})


def many_sets() -> Problem:
    """Sets and single things that compete for too few of each kind: more than a moment's search."""
    chance = random.Random(1)
    kinds = range(1, 9)
    weights = sorted((chance.randint(1, 30) for _number in range(100)), reverse=True)
    needs = tuple(
        need(pk, weight, *[item(pk * 10 + kind, kind) for kind in sorted(chance.sample(kinds, chance.randint(1, 4)))])
        for pk, weight in enumerate(weights, start=1)
    )
    return Problem(needs, tuple(device(pk, chance.choice(kinds)) for pk in range(1, 80)))


def sets() -> Problem:
    """A set of two things against two needs of one of them each, and one of everything in stock."""
    needs = (
        need(1, 3, item(10, DESKTOP)),
        need(2, 4, item(20, DESKTOP), item(21, MONITOR)),
        need(3, 3, item(30, MONITOR)),
    )
    return Problem(needs, (device(1, DESKTOP), device(2, MONITOR)))


class TestPinsAndWhatIf:
    def test_a_pin_is_obeyed_and_the_rest_is_the_best_around_it(self):
        proposal = solve([need(1, 10), need(2, 20)], [device(1), device(2, gb=16)], pins=frozenset({(10, 2)}))
        assert given(proposal) == {10: 2, 20: 1}
        assert [pair.reason.pinned for pair in proposal.pairs] == [False, True]
        assert (proposal.goals.weight, proposal.proof.bound) == (30, 30)

    def test_a_pin_counts_against_cap_and_household(self):
        needs = [need(1, 10, household="A"), need(2, 20, household="A"), need(3, 30)]
        proposal = solve(needs, [device(1), device(2), device(3)], caps={1: 1}, pins=frozenset({(10, 1)}))
        assert proposal.goals.served == (1,)
        assert missing(proposal)[2] == (Missing(Lack.CAP, cap=1, later=1), Missing(Lack.HOUSEHOLD, instead=1, later=1))

    def test_what_is_forbidden_is_not_proposed(self):
        proposal = solve([need(1)], [device(1, day=1), device(2, day=2)], forbidden=frozenset({(10, 1), (99, 7)}))
        assert given(proposal) == {10: 2}

    @pytest.mark.parametrize(
        ("pins", "facts", "why"),
        [
            ({(10, 9)}, {}, "unknown"),
            ({(99, 1)}, {}, "unknown"),
            ({(10, 1), (10, 2)}, {}, "twice"),
            ({(10, 1), (20, 1)}, {}, "twice"),
            ({(30, 1)}, {}, "spec"),
            ({(10, 1)}, {"forbidden": frozenset({(10, 1)})}, "forbidden"),
            ({(10, 1), (20, 2)}, {"caps": {1: 1}}, "cap"),
            ({(10, 1), (20, 2)}, {}, "household"),
            ({(10, 1)}, {"busy_households": frozenset({(1, "A")})}, "household"),
        ],
    )
    def test_a_pin_that_breaks_a_rule_is_refused(self, pins, facts, why):
        needs = [need(1, household="A"), need(2, household="A"), need(3, 10, item(30, DESKTOP))]
        with pytest.raises(PinImpossible) as refusal:
            solve(needs, [device(1), device(2)], pins=frozenset(pins), **facts)
        assert refusal.value.why == why

    def test_what_if_there_were_more(self):
        imagined = [device(-number, gb=8, day=28) for number in range(1, 3)]
        assert given(solve([need(1, 20), need(2, 10)], [device(1), *imagined])) == {10: 1, 20: -2}


class TestRefusals:
    @pytest.mark.parametrize(
        ("needs", "devices", "facts", "what"),
        [
            ([need(1), need(1, 10, item(11))], [], {}, "need twice"),
            ([need(1), need(2, 10, item(10))], [], {}, "item twice"),
            ([], [device(1), device(1)], {}, "device twice"),
            ([need(1, -1)], [], {}, "weight"),
            ([need(1, 1, item(10, gb=-1))], [], {}, "minimum"),
            ([], [device(1, cores=-1)], {}, "device"),
            ([need(1)], [], {"caps": {1: -1}}, "cap"),
            ([replace(need(1), items=())], [], {}, "need without items"),
        ],
    )
    def test_an_input_that_contradicts_itself(self, needs, devices, facts, what):
        with pytest.raises(InputContradicts) as refusal:
            solve(needs, devices, **facts)
        assert refusal.value.what == what

    @pytest.mark.parametrize("weight", [2**56, 2**70])
    def test_a_weight_that_whole_numbers_cannot_hold_is_refused_not_rounded(self, weight):
        with pytest.raises(CostTooLarge):
            solve([need(1, weight), need(2, weight - 1)], [device(1)])

    def test_large_weights_that_can_be_held_are_told_apart(self):
        assert solve([need(1, 2**50), need(2, 2**50 + 1)], [device(1)]).goals.served == (2,)

    def test_a_slip_of_the_pen_in_a_device_keeps_nobody_from_a_proposal(self):
        proposal = solve([need(1, 20), need(2, 10)], [device(1, gb=2**40), device(2, cores=2**40)])
        assert given(proposal) == {10: 1, 20: 2}

    def test_a_sum_that_cannot_be_held_is_refused(self):
        network = Network()
        network.arc(SOURCE, SINK, 2**40, 2**30)
        with pytest.raises(CostTooLarge):
            network.sending(1).solve()


def test_categories_do_not_mix():
    needs = [need(1, 10, item(10, NOTEBOOK)), need(2, 10, item(20, DESKTOP))]
    assert given(solve(needs, [device(1, DESKTOP), device(2, NOTEBOOK)])) == {10: 2, 20: 1}
