"""A proposal from the waiting list to the reservations: started, calculated, spoken to, confirmed."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from custody.models import Job
from devices.models import Device
from recipients import allocating
from recipients.holding.terms import hold_until
from recipients.models import Allocation, AllocationCap, Institution, Need, Proposal, ProposalLine, Wish
from recipients.proposals import deciding, reading, rules, running, starting
from recipients.proposals.entries import _to_decide_on
from recipients.proposals.explaining import Explanation
from recipients.proposals.forgetting import forget_wishes
from recipients.proposals.scope import Scope
from recipients.proposals.summary import by_institution, changes, goals, to_hand_over, verdict
from tests import cast
from tests.recipients.proposals_cast import HELD_UNTIL, calculated, proposal, ready, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(school_user):
    return cast.request(cast.institution(school_user), school_user)


@pytest.fixture
def other(other_school_user):
    school = cast.institution(other_school_user, name="Gymnasium Süd")
    return cast.request(school, other_school_user)


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


def given(row: Proposal) -> dict[int, int]:
    """{item: device}"""
    return dict(row.lines.exclude(device=None).values_list("item", "device"))


def because(row: Proposal, item) -> str:
    return Explanation(row).because(row.lines.get(item=item))


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


def test_the_page_says_who_is_served_and_what_is_reached(asked, other, coordinator):
    waiting(asked), waiting(asked), waiting(other)
    ready(), ready()
    row = proposal(coordinator)
    lines = {line.institution.name: (line.served, line.unserved) for line in by_institution(row)}
    assert lines == {"Gymnasium Süd": (0, 1), "Oberschule am Musterpark": (2, 0)}
    assert [label for label, _text in goals(row)] == [
        "1. Möglichst viele Punkte versorgt",
        "2. Obergrenzen und Haushalte",
        "3. Möglichst wenig mehr als gebraucht",
        "4. Ältester Bestand zuerst",
        "Mit dem Rest begonnene Sätze",
    ]


@pytest.mark.parametrize(
    ("ram_gib", "sentence"),
    [
        (8, "Bestand: Von Notebook passen 1, alle gehen an Bedarfe, die vorher dran sind."),
        (64, "Ausstattung: Von 1 ausgabebereiten (Notebook) hat keines 64 GB Arbeitsspeicher."),
    ],
)
def test_what_is_missing_is_said(asked, coordinator, ram_gib, sentence):
    waiting(asked, final_year="yes")
    late = waiting(asked, ram_gib=ram_gib)
    ready()
    assert because(proposal(coordinator), late) == sentence


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


def test_confirmed_after_its_day_it_holds_for_a_new_term(asked, coordinator, actor, now):
    waiting(asked)
    ready()
    late = now + timedelta(days=60)
    (made,) = deciding.confirm(proposal(coordinator), actor=actor, now=late).made
    assert made.held_until == hold_until(late.date())


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
