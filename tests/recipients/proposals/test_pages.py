"""Pages of proposals: what coordination sees and presses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devices.models import Device
from recipients.models import Allocation, AllocationCap, Institution, Proposal
from recipients.proposals import reading, rules, starting
from recipients.proposing.sets import Program, TimeUp
from tests import cast
from tests.recipients.proposals_cast import calculated, proposal, ready, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, coordinator):
    """Opens an address as coordination; answers its text."""
    client.force_login(coordinator)

    def show(name: str, *args, query: str = "") -> str:
        return client.get(reverse(name, args=args) + query).content.decode()

    return show


@pytest.fixture
def press(client, coordinator):
    """Posts to an address as coordination and follows to the page it leads to."""
    client.force_login(coordinator)

    def post(name: str, *args, **data) -> str:
        return client.post(reverse(name, args=args), data, follow=True).content.decode()

    return post


def fresh(coordinator, **options) -> Proposal:
    return proposal(coordinator, now=timezone.now(), held_until=timezone.localdate() + timedelta(days=14), **options)


def test_started_it_is_calculated_and_its_page_explains_every_pair(
    asked, press, coordinator, django_capture_on_commit_callbacks
):
    first, second = waiting(asked), waiting(asked)
    device = ready()
    with django_capture_on_commit_callbacks(execute=True):
        press("proposal_new", held_until=(timezone.localdate() + timedelta(days=7)).isoformat())
    row = Proposal.objects.get()
    assert row.status == "ready"
    assert row.lines.get(item=first).device == device
    assert row.lines.get(item=second).missing[0]["lack"] == "stock"


def test_a_day_that_is_too_late_is_said_beside_what_was_typed(asked, press):
    waiting(asked)
    text = press("proposal_new", held_until="2099-01-01", cap="3")
    assert "Reserviert wird höchstens bis" in text
    assert 'value="3"' in text
    assert not Proposal.objects.exists()


def test_the_page_of_a_proposal(asked, page, coordinator):
    first, second = waiting(asked), waiting(asked)
    device = ready()
    text = page("proposal_detail", fresh(coordinator).number)
    assert "1 von 2 Bedarfen sind versorgt" in text
    assert "Nachweislich der beste" in text
    assert device.number in text
    assert "8 GB Arbeitsspeicher, mindestens 4" in text
    assert "Bestand: Von Notebook passen 1, alle gehen an Bedarfe, die vorher dran sind." in text
    assert str(first.need) in text
    assert str(second.need) in text


def test_the_page_costs_the_same_queries_for_one_line_and_for_three(
    asked, client, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    waiting(asked), ready()
    one = reverse("proposal_detail", args=[fresh(coordinator).number])
    client.get(one)
    with django_assert_num_queries(16):
        client.get(one)
    for _number in range(2):
        waiting(asked), ready()
    three = reverse("proposal_detail", args=[fresh(coordinator).number])
    with django_assert_num_queries(16):
        client.get(three)


def test_the_list_costs_the_same_queries_for_one_and_for_three(asked, client, coordinator, django_assert_num_queries):
    client.force_login(coordinator)
    waiting(asked), ready()
    first = fresh(coordinator)
    client.get(reverse("proposal_list"))
    with django_assert_num_queries(5):
        assert first.number in client.get(reverse("proposal_list")).content.decode()
    fresh(coordinator), fresh(coordinator)
    with django_assert_num_queries(5):
        client.get(reverse("proposal_list"))


@pytest.mark.parametrize(
    ("query", "count"),
    [("?outcome=gets", 1), ("?outcome=waits", 2), ("?missing=0", 1), ("?missing=1", 1), ("?missing=2", 0)],
)
def test_lines_are_narrowed_by_what_they_say(asked, client, coordinator, query, count):
    client.force_login(coordinator)
    waiting(asked, final_year="yes"), waiting(asked), waiting(asked, ram_gib=64)
    ready()
    answer = client.get(reverse("proposal_detail", args=[fresh(coordinator).number]) + query)
    assert answer.context["paginator"].count == count


def test_what_is_filtered_is_exported_with_the_reasons(asked, client, coordinator):
    client.force_login(coordinator)
    waiting(asked), waiting(asked)
    device = ready()
    address = reverse("proposal_detail", args=[fresh(coordinator).number])
    text = b"".join(client.get(f"{address}?outcome=gets&export=csv").streaming_content).decode()
    assert len(text.strip().splitlines()) == 2
    assert device.number in text
    assert "mindestens 4" in text


class TestWhileItRuns:
    def test_the_step_is_named_and_asked_for_again(self, asked, page, coordinator):
        row = cast.proposal(coordinator)
        text = page("proposal_detail", row.number)
        assert "Warteliste und Bestand lesen" in text
        assert reverse("proposal_progress", args=[row.number]) in text

    def test_when_it_is_done_the_page_leads_to_the_result(self, asked, client, coordinator):
        client.force_login(coordinator)
        waiting(asked)
        row = fresh(coordinator)
        answer = client.get(reverse("proposal_progress", args=[row.number]), headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"] == reverse("proposal_detail", args=[row.number])

    def test_one_that_failed_says_why_and_what_to_do(self, asked, page, coordinator, acting):
        item, device = waiting(asked), ready()
        first = fresh(coordinator)
        rules.pin(first, item=item, device=device, actor=acting(coordinator))
        Device.objects.filter(pk=device.pk).update(status="recycled")
        failed = calculated(starting.again(first, actor=acting(coordinator)))
        text = page("proposal_detail", failed.number)
        assert f"{device.number} ist für {item.need} festgelegt, aber das Gerät ist nicht mehr frei" in text
        assert reverse("proposal_lift", args=[failed.number, failed.rules.get().pk]) in text

    def test_one_that_broke_off_names_the_error_and_offers_to_discard_it_or_to_change_the_input(
        self, page, coordinator
    ):
        row = cast.proposal(coordinator, status="failed", error="broke_off", error_details={"what": "KeyError"})
        text = page("proposal_detail", row.number)
        assert "an einem Fehler des Programms gescheitert (KeyError)" in text
        for name in ("proposal_again", "proposal_discard"):
            assert reverse(name, args=[row.number]) in text
        assert reverse("proposal_new") in text
        assert reverse("proposal_retry", args=[row.number]) not in text


class TestNextStep:
    def test_where_nothing_can_be_given_out_it_is_not_asked_to_be_confirmed(self, asked, page, coordinator):
        waiting(asked)
        row = fresh(coordinator)
        text = page("proposal_detail", row.number)
        assert "Zurzeit kann nichts vergeben werden" in text
        assert reverse("proposal_confirm", args=[row.number]) not in text
        assert "Ein zweiter Bedarf eines Haushalts wartet" not in text

    def test_a_set_that_begins_can_be_confirmed_and_a_household_reads_how_long_its_second_need_waits(
        self, asked, page, coordinator
    ):
        cast.need(asked, items=2, household_code="7FAMILIE")
        ready()
        row = fresh(coordinator)
        assert row.served == 0
        text = page("proposal_detail", row.number)
        assert reverse("proposal_confirm", args=[row.number]) in text
        assert "bis zum Ende des Schuljahres, das auf das der Übergabe folgt" in text


class TestWhenTheTimeIsUp:
    @pytest.fixture
    def sets(self, asked, reference):
        """A set of two things for 40 points, first in the queue, against two single things for 30 and 15: what one
        thing of it would be worth is not what the set is worth, so that it is searched for."""
        computer, monitor = cast.category("desktop"), cast.category("monitor")
        donation = cast.donation(status="received")
        for category in (computer, monitor):
            cast.device(status="ready", category=category, donation=donation)
        now = {"queued_since": timezone.now()}
        whole = cast.need(asked, items=0, no_device_at_home="yes", **now)
        for position, category in enumerate((computer, monitor), start=1):
            whole.items.create(category=category, position=position)
        cast.need(asked, wants=computer, final_year="yes", **now)
        cast.need(asked, wants=monitor, siblings_share="yes", **now)

    def test_it_says_so_and_offers_the_best_found_with_its_proven_distance(
        self, sets, page, press, coordinator, monkeypatch
    ):
        monkeypatch.setattr(reading, "SECONDS", 0)
        row = fresh(coordinator)
        proof = row.result["proof"]
        assert (row.optimal, proof["open_goal"], proof["weight"], proof["bound"]) == (False, "weight", 40, 45)
        text = page("proposal_detail", row.number)
        assert "Der beste gefundene, nicht bewiesen" in text
        assert "Dieser Vorschlag versorgt 40 Punkte; höchstens 5 mehr (11,1 %) sind vielleicht möglich." in text
        assert "2 Geräte sind" in press("proposal_confirm", row.number)
        assert Allocation.objects.active().count() == 2

    def test_where_the_points_are_proven_and_the_order_is_not_it_says_that(self, sets, page, coordinator, monkeypatch):
        def too_late(program):
            raise TimeUp(None)

        monkeypatch.setattr(Program, "in_order", too_late)
        row = fresh(coordinator)
        assert (row.optimal, row.result["proof"]["open_goal"]) == (False, "queue")
        text = page("proposal_detail", row.number)
        assert "Der beste gefundene, nicht in allem bewiesen" in text
        assert "Keine andere Zuteilung versorgt mehr Punkte." in text


class TestSaying:
    def test_another_device_is_noted_and_the_proposal_is_calculated_again_before_it_is_confirmed(
        self, asked, press, page, coordinator
    ):
        item, other = waiting(asked), None
        ready(8)
        other = ready(16)
        row = fresh(coordinator)
        line = row.lines.get()
        assert other.number in page("proposal_line", row.number, line.pk)
        text = press("proposal_say", row.number, line.pk, what="pin", device=other.number)
        assert f"Für die nächste Berechnung vorgemerkt: {item.need} bekommt {other.number}." in text
        assert "1 Änderung ist erst vorgemerkt" in text
        text = press("proposal_confirm", row.number)
        assert "Bitte lassen Sie ihn zuerst neu berechnen." in text
        assert not Allocation.objects.exists()

    def test_ruled_out_and_lifted_again(self, asked, press, coordinator):
        waiting(asked)
        device = ready()
        row = fresh(coordinator)
        line = row.lines.get()
        press("proposal_say", row.number, line.pk, what="forbid", device=device.number)
        rule = row.rules.get()
        text = press("proposal_lift", row.number, rule.pk)
        assert "nicht mehr ausgeschlossen" in text
        assert not row.rules.exists()

    def test_two_exchange(self, asked, press, coordinator):
        waiting(asked), waiting(asked)
        ready(), ready()
        row = fresh(coordinator)
        one, other = row.lines.all()
        assert "tauschen ihre Geräte" in press(
            "proposal_say", row.number, one.pk, what="swap", device=other.device.number
        )
        assert {rule.item_id: rule.device_id for rule in row.rules.all()} == {
            one.item_id: other.device_id,
            other.item_id: one.device_id,
        }

    def test_a_new_version_says_what_changed(self, asked, page, coordinator, acting):
        item = waiting(asked)
        small, large = ready(8), ready(16)
        first = fresh(coordinator)
        rules.pin(first, item=item, device=large, actor=acting(coordinator))
        second = calculated(starting.again(first, actor=acting(coordinator)))
        text = page("proposal_detail", second.number)
        assert f"Was sich seit {first.number} geändert hat" in text
        assert f"{small.number} → {large.number}" in text
        assert "von der Koordination festgelegt" in text
        assert second.number in page("proposal_detail", first.number)


class TestWhatIf:
    def test_twenty_more_notebooks_are_named_and_nothing_is_to_be_confirmed(self, asked, press, page, coordinator):
        waiting(asked)
        row = fresh(coordinator)
        press("proposal_what_if", row.number, count="20", category=cast.category().pk, ram_gib="8", cores="4")
        new = calculated(Proposal.objects.get(is_what_if=True))
        text = page("proposal_detail", new.number)
        assert "20 × Notebook, 8 GB, 4 Kerne" in text
        assert "1 von 1 Bedarfen sind versorgt" in text
        assert reverse("proposal_confirm", args=[new.number]) not in text


class TestConfirming:
    def test_the_next_step_is_planning_the_handover(self, asked, press, coordinator):
        waiting(asked), ready()
        row = fresh(coordinator)
        text = press("proposal_confirm", row.number)
        assert "1 Gerät ist bis" in text
        assert f"{reverse('handover_plan')}?institution={asked.institution_id}" in text
        assert Allocation.objects.get().status == "reserved"

    def test_in_a_second_tab_a_sentence(self, asked, press, coordinator):
        waiting(asked), ready()
        row = fresh(coordinator)
        press("proposal_confirm", row.number)
        text = press("proposal_confirm", row.number)
        assert f"Der Vorschlag {row.number} ist schon bestätigt." in text
        assert Allocation.objects.count() == 1

    def test_pairs_that_could_not_be_are_named_with_their_reason(self, asked, press, page, coordinator):
        waiting(asked), waiting(asked)
        ready(), ready()
        row = fresh(coordinator)
        gone = row.lines.first().device
        Device.objects.filter(pk=gone.pk).update(status="recycled")
        assert "1 Paar konnte nicht mehr reserviert werden" in press("proposal_confirm", row.number)
        text = page("proposal_detail", row.number, query="?outcome=refused")
        assert f"Das Gerät {gone.number} ist nicht mehr frei: Es ist „recycelt“." in text

    def test_a_school_suspended_in_between(self, asked, press, coordinator):
        waiting(asked), ready()
        row = fresh(coordinator)
        Institution.objects.update(status="suspended")
        text = press("proposal_confirm", row.number)
        assert "ist „gesperrt“" in text
        assert not Allocation.objects.exists()

    def test_discarded_nothing_is_reserved(self, asked, press, coordinator):
        waiting(asked), ready()
        row = fresh(coordinator)
        assert "dadurch wurde nichts reserviert" in press("proposal_discard", row.number)
        assert "kann nicht bestätigt werden" in press("proposal_confirm", row.number)


class TestCaps:
    def test_set_changed_and_removed(self, asked, press, page):
        days = {"first_day": "2026-08-01", "last_day": "2027-07-31"}
        assert "Die Obergrenze ist festgelegt. Sie gilt sofort" in press(
            "allocation_cap_new", device_sets="20", institution="", **days
        )
        cap = AllocationCap.objects.get()
        press("allocation_cap_edit", cap.pk, device_sets="5", institution=asked.institution_id, **days)
        cap.refresh_from_db()
        assert (cap.device_sets, cap.institution) == (5, asked.institution)
        assert asked.institution.name in page("allocation_cap_list")
        assert "höchstens 5 Gerätesätze vom 01.08.2026 bis 31.07.2027" in page("allocation_cap_edit", cap.pk)
        assert "Die Obergrenze ist aufgehoben." in press("allocation_cap_remove", cap.pk)
        assert reverse("allocation_cap_edit", args=[cap.pk]) not in page("allocation_cap_list")
        assert reverse("allocation_cap_edit", args=[cap.pk]) in page("allocation_cap_list", query="?show=removed")
        told = page("allocation_cap_edit", cap.pk)
        for sentence in (
            "hält nichts mehr zurück",
            "festgelegt: höchstens 20 Gerätesätze vom 01.08.2026 bis 31.07.2027",
            "geändert: höchstens 5 Gerätesätze",
            "Obergrenze aufgehoben",
        ):
            assert sentence in told
        assert "inzwischen aufgehoben" in press("allocation_cap_remove", cap.pk)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"first_day": "2027-07-31", "last_day": "2026-08-01"}, "Der letzte Tag liegt vor dem ersten."),
            ({"first_day": "2026-08-01", "last_day": "2027-07-31"}, "gibt es schon eine Obergrenze"),
        ],
    )
    def test_what_makes_no_sense_is_said(self, press, coordinator, typed, sentence):
        AllocationCap.objects.create(first_day="2026-08-01", last_day="2027-07-31", device_sets=3, set_by=coordinator)
        assert sentence in press("allocation_cap_new", device_sets="20", institution="", **typed)
        assert AllocationCap.objects.count() == 1
