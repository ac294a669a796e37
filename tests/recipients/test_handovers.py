from datetime import date, timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import Document
from recipients import handovers, receipts
from recipients.models import Allocation, Handover
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def test_an_appointment_gets_a_number_its_devices_and_its_people(school, coordinator, volunteer, actor):
    rows = handover_cast.reserved(school, coordinator)
    handover = handovers.plan(
        school,
        starts_at=cast.NOW + timedelta(days=1),
        place="Aula",
        allocations=rows,
        assigned=[volunteer],
        actor=actor,
        now=cast.NOW,
    )
    assert (handover.number, handover.status, handover.planned_by) == ("Ü-2026-00001", "planned", coordinator)
    assert set(handover.allocations.all()) == set(rows)
    assert [row.user for row in handover.volunteers.all()] == [volunteer]
    assert handover.events.get().kind == "planned"
    assert rows[0].events.last().data == {"handover": "Ü-2026-00001"}


def test_the_reservation_is_kept_until_the_day(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator)
    Allocation.objects.filter(pk=rows[0].pk).update(held_until=date(2027, 3, 1))
    handover_cast.planned(school, coordinator, allocations=rows, starts_at=cast.NOW + timedelta(days=30))
    assert [row.held_until for row in Allocation.objects.order_by("pk")] == [date(2027, 3, 1), date(2026, 12, 24)]


@pytest.mark.parametrize("what", ["on another handover", "of another institution", "released"])
def test_only_free_reservations_of_the_institution_are_taken(school, coordinator, actor, what):
    rows = handover_cast.reserved(school, coordinator)
    if what == "on another handover":
        handover_cast.planned(school, coordinator, allocations=rows[:1])
    elif what == "of another institution":
        rows += handover_cast.reserved(cast.institution(), coordinator)
    else:
        Allocation.objects.filter(pk=rows[0].pk).update(status="released")
    before = Handover.objects.count()
    with pytest.raises(TransitionRefused, match="wählen Sie neu"):
        handover_cast.planned(school, coordinator, allocations=rows)
    assert Handover.objects.count() == before
    assert not Allocation.objects.filter(pk=rows[1].pk).exclude(handover=None).exists()


def test_a_change_moves_the_appointment_and_makes_its_receipts_due_again(school, coordinator, volunteer, actor):
    handover = handover_cast.with_receipts(school, coordinator, assigned=[volunteer])
    more = handover_cast.reserved(school, coordinator, needs=1)
    handovers.change(
        handover,
        starts_at=cast.NOW + timedelta(days=5),
        place="Turnhalle",
        allocations=more,
        assigned=[],
        actor=actor,
    )
    handover.refresh_from_db()
    assert (handover.place, handover.allocations.count(), handover.volunteers.count()) == ("Turnhalle", 3, 0)
    assert "turnhalle" in handover.search_text
    assert len(receipts.due(handover)) == 3
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 3
    assert list(Document.objects.filter(status="queued").order_by("number").values_list("number", "version")) == [
        ("Q-2026-00001", 2),
        ("Q-2026-00002", 2),
        ("Q-2026-00003", 1),
    ]


def test_what_has_left_is_not_changed(school, coordinator, actor):
    handover = handover_cast.under_way(school, coordinator)
    with pytest.raises(TransitionRefused, match="unterwegs"):
        handovers.change(handover, starts_at=cast.NOW, place="Aula", allocations=[], assigned=[], actor=actor)


def test_a_device_that_stays_here_keeps_its_reservation_and_loses_its_receipt(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    allocation = handover.allocations.order_by("pk").first()
    handovers.take_off(allocation, actor=actor, reason="Netzteil fehlt")
    assert (allocation.status, allocation.handover) == ("reserved", None)
    assert allocation.device.status == "reserved"
    assert list(Document.objects.order_by("number").values_list("status", flat=True)) == ["voided", "ready"]
    assert handover.receipts.active().count() == 1
    assert allocation.events.last().note.text == "Netzteil fehlt"


def test_of_a_need_with_two_devices_the_receipt_is_replaced(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
    handover = handover_cast.with_receipts(school, coordinator, allocations=rows)
    handovers.take_off(handover.allocations.get(pk=rows[0].pk), actor=actor, reason="Netzteil fehlt")
    old, new = Document.objects.order_by("version")
    assert (old.status, new.status, new.version) == ("superseded", "queued", 2)
    assert list(new.receipt.allocations.all()) == [rows[1]]
    assert receipts.due(handover) == []


def test_a_device_without_a_receipt_is_simply_taken_off(school, coordinator, actor):
    handover = handover_cast.planned(school, coordinator)
    handovers.take_off(handover.allocations.first(), actor=actor, reason="bleibt hier")
    assert handover.allocations.count() == 1


def test_a_device_on_no_handover_is_not_taken_off(school, coordinator, actor):
    (allocation,) = handover_cast.reserved(school, coordinator, needs=1)
    with pytest.raises(TransitionRefused, match="auf keiner Übergabe"):
        handovers.take_off(allocation, actor=actor, reason="bleibt hier")


def test_taking_off_asks_for_a_reason(school, coordinator, actor):
    handover = handover_cast.planned(school, coordinator)
    with pytest.raises(TransitionRefused, match="warum"):
        handovers.take_off(handover.allocations.first(), actor=actor, reason="")


def test_what_was_scanned_out_is_not_taken_off(school, coordinator, actor):
    handover = handover_cast.under_way(school, coordinator)
    allocation = handover.allocations.first()
    with pytest.raises(TransitionRefused, match="schon ausgegeben"):
        handovers.take_off(allocation, actor=actor, reason="zu spät")
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}


def test_the_last_device_that_stays_here_closes_an_appointment(school, coordinator, actor):
    from recipients import delivering

    handover = handover_cast.packed(school, coordinator)
    out, here = handover.allocations.order_by("pk")
    delivering.scan_out(handover, out.device.number, actor=actor)
    delivering.confirm(handover, exceptions={}, actor=actor)
    handover.refresh_from_db()
    assert handover.status == "under_way"
    handovers.take_off(here, actor=actor, reason="nicht gefunden")
    handover.refresh_from_db()
    assert handover.status == "closed"
    assert handover.confirmed_at is not None


def test_packing_waits_for_every_receipt(school, coordinator, actor):
    handover = handover_cast.planned(school, coordinator)
    with pytest.raises(TransitionRefused):
        handovers.pack(handover, actor=actor)
    receipts.issue(handover, actor=actor)
    with pytest.raises(TransitionRefused):
        handovers.pack(handover, actor=actor)
    Document.objects.update(status="ready", file_key="0" * 64)
    handover_cast.on_cart(handover)
    handovers.pack(handover, actor=actor)
    assert handover.status == "packed"


def test_an_empty_appointment_is_not_packed(school, coordinator, actor):
    handover = handover_cast.planned(school, coordinator, allocations=[])
    with pytest.raises(TransitionRefused):
        handovers.pack(handover, actor=actor)


@pytest.mark.parametrize("make", [handover_cast.planned, handover_cast.with_receipts, handover_cast.packed])
def test_a_cancelled_appointment_gives_its_devices_back_to_the_shelf(school, coordinator, actor, make):
    handover = make(school, coordinator)
    pks = [row.pk for row in handover.allocations.all()]
    handovers.cancel(handover, actor=actor, reason="Schule geschlossen")
    assert handover.status == "cancelled"
    assert list(Allocation.objects.filter(pk__in=pks).values_list("status", "handover", "device__status")) == [
        ("reserved", None, "reserved"),
        ("reserved", None, "reserved"),
    ]
    assert not handover.receipts.active().exists()
    assert set(Document.objects.values_list("status", flat=True)) <= {"voided"}
    assert handover.events.last().note.text == "Schule geschlossen"


def test_a_cancelled_devices_next_appointment_gets_a_new_receipt(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    rows = list(handover.allocations.all())
    handovers.cancel(handover, actor=actor, reason="krank")
    again = handover_cast.with_receipts(school, coordinator, allocations=rows)
    assert again.receipts.active().count() == 2
    assert Document.objects.filter(status="ready").count() == 2


def test_while_a_receipt_is_being_made_nothing_is_cancelled(school, coordinator, actor):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=actor)
    with pytest.raises(TransitionRefused, match="wird noch erstellt"):
        handovers.cancel(handover, actor=actor, reason="krank")
    handover.refresh_from_db()
    assert (handover.status, handover.allocations.count()) == ("planned", 2)


def test_cancelling_asks_for_a_reason_and_is_over_once_under_way(school, coordinator, actor):
    with pytest.raises(TransitionRefused, match="warum"):
        handovers.cancel(handover_cast.planned(school, coordinator), actor=actor, reason=" ")
    with pytest.raises(TransitionRefused):
        handovers.cancel(handover_cast.under_way(school, coordinator), actor=actor, reason="zu spät")


def test_who_sees_an_appointment(
    school, coordinator, volunteer, senior_volunteer, school_user, other_school_user, donor_user
):
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    cast.institution(other_school_user)
    today = handover_cast.planned(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    later = handover_cast.planned(
        school, coordinator, starts_at=timezone.now() + timedelta(days=1), assigned=[volunteer]
    )
    seen = {person: set(Handover.objects.visible_to(person)) for person in (coordinator, school_user, volunteer)}
    assert seen == {coordinator: {today, later}, school_user: {today, later}, volunteer: {today}}
    for person in (senior_volunteer, other_school_user, donor_user, AnonymousUser()):
        assert not Handover.objects.visible_to(person).exists(), person


def test_somebody_with_two_roles_sees_what_both_may_see(school, coordinator, volunteer, school_user):
    from django.utils import timezone

    other = cast.institution()
    mine = handover_cast.planned(school, coordinator)
    helping = handover_cast.planned(other, coordinator, starts_at=timezone.now(), assigned=[school_user])
    school_user.groups.add(*volunteer.groups.all())
    person = type(school_user).objects.get(pk=school_user.pk)
    assert set(Handover.objects.visible_to(person)) == {mine, helping}


def test_a_reservation_with_a_standing_receipt_is_not_released(school, coordinator, actor):
    from custody.services import change_status

    handover = handover_cast.with_receipts(school, coordinator)
    allocation = handover.allocations.first()
    with pytest.raises(TransitionRefused, match="Nehmen Sie es zuerst von der Übergabe"):
        change_status(allocation, "released", actor=actor)
