"""A proposal is calculated from the waiting list and the stock as they are, within its scope and the limits."""

import json
from datetime import date, timedelta

import pytest

from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from custody.models import Job
from recipients import allocating
from recipients.models import AllocationCap, Proposal, ProposalLine, Wish
from recipients.proposals import deciding, reading, running, starting
from recipients.proposals.forgetting import forget_wishes
from recipients.proposals.scope import Scope
from recipients.proposals.summary import verdict
from recipients.proposing import engine
from tests import cast
from tests.recipients.proposals_cast import HELD_UNTIL, because, calculated, given, proposal, ready, waiting

pytestmark = pytest.mark.django_db


class TestCalculating:
    def test_the_smaller_device_serves_and_the_better_one_goes_where_it_is_asked_for(self, asked, coordinator):
        modest, demanding = waiting(asked, ram_gib=4), waiting(asked, ram_gib=16)
        large, small = ready(16), ready(8)
        row = proposal(coordinator)
        assert given(row) == {modest.pk: small.pk, demanding.pk: large.pk}
        assert (row.status, row.optimal, row.served, row.unserved) == ("ready", True, 2, 0)
        assert (row.job.done, row.job.total) == (6, 6)
        assert [event.new_status for event in row.events.all()] == ["", "ready"]
        assert "8 GB Arbeitsspeicher, mindestens 4" in because(row, modest)
        assert verdict(row)[0] == "Nachweislich der beste"

    def test_the_inputs_are_kept_with_their_hash_and_carry_no_code(self, asked, coordinator):
        first = waiting(asked, household_code="FAMILIE7", final_year="yes")
        second = waiting(asked, household_code="FAMILIE7")
        ready(), ready()
        row = proposal(coordinator)
        content = json.loads(row.inputs)
        assert row.inputs_sha256 == reading.kept_inputs(row).sha256
        assert [need["household"] for need in content["needs"]] == ["h1", "h1"]
        assert "FAMILIE7" not in row.inputs
        assert first.need.pupil_code not in row.inputs
        assert given(row).keys() == {first.pk}
        assert because(row, second) == f"Haushalt: {first.need} aus demselben Haushalt kommt zuerst."

    def test_wishes_are_kept_apart_since_they_are_forgotten(self, asked, coordinator):
        item = waiting(asked)
        item.need.wishes.add(Wish.objects.create(code="touch-screen", name_de="Touchscreen", name_en="Touch screen"))
        ready(), ready(touchscreen=True)
        row = proposal(coordinator)
        assert row.wishes == {str(item.need_id): ["touch-screen"]}
        assert json.loads(row.inputs)["needs"][0].keys().isdisjoint({"wishes"})
        assert because(row, item).endswith("Wunsch erfüllt: Touchscreen")
        assert "wishes_met" not in row.lines.get().reason
        Proposal.objects.update(created_at=cast.NOW - timedelta(days=30))
        assert forget_wishes(now=cast.NOW) == 1
        assert forget_wishes(now=cast.NOW) == 0
        row.refresh_from_db()
        assert (row.wishes, row.inputs_sha256) == ({}, reading.kept_inputs(row).sha256)

    def test_calculated_twice_it_is_the_same(self, asked, coordinator):
        for _number in range(3):
            waiting(asked)
            ready()
        first = proposal(coordinator)
        again = Proposal.objects.create(
            number="V-2026-99999",
            made_by=coordinator,
            held_until=HELD_UNTIL,
            job=Job.objects.create(kind="proposal", total=6),
            inputs=first.inputs,
            inputs_sha256=first.inputs_sha256,
        )
        assert given(calculated(again)) == given(first)

    def test_a_worker_that_took_over_finds_it_done(self, asked, coordinator):
        waiting(asked), ready()
        row = proposal(coordinator)
        running.work_through(row.pk)
        running._store(row, [], {"served": 0, "unserved": 0, "optimal": True, "result": {}})
        row.refresh_from_db()
        assert (row.served, row.lines.count(), row.attempts) == (1, 1, 1)

    def test_one_that_kills_its_worker_fails_after_three_attempts_and_can_be_tried_again(
        self, asked, coordinator, actor, now
    ):
        waiting(asked), ready()
        row = starting.start(Scope(), held_until=HELD_UNTIL, actor=actor, now=now)
        Proposal.objects.filter(pk=row.pk).update(attempts=3)
        assert (calculated(row).status, row.error) == ("failed", "gave_up")
        starting.try_again(row, actor=actor, now=now)
        assert (calculated(row).status, row.error, row.served) == ("ready", "", 1)

    def test_one_that_breaks_off_by_itself_fails_at_once_and_may_be_discarded(
        self, asked, coordinator, actor, now, monkeypatch
    ):
        """The same input would break it off each time: nobody waits for three attempts."""

        def break_off(problem, progress):
            raise AssertionError("a rule of the engine does not hold")

        waiting(asked), ready()
        row = starting.start(Scope(), held_until=HELD_UNTIL, actor=actor, now=now)
        monkeypatch.setattr(engine, "propose", break_off)
        assert (calculated(row).status, row.error, row.error_details) == (
            "failed",
            "broke_off",
            {"what": "AssertionError"},
        )
        starting.discard(row, actor=actor)
        assert row.status == "discarded"

    def test_forgotten_ones_are_rung_again(self, asked, coordinator, actor, now):
        waiting(asked)
        row = starting.start(Scope(), held_until=HELD_UNTIL, actor=actor, now=now)
        assert running.forgotten(now=now + timedelta(seconds=30)) == []
        assert running.forgotten(now=now + timedelta(seconds=61)) == [row.pk]

    def test_one_that_was_thrown_away_meanwhile_is_not_calculated(self, asked, actor, now):
        waiting(asked)
        row = starting.start(Scope(), held_until=HELD_UNTIL, actor=actor, now=now)
        starting.discard(row, actor=actor)
        assert (calculated(row).status, row.lines.count()) == ("discarded", 0)

    def test_lines_are_kept_as_they_were_written(self, asked, coordinator):
        waiting(asked), ready()
        row = proposal(coordinator)
        with pytest.raises(AppendOnlyError):
            row.lines.update(points=0)
        with pytest.raises(AppendOnlyError):
            ProposalLine.objects.get().delete()


class TestScope:
    def test_what_nobody_waits_for_is_refused(self, actor, now):
        with pytest.raises(TransitionRefused, match="Niemand auf der Warteliste"):
            starting.start(Scope(), held_until=HELD_UNTIL, actor=actor, now=now)

    @pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 11, 24)])
    def test_a_day_that_is_past_or_too_late_is_refused(self, asked, actor, now, day):
        waiting(asked)
        with pytest.raises(TransitionRefused):
            starting.start(Scope(), held_until=day, actor=actor, now=now)

    def test_institutions_and_categories_narrow_it(self, asked, other, coordinator):
        mine, theirs = waiting(asked), waiting(other)
        tablet = cast.need(asked, wants=cast.category("tablet")).items.get()
        cast.device(status="ready", category=cast.category("tablet"))
        ready(), ready()
        scope = Scope(institutions=(asked.institution_id,))
        assert given(proposal(coordinator, scope=scope)).keys() == {mine.pk, tablet.pk}
        scope = Scope(categories=(cast.category().pk,))
        assert given(proposal(coordinator, scope=scope)).keys() == {mine.pk, theirs.pk}

    def test_half_a_set_is_not_in_it_but_a_set_without_its_extras_is(self, asked):
        for categories in (("desktop", "monitor"), ("desktop", "peripheral")):
            need = cast.need(asked, items=0)
            for position, code in enumerate(categories, start=1):
                need.items.create(category=cast.category(code), position=position)
        scope = Scope(categories=(cast.category("desktop").pk,))
        assert list(scope.needs()) == [need]


class TestCaps:
    def test_an_institution_gets_what_is_left_of_its_cap(self, asked, coordinator, actor, now):
        early = allocating.allocate(item=waiting(asked), device=ready(), actor=actor, now=now)
        first, second = waiting(asked), waiting(asked)
        ready(), ready()
        AllocationCap.objects.create(
            first_day=date(2026, 11, 1), last_day=date(2026, 11, 30), device_sets=2, set_by=coordinator
        )
        row = proposal(coordinator)
        assert early.item.pk not in given(row)
        assert given(row).keys() == {first.pk}
        assert because(row, second).startswith("Obergrenze: Die Einrichtung bekommt in diesem Zeitraum noch 1")

    def test_an_own_cap_goes_before_one_for_each_and_one_of_another_time_counts_for_nothing(
        self, asked, other, coordinator
    ):
        mine, theirs = waiting(asked), waiting(other)
        ready(), ready()
        period = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30), "set_by": coordinator}
        AllocationCap.objects.create(device_sets=0, **period)
        AllocationCap.objects.create(device_sets=5, institution=other.institution, **period)
        AllocationCap.objects.create(
            device_sets=0,
            institution=other.institution,
            first_day=date(2027, 1, 1),
            last_day=date(2027, 1, 31),
            set_by=coordinator,
        )
        row = proposal(coordinator)
        assert given(row).keys() == {theirs.pk}
        assert because(row, mine) == "Obergrenze: Die Einrichtung hat alle Gerätesätze dieses Zeitraums bekommen."

    def test_a_proposal_may_have_a_cap_of_its_own(self, asked, coordinator):
        for _number in range(3):
            waiting(asked), ready()
        assert len(given(proposal(coordinator, scope=Scope(cap=2)))) == 2


def test_a_household_that_was_begun_gets_the_rest_of_its_set_before_a_sibling(asked, coordinator, actor, now):
    begun = cast.need(asked, items=2, household_code="7FAMILIE")
    part, rest = begun.items.all()
    allocating.allocate(item=part, device=ready(), actor=actor, now=now)
    sibling, third = waiting(asked, household_code="7FAMILIE", final_year="yes"), waiting(asked)
    ready()
    ready()
    row = proposal(coordinator)
    assert set(row.lines.exclude(device=None).values_list("item", flat=True)) == {rest.pk, third.pk}
    assert sibling.pk not in {outcome.item.pk for outcome in deciding.confirm(row, actor=actor, now=now).made}


def test_what_was_calculated_from_holds_no_facts_of_a_pupil(asked, coordinator):
    waiting(asked, final_year="yes", no_device_at_home="yes")
    row = proposal(coordinator)
    assert "final_year" not in json.dumps(json.loads(row.inputs)["needs"])
