"""A proposal is confirmed: what is still possible is reserved, what is not is named."""

from datetime import date, timedelta

import pytest

from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating
from recipients.holding.terms import hold_until
from recipients.models import Allocation, AllocationCap, Institution, Need, Proposal
from recipients.proposals import deciding, starting
from recipients.proposals.scope import Scope
from recipients.proposals.summary import to_hand_over
from tests import cast
from tests.recipients.proposals_cast import HELD_UNTIL, calculated, given, proposal, ready, waiting

pytestmark = pytest.mark.django_db


class TestConfirming:
    def test_everything_is_reserved_until_the_day(self, asked, coordinator, actor, now):
        items = [waiting(asked), waiting(asked)]
        ready(), ready()
        row = proposal(coordinator)
        decided = deciding.confirm(row, actor=actor, now=now)
        assert {allocation.item_id: allocation.device_id for allocation in decided.made} == given(row)
        assert {allocation.held_until for allocation in decided.made} == {HELD_UNTIL}
        assert row.status == "confirmed"
        assert row.events.last().data == {"reserved": 2, "refused": 0}
        assert [line.outcome.refusal for line in row.lines.all()] == ["", ""]
        (waiting_school,) = to_hand_over(row)
        assert (waiting_school.institution, waiting_school.reserved) == (asked.institution, len(items))

    def test_the_versions_before_are_over_with_it(self, asked, coordinator, actor):
        waiting(asked), ready()
        first = proposal(coordinator)
        second = calculated(starting.again(first, actor=actor))
        third = calculated(starting.again(second, actor=actor))
        deciding.confirm(third, actor=actor)
        assert list(Proposal.objects.order_by("pk").values_list("status", flat=True)) == [
            "discarded",
            "discarded",
            "confirmed",
        ]

    def test_what_moved_meanwhile_is_named_and_the_rest_kept(self, asked, other, coordinator, actor, now):
        recycled, suspended, kept = waiting(asked), waiting(other), waiting(asked)
        ready(), ready(), ready()
        row = proposal(coordinator)
        Device.objects.filter(pk=given(row)[recycled.pk]).update(status="recycled")
        Institution.objects.filter(pk=other.institution_id).update(status="suspended")
        decided = deciding.confirm(row, actor=actor, now=now)
        assert [allocation.item for allocation in decided.made] == [kept]
        assert "recycelt" in row.lines.get(item=recycled).outcome.refusal
        assert "gesperrt" in row.lines.get(item=suspended).outcome.refusal

    def test_the_second_tab_is_told_and_nothing_is_reserved_twice(self, asked, coordinator, actor):
        waiting(asked), ready()
        row = proposal(coordinator)
        second_tab = Proposal.objects.get(pk=row.pk)
        deciding.confirm(row, actor=actor)
        with pytest.raises(TransitionRefused, match="schon bestätigt"):
            deciding.confirm(second_tab, actor=actor)
        assert Allocation.objects.count() == 1

    def test_of_two_proposals_for_the_same_stock_the_second_names_all_its_pairs(self, asked, coordinator, actor):
        waiting(asked), ready()
        first, second = proposal(coordinator), proposal(coordinator)
        deciding.confirm(first, actor=actor)
        assert deciding.confirm(second, actor=actor).made == []
        assert (second.status, Allocation.objects.count()) == ("confirmed", 1)

    def test_a_cap_holds_over_two_proposals(self, asked, coordinator, actor, now):
        AllocationCap.objects.create(
            first_day=date(2026, 11, 1), last_day=date(2026, 11, 30), device_sets=1, set_by=coordinator
        )
        waiting(asked), ready()
        row = proposal(coordinator)
        allocating.allocate(item=waiting(asked), device=ready(), actor=actor, now=now)
        decided = deciding.confirm(row, actor=actor, now=now)
        assert list(decided.refused.values()) == ["Die Einrichtung hat schon alle Gerätesätze dieses Zeitraums."]

    def test_a_household_gets_one_over_two_proposals(self, asked, coordinator, actor, now):
        waiting(asked, household_code="H7"), ready()
        row = proposal(coordinator)
        allocating.allocate(item=waiting(asked, household_code="H7"), device=ready(), actor=actor, now=now)
        decided = deciding.confirm(row, actor=actor, now=now)
        assert list(decided.refused.values()) == ["Ein anderer Bedarf dieses Haushalts hat schon ein Gerät."]

    def test_nothing_proposed_is_nothing_to_confirm(self, asked, coordinator, actor):
        waiting(asked)
        with pytest.raises(TransitionRefused, match="niemandem"):
            deciding.confirm(proposal(coordinator), actor=actor)

    def test_a_discarded_one_is_not_confirmed(self, asked, coordinator, actor):
        waiting(asked), ready()
        row = proposal(coordinator)
        starting.discard(row, actor=actor)
        with pytest.raises(TransitionRefused, match="verworfen"):
            deciding.confirm(row, actor=actor)

    def test_both_parts_of_a_set_under_a_cap_of_one(self, asked, coordinator, actor, now):
        need = cast.need(asked, items=2)
        ready(), ready()
        row = proposal(coordinator, scope=Scope(cap=1))
        assert len(deciding.confirm(row, actor=actor, now=now).made) == 2
        assert Need.objects.get(pk=need.pk).status == "reserved"


def test_confirmed_after_its_day_it_holds_for_a_new_term(asked, coordinator, actor, now):
    waiting(asked)
    ready()
    late = now + timedelta(days=60)
    (made,) = deciding.confirm(proposal(coordinator), actor=actor, now=late).made
    assert made.held_until == hold_until(late.date())
