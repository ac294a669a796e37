"""What coordination says to a proposal, and what it imagines: it counts for the next version."""

import pytest
from django.db import IntegrityError, transaction

from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating
from recipients.models import Proposal
from recipients.proposals import deciding, rules, starting
from recipients.proposals.entries import _to_decide_on
from recipients.proposals.scope import Scope
from recipients.proposals.summary import changes
from tests import cast
from tests.recipients.proposals_cast import because, calculated, given, proposal, ready, waiting

pytestmark = pytest.mark.django_db


class TestRules:
    def test_pinned_and_calculated_again_the_pair_stands_and_the_change_is_shown(self, asked, coordinator, actor):
        item, small, large = waiting(asked), ready(8), ready(16)
        first = proposal(coordinator)
        assert given(first) == {item.pk: small.pk}
        rules.pin(first, item=item, device=large, actor=actor)
        second = calculated(starting.again(first, actor=actor))
        assert given(second) == {item.pk: large.pk}
        assert second.predecessor == first
        assert second.lines.get().is_pinned
        (change,) = changes(second).other
        assert (change.before, change.after) == (small.number, large.number)
        assert given(first) == {item.pk: small.pk}

    @pytest.mark.parametrize("household", ["", "FAMILIE7"])
    def test_who_is_overtaken_by_a_pinned_pair_is_told_so(self, asked, coordinator, actor, household):
        first = waiting(asked, final_year="yes", household_code=household)
        item, device = waiting(asked, household_code=household), ready()
        row = proposal(coordinator)
        rules.pin(row, item=item, device=device, actor=actor)
        told = because(calculated(starting.again(row, actor=actor)), first)
        stock = (
            "Bestand: Von Notebook passen 1, alle gehen an andere Bedarfe. Davon steht 1 weiter hinten, aber so werden"
        )
        assert stock in told
        assert ("Haushalt: Vorgeschlagen ist" in told) == bool(household)

    def test_ruled_out_it_gets_another_one(self, asked, coordinator, actor):
        item, small, large = waiting(asked), ready(8), ready(16)
        first = proposal(coordinator)
        rules.forbid(first, item=item, device=small, actor=actor)
        assert given(calculated(starting.again(first, actor=actor))) == {item.pk: large.pk}

    def test_two_pairs_exchange_their_devices(self, asked, coordinator, actor):
        one, other = waiting(asked), waiting(asked)
        ready(8), ready(8)
        first = proposal(coordinator)
        before = given(first)
        rules.swap(first, one=first.lines.get(item=one), other=first.lines.get(item=other), actor=actor)
        after = given(calculated(starting.again(first, actor=actor)))
        assert after == {one.pk: before[other.pk], other.pk: before[one.pk]}

    def test_a_new_pin_takes_the_place_of_older_ones_and_of_never(self, asked, coordinator, actor):
        one, other, device = waiting(asked), waiting(asked), ready()
        row = proposal(coordinator)
        rules.pin(row, item=one, device=device, actor=actor)
        rules.forbid(row, item=other, device=device, actor=actor)
        rules.pin(row, item=other, device=device, actor=actor)
        assert [(rule.kind, rule.item) for rule in row.rules.all()] == [("pin", other)]

    def test_what_does_not_fit_or_is_not_free_is_not_pinned(self, asked, coordinator, actor):
        item, small, gone = waiting(asked, ram_gib=8), ready(4), ready(8)
        row = proposal(coordinator)
        Device.objects.filter(pk=gone.pk).update(status="recycled")
        for device in (small, gone):
            with pytest.raises(TransitionRefused, match=device.number):
                rules.pin(row, item=item, device=device, actor=actor)

    def test_a_pin_that_became_impossible_fails_with_its_name_and_can_be_lifted(self, asked, coordinator, actor):
        item, device = waiting(asked), ready()
        ready()
        first = proposal(coordinator)
        rules.pin(first, item=item, device=device, actor=actor)
        Device.objects.filter(pk=device.pk).update(status="recycled")
        failed = calculated(starting.again(first, actor=actor))
        assert (failed.status, failed.error) == ("failed", "pin_impossible")
        assert failed.error_details == {"why": "unknown", "item": item.pk, "device": device.pk}
        rules.lift(failed.rules.get(), actor=actor)
        assert calculated(starting.again(failed, actor=actor)).status == "ready"

    def test_nothing_is_said_to_one_that_is_over(self, asked, coordinator, actor):
        item, device = waiting(asked), ready()
        row = proposal(coordinator)
        starting.discard(row, actor=actor)
        with pytest.raises(TransitionRefused, match="verworfen"):
            rules.pin(row, item=item, device=device, actor=actor)

    @pytest.mark.parametrize("status", ["bestätigt", "verworfen"])
    def test_what_is_over_has_no_new_version(self, asked, coordinator, actor, now, status):
        waiting(asked), ready()
        row = proposal(coordinator)
        if status == "bestätigt":
            deciding.confirm(row, actor=actor, now=now)
        else:
            starting.discard(row, actor=actor)
        imagined = [{"count": 1, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}]
        with pytest.raises(TransitionRefused, match=status):
            starting.again(row, actor=actor)
        with pytest.raises(TransitionRefused, match=status):
            starting.what_if(row, imagined, actor=actor)

    def test_a_need_whose_household_has_a_device_is_not_pinned(self, asked, coordinator, actor, now):
        allocating.allocate(item=waiting(asked, household_code="H7"), device=ready(), actor=actor, now=now)
        sibling, device = waiting(asked, household_code="H7"), ready()
        row = proposal(coordinator)
        with pytest.raises(TransitionRefused, match="Ein anderer Bedarf dieses Haushalts"):
            rules.pin(row, item=sibling, device=device, actor=actor, now=now)
        assert not row.rules.exists()

    def test_of_two_siblings_one_is_pinned(self, asked, coordinator, actor, now):
        one, other = waiting(asked, household_code="H7"), waiting(asked, household_code="H7")
        first, second = ready(), ready()
        row = proposal(coordinator)
        rules.pin(row, item=one, device=first, actor=actor, now=now)
        rules.pin(row, item=one, device=second, actor=actor, now=now)
        with pytest.raises(TransitionRefused, match="Haushalts"):
            rules.pin(row, item=other, device=first, actor=actor, now=now)
        assert [(rule.item, rule.device) for rule in row.rules.all()] == [(one, second)]

    def test_more_pins_than_the_limit_leaves_are_refused(self, asked, coordinator, actor, now):
        items, devices = [waiting(asked), waiting(asked)], [ready(), ready()]
        row = proposal(coordinator, scope=Scope(cap=1))
        rules.pin(row, item=items[0], device=devices[0], actor=actor, now=now)
        with pytest.raises(TransitionRefused, match="alle Gerätesätze"):
            rules.pin(row, item=items[1], device=devices[1], actor=actor, now=now)
        assert row.rules.count() == 1

    def test_pressed_twice_one_new_version_is_calculated(self, asked, coordinator, actor):
        waiting(asked), ready()
        row = proposal(coordinator)
        starting.again(row, actor=actor)
        with pytest.raises(TransitionRefused, match="schon"):
            starting.again(row, actor=actor)


class TestWhatIf:
    def test_imagined_devices_serve_after_those_that_are_here(self, asked, coordinator, actor):
        first, second, third = waiting(asked), waiting(asked), waiting(asked)
        device = ready()
        imagined = [{"count": 1, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}]
        row = calculated(starting.what_if(proposal(coordinator), imagined, actor=actor))
        assert given(row) == {first.pk: device.pk}
        assert row.lines.get(item=second).imagined == 1
        assert row.lines.get(item=third).imagined is None
        assert len(changes(row).gained) == 1

    def test_it_is_never_confirmed(self, asked, coordinator, actor):
        waiting(asked), ready()
        imagined = [{"count": 1, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}]
        row = calculated(starting.what_if(proposal(coordinator), imagined, actor=actor))
        with pytest.raises(TransitionRefused, match="Was-wäre-wenn"):
            deciding.confirm(row, actor=actor)
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=row.pk).update(status="confirmed")

    @pytest.mark.parametrize("count", [0, 1001])
    def test_none_or_too_many_are_refused(self, asked, coordinator, actor, count):
        waiting(asked)
        imagined = [{"count": count, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}]
        with pytest.raises(TransitionRefused):
            starting.what_if(proposal(coordinator), imagined, actor=actor)


def test_what_only_a_what_if_followed_is_still_to_be_decided_on(asked, coordinator, actor):
    waiting(asked)
    row = proposal(coordinator)
    starting.what_if(row, [{"count": 1, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}], actor=actor)
    assert _to_decide_on(coordinator) == 1


def test_what_was_ruled_out_is_lifted_also_when_its_need_has_left(asked, coordinator, actor, now):
    item, _other, first, second = waiting(asked), waiting(asked), ready(), ready()
    row = proposal(coordinator)
    rules.forbid(row, item=item, device=first, actor=actor)
    allocating.allocate(item=item, device=second, actor=actor, now=now)
    after = calculated(starting.again(row, actor=actor))
    rules.lift(after.rules.get(), actor=actor)
    assert not after.rules.exists()
