"""The list of handovers, the numbers of the start page that lead to it, and the search."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.pages.cards import CARDS
from custody.actor import Actor
from documents.models import Document
from recipients import delivering, returning
from recipients.handover_entries import find
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def test_the_list_shows_each_its_own(client, coordinator, school_user, volunteer, donor_user, administrator, school):
    mine = handover_cast.planned(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    other = handover_cast.planned(cast.institution(name="Andere Schule"), coordinator)
    for person, numbers in (
        (coordinator, {mine.number, other.number}),
        (school_user, {mine.number}),
        (volunteer, {mine.number}),
    ):
        client.force_login(person)
        page = client.get(reverse("handover_list"))
        assert {row["object"].number for row in page.context["rows"]} == numbers
    for person in (donor_user, administrator):
        client.force_login(person)
        assert client.get(reverse("handover_list")).status_code == 403
    client.logout()
    assert client.get(reverse("handover_list")).status_code == 302


def test_the_list_is_narrowed(client, coordinator, school):
    bare = handover_cast.planned(school, coordinator, place="Turnhalle")
    failed = handover_cast.with_receipts(school, coordinator)
    Document.objects.filter(receipt__handover=failed).update(status="failed", error="gave_up")
    out = handover_cast.under_way(school, coordinator, starts_at=cast.NOW + timedelta(days=9))
    client.force_login(coordinator)
    for query, expected in (
        ("q=turnhalle", [bare]),
        (f"q={failed.number}", [failed]),
        ("status=under_way", [out]),
        ("to_issue=true", [bare]),
        ("failed=true", [failed]),
        ("unanswered=true", [out]),
        ("unanswered=false&sort=number", [bare, failed]),
        ("starts_from=2026-12-01", [out]),
        ("starts_until=2026-11-25&sort=number", [bare, failed]),
    ):
        page = client.get(f"{reverse('handover_list')}?{query}")
        assert [row["object"] for row in page.context["rows"]] == expected, query
    assert "2 Protokolle fehlgeschlagen" in client.get(f"{reverse('handover_list')}?failed=true").content.decode()


def test_three_handovers_cost_no_more_queries_than_one(client, coordinator, school, django_assert_max_num_queries):
    client.force_login(coordinator)
    handover_cast.planned(school, coordinator)
    client.get(reverse("handover_list"))

    def count():
        with django_assert_max_num_queries(30) as captured:
            client.get(reverse("handover_list"))
        return len(captured)

    one = count()
    for _more in range(2):
        handover_cast.with_receipts(school, coordinator)
    assert count() == one


def listed(client, person, card) -> int:
    """How many rows the list has that a number on this person's start page leads to."""
    client.force_login(person)
    page = client.get(CARDS[card].url())
    return len(page.context["rows"] if "rows" in page.context else page.context["devices"])


def test_the_start_pages_counts_lead_to_lists_with_as_many_rows(client, school, coordinator, volunteer, school_user):
    now = timezone.now()
    handover_cast.planned(school, coordinator, starts_at=now + timedelta(days=2))
    handover_cast.under_way(school, coordinator, starts_at=now, assigned=[volunteer])
    back = handover_cast.under_way(school, coordinator, starts_at=now - timedelta(days=3))
    delivering.confirm(back, exceptions={back.allocations.first().pk: "krank"}, actor=Actor.person(coordinator))
    broken = Document.objects.filter(receipt__handover=back, status="ready").first()
    Document._base_manager.filter(pk=broken.pk).update(status="failed", file_key="", error="gave_up")
    cards = {
        "receipts_to_issue": (coordinator, 1),
        "handovers_this_week": (coordinator, 2),
        "handovers_unanswered": (coordinator, 1),
        "documents_failed": (coordinator, 1),
        "own_handovers_to_confirm": (school_user, 1),
        "own_handovers_today": (volunteer, 1),
        "devices_back": (volunteer, 1),
    }
    counted = {name: CARDS[name].count(person) for name, (person, _count) in cards.items()}
    rows = {name: listed(client, person, name) for name, (person, _count) in cards.items()}
    assert counted == rows == {name: count for name, (_person, count) in cards.items()}


def test_the_search_finds_handovers_of_those_one_may_see(school, coordinator, other_school_user):
    handover = handover_cast.planned(school, coordinator, place="Turnhalle")
    assert [(hit.title, hit.exact) for hit in find(coordinator, "Ü-2026-00001")] == [(handover.number, True)]
    assert [hit.title for hit in find(coordinator, "turnhalle musterpark")] == [handover.number]
    assert find(coordinator, "Sporthalle") == []
    assert find(other_school_user, "Ü-2026-00001") == []


def test_the_list_counts_what_was_given_out_also_after_a_return(client, reference, school_user, coordinator):
    handover = handover_cast.under_way(cast.institution(school_user), coordinator)
    actor = Actor.person(coordinator)
    kept, excepted = handover.allocations.order_by("pk")
    delivering.confirm(handover, exceptions={excepted.pk: "Kind ist umgezogen"}, actor=actor)
    kept.refresh_from_db()
    returning.returned(kept, actor=actor, reason="Abschluss gemacht", replacement=False)
    client.force_login(coordinator)
    (row,) = client.get(reverse("handover_list")).context["page_obj"].object_list
    assert row.device_count == 1
