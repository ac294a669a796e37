from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from custody.chain import broken_lines
from custody.lifecycle import TransitionRefused
from devices.models import Device
from devices.undo import undo_last_step
from documents.models import Document
from donations.models import Donation
from recipients import delivering, receipts, remainders, returning
from recipients.allocating import allocate
from recipients.models import Handover, NeedItem
from tests import cast
from tests.conftest import person
from tests.recipients import handover_cast
from tests.recipients.shared_world import shared_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two devices that have left for a school."""
    with shared_world(django_db_blocker):
        coordinator = person("Anna Berger", Role.COORDINATOR)
        school = cast.institution(person("Sabine Schule", Role.INSTITUTION))
        yield handover_cast.under_way(school, coordinator).pk


@pytest.fixture
def under_way(world, db):
    return Handover.objects.get(pk=world)


@pytest.fixture
def closed(under_way, actor):
    """Both were handed over."""
    delivering.confirm(under_way, exceptions={}, actor=actor)
    under_way.refresh_from_db()
    return under_way


@pytest.fixture
def coordinator(world, db):
    return User.objects.get(email="anna.berger@example.org")


@pytest.fixture
def school_user(world, db):
    return User.objects.get(email="sabine.schule@example.org")


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def at_school(school_user):
    return Actor.person(school_user)


@pytest.fixture
def school(under_way):
    return under_way.institution


@pytest.fixture
def elsewhere(db):
    """Another school, none of whose children wait."""
    return cast.institution()


def state(allocation):
    row = type(allocation).objects.select_related("device", "item__need", "handover").get(pk=allocation.pk)
    return row.status, row.device.status, row.item.need.status, row.handover.status if row.handover else None


@pytest.fixture
def excepted(under_way, actor):
    """A device that left and was not handed over."""
    allocation = under_way.allocations.order_by("pk").first()
    delivering.confirm(under_way, exceptions={allocation.pk: "Kind war krank"}, actor=actor)
    return allocation


def test_what_was_not_handed_over_is_expected_back_and_ready_after_a_look(excepted, volunteer):
    assert list(returning.expected_back()) == [excepted.device]
    device = returning.expected_back().get()
    returning.back_in_stock(device, actor=Actor.person(volunteer))
    assert device.status == "ready"
    assert not returning.expected_back().exists()


def test_a_device_on_its_way_is_not_expected_back(under_way, actor):
    assert not returning.expected_back().exists()
    with pytest.raises(TransitionRefused):
        returning.back_in_stock(under_way.allocations.first().device, actor=actor)


def test_a_device_that_came_back_can_be_given_to_the_next(excepted, school, coordinator, actor):
    returning.back_in_stock(returning.expected_back().get(), actor=actor)
    device = Device.objects.get(pk=excepted.device_id)
    need = cast.need(cast.request(school, coordinator))
    again = cast.allocation(device, need.items.get(), coordinator)
    handover = handover_cast.closed(school, coordinator, allocations=[again])
    assert state(again) == ("handed_over", "handed_over", "fulfilled", "closed")
    assert handover.receipts.active().count() == 1


def test_a_device_that_was_in_use_before_may_come_back_unused_later(closed, school, coordinator, actor):
    """Its first receipt stays valid and does not stand in the way."""
    first = closed.allocations.order_by("pk").first()
    returning.returned(first, actor=actor, reason="Abitur", replacement=False)
    Device.objects.filter(pk=first.device_id).update(status="ready")
    need = cast.need(cast.request(school, coordinator))
    second = cast.allocation(Device.objects.get(pk=first.device_id), need.items.get(), coordinator)
    later = handover_cast.under_way(school, coordinator, allocations=[second])
    delivering.confirm(later, exceptions={second.pk: "niemand da"}, actor=actor)
    returning.back_in_stock(returning.expected_back().get(), actor=actor)
    assert first.receipts.get().document.status == "ready"


@pytest.mark.parametrize(("replacement", "need"), [(True, "open"), (False, "fulfilled")])
def test_a_return_ends_the_allocation_and_reopens_the_need_if_asked(closed, actor, replacement, need):
    allocation = closed.allocations.order_by("pk").first()
    returning.returned(allocation, actor=actor, reason="Akku defekt", replacement=replacement)
    assert state(allocation) == ("returned", "returned", need, "closed")
    assert allocation.receipts.get().document.status == "ready"
    assert allocation.events.last().note.text == "Akku defekt"


def test_a_return_needs_a_reason_and_a_device_in_use(under_way, actor):
    allocation = under_way.allocations.first()
    with pytest.raises(TransitionRefused, match="warum"):
        returning.returned(allocation, actor=actor, reason="", replacement=False)
    with pytest.raises(TransitionRefused):
        returning.returned(allocation, actor=actor, reason="zurück", replacement=False)
    assert state(allocation) == ("delivered", "delivered", "reserved", "under_way")


def test_a_donation_stays_settled_after_a_return(under_way, actor):
    Donation.objects.update(status="received")
    delivering.confirm(under_way, exceptions={}, actor=actor)
    allocation = under_way.allocations.first()
    donation = allocation.device.donation
    donation.refresh_from_db()
    assert donation.status == "settled"
    returning.returned(allocation, actor=actor, reason="Umzug", replacement=False)
    donation.refresh_from_db()
    assert donation.status == "settled"


def test_a_confirmation_is_taken_back_everywhere_at_once(closed, actor):
    first, second = closed.allocations.order_by("pk")
    donation = Donation.objects.get(devices=first.device_id)
    returning.take_back(first, actor=actor, reason="falsches Kind")
    assert state(first) == ("delivered", "delivered", "reserved", "under_way")
    assert state(second) == ("handed_over", "handed_over", "fulfilled", "under_way")
    closed.refresh_from_db()
    donation.refresh_from_db()
    assert closed.confirmed_at is None
    assert donation.status == "received"
    device = Device.objects.get(pk=first.device_id)
    assert device.first_handed_over_at is None
    correction = device.events.last()
    assert (correction.kind, correction.new_status, correction.note.text) == ("corrected", "delivered", "falsches Kind")
    assert broken_lines(device.events.all()) == []


def test_it_can_be_confirmed_again_and_then_closes_again(closed, actor):
    first = closed.allocations.order_by("pk").first()
    returning.take_back(first, actor=actor, reason="falsch")
    delivering.confirm(closed, exceptions={}, actor=actor)
    assert state(first) == ("handed_over", "handed_over", "fulfilled", "closed")
    returning.take_back(first, actor=actor, reason="noch einmal falsch")
    assert state(first) == ("delivered", "delivered", "reserved", "under_way")


def test_a_scan_is_taken_back_and_the_handover_with_the_last_of_them(under_way, actor):
    first, second = under_way.allocations.order_by("pk")
    returning.take_back(first, actor=actor, reason="versehentlich")
    assert state(first) == ("reserved", "reserved", "reserved", "under_way")
    returning.take_back(second, actor=actor, reason="versehentlich")
    assert state(second) == ("reserved", "reserved", "reserved", "packed")
    assert delivering.scan_out(under_way, first.device.number, actor=actor).outcome == "ok"
    assert state(first) == ("delivered", "delivered", "reserved", "under_way")


def test_what_was_scanned_out_stands_on_no_shelf_and_is_back_on_it_when_the_scan_is_taken_back(
    school, coordinator, actor
):
    handover = handover_cast.packed(school, coordinator)
    first, second = handover.allocations.order_by("pk")
    shelf = cast.location()
    Device.objects.filter(pk=first.device_id).update(location=shelf)
    for allocation in (first, second):
        delivering.scan_out(handover, allocation.device.number, actor=actor)
        allocation.device.refresh_from_db()
        assert allocation.device.location is None
        returning.take_back(allocation, actor=actor, reason="versehentlich")
        allocation.device.refresh_from_db()
    assert (first.device.location, second.device.location) == (shelf, None)


def test_the_volunteer_who_scanned_may_take_it_back_for_a_day(school, coordinator, volunteer, senior_volunteer):
    handover = handover_cast.packed(school, coordinator)
    allocation = handover.allocations.first()
    delivering.scan_out(handover, allocation.device.number, actor=Actor.person(volunteer))
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        returning.take_back(allocation, actor=Actor.person(senior_volunteer), reason="nicht meins")
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        later = timezone.now() + timedelta(hours=25)
        returning.take_back(allocation, actor=Actor.person(volunteer), reason="zu spät", now=later)
    returning.take_back(allocation, actor=Actor.person(volunteer), reason="versehentlich")
    assert state(allocation) == ("reserved", "reserved", "reserved", "packed")


def test_the_school_may_take_its_own_confirmation_back_and_coordination_any(under_way, actor, at_school):
    first, second = under_way.allocations.order_by("pk")
    delivering.confirm(under_way, exceptions={}, actor=at_school)
    returning.take_back(first, actor=at_school, reason="falsches Kind")
    returning.take_back(second, actor=actor, reason="Anruf", now=timezone.now() + timedelta(days=30))
    assert state(second) == ("delivered", "delivered", "reserved", "under_way")


def test_the_school_may_not_take_coordinations_step_back(closed, at_school):
    allocation = closed.allocations.first()
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        returning.take_back(allocation, actor=at_school, reason="doch nicht")
    assert state(allocation) == ("handed_over", "handed_over", "fulfilled", "closed")


def test_nothing_is_taken_back_without_a_reason(closed, actor):
    allocation = closed.allocations.first()
    with pytest.raises(TransitionRefused, match="warum"):
        returning.take_back(allocation, actor=actor, reason=" ")
    assert state(allocation) == ("handed_over", "handed_over", "fulfilled", "closed")


@pytest.mark.parametrize("status", ["in_repair", "returned", "lost"])
def test_what_was_done_since_stands_in_the_way(closed, actor, status):
    allocation = closed.allocations.first()
    Device.objects.filter(pk=allocation.device_id).update(status=status)
    with pytest.raises(TransitionRefused, match="zurücknehmen"):
        returning.take_back(allocation, actor=actor, reason="doch nicht")


def test_a_repaired_device_is_not_taken_back_beyond_its_repair(closed, actor):
    from custody.services import change_status

    allocation = closed.allocations.first()
    for status in ("in_repair", "handed_over"):
        change_status(allocation.device, status, actor=actor)
    with pytest.raises(TransitionRefused, match="seither"):
        returning.take_back(allocation, actor=actor, reason="doch nicht")
    assert state(allocation) == ("handed_over", "handed_over", "fulfilled", "closed")


def test_a_reservation_is_not_taken_back_here(school, coordinator, actor):
    allocation = handover_cast.planned(school, coordinator).allocations.first()
    with pytest.raises(TransitionRefused, match="keinen Schritt"):
        returning.take_back(allocation, actor=actor, reason="doch nicht")


def undo(device, actor):
    device.refresh_from_db()
    undo_last_step(device, actor=actor, reason="doch nicht", anyone=True)


def test_on_the_devices_own_page_all_of_it_goes_back_too(closed, actor):
    allocation = closed.allocations.order_by("pk").first()
    undo(allocation.device, actor)
    assert state(allocation) == ("delivered", "delivered", "reserved", "under_way")


def test_a_return_is_taken_back_with_its_need(closed, actor):
    allocation = closed.allocations.order_by("pk").first()
    returning.returned(allocation, actor=actor, reason="Irrtum", replacement=True)
    undo(allocation.device, actor)
    assert state(allocation) == ("handed_over", "handed_over", "fulfilled", "closed")


def test_a_return_whose_need_has_another_device_stays(closed, coordinator, actor):
    allocation = closed.allocations.order_by("pk").first()
    returning.returned(allocation, actor=actor, reason="defekt", replacement=True)
    cast.allocation(handover_cast.erased_notebook(coordinator), allocation.item, coordinator)
    with pytest.raises(TransitionRefused, match="anderes Gerät"):
        undo(allocation.device, actor)
    assert state(allocation)[:2] == ("returned", "returned")


def test_back_in_stock_is_taken_back_to_expected_back(excepted, actor):
    device = returning.expected_back().get()
    returning.back_in_stock(device, actor=actor)
    undo(device, actor)
    assert list(returning.expected_back()) == [device]


def test_a_device_taken_off_the_paper_is_not_due_again(excepted, actor):
    handover = excepted.handover
    assert receipts.due(handover) == []
    assert Document.objects.filter(status="voided").count() == 1


def test_no_replacement_is_promised_by_a_request_that_was_withdrawn(under_way, actor):
    delivering.confirm(under_way, exceptions={}, actor=actor)
    allocation = under_way.allocations.select_related("item__need__request").first()
    type(allocation.item.need.request).objects.update(status="withdrawn")
    with pytest.raises(TransitionRefused, match="zurückgezogen"):
        returning.returned(allocation, actor=actor, reason="defekt", replacement=True)
    allocation.refresh_from_db()
    assert allocation.status == "handed_over"


def test_no_replacement_is_asked_for_twice_for_one_code(closed, school, coordinator, actor):
    allocation = closed.allocations.select_related("item__need").first()
    cast.need(cast.request(school, coordinator), pupil_code=allocation.item.need.pupil_code)
    with pytest.raises(TransitionRefused, match="wartet schon"):
        returning.returned(allocation, actor=actor, reason="defekt", replacement=True)
    assert state(allocation)[:3] == ("handed_over", "handed_over", "fulfilled")
    returning.returned(allocation, actor=actor, reason="defekt", replacement=False)


@pytest.mark.parametrize(("replacement", "open_items"), [(True, [1, 2]), (False, [2])])
def test_a_part_that_came_back_without_replacement_is_not_served_again(
    elsewhere, coordinator, actor, replacement, open_items
):
    need = cast.need(cast.request(elsewhere, coordinator), items=2, queued_since=cast.NOW)
    handover = cast.handover(elsewhere, coordinator)
    part = need.items.get(position=1)
    row = cast.allocation(cast.device(), part, coordinator, handover=handover, status="handed_over")
    type(need).objects.filter(pk=need.pk).update(status="reserved")
    returning.returned(row, actor=actor, reason="nicht gebraucht", replacement=replacement)
    need.refresh_from_db()
    assert need.status == "open"
    assert list(need.items.unpromised().values_list("position", flat=True)) == open_items


def test_a_set_is_fulfilled_without_the_part_that_nobody_asks_for_any_more(elsewhere, coordinator, actor):
    need = cast.need(cast.request(elsewhere, coordinator), items=2, queued_since=cast.NOW)
    need.items.filter(position=1).update(given_up=True)
    with pytest.raises(TransitionRefused, match="nicht mehr gewünscht"):
        allocate(item=need.items.get(position=1), device=cast.device(status="ready"), actor=actor)
    row = cast.allocation(handover_cast.erased_notebook(coordinator), need.items.get(position=2), coordinator)
    handover_cast.closed(elsewhere, coordinator, allocations=[row])
    assert state(row)[:3] == ("handed_over", "handed_over", "fulfilled")


def test_the_return_of_a_need_that_has_ended_is_not_taken_back(under_way, actor):
    delivering.confirm(under_way, exceptions={}, actor=actor)
    allocation = under_way.allocations.select_related("item__need", "device").first()
    returning.returned(allocation, actor=actor, reason="defekt", replacement=True)
    type(allocation.item.need).objects.filter(pk=allocation.item.need_id).update(status="withdrawn")
    with pytest.raises(TransitionRefused, match="Der Bedarf ist inzwischen beendet"):
        undo_last_step(Device.objects.get(pk=allocation.device_id), actor=actor, reason="falsch", anyone=True)
    assert Device.objects.get(pk=allocation.device_id).status == "returned"


def test_a_device_whose_reservation_ended_is_never_reserved_for_nobody(excepted, actor):
    device = Device.objects.get(pk=excepted.device_id)
    with pytest.raises(TransitionRefused, match="Die Zuteilung ist inzwischen beendet"):
        undo_last_step(device, actor=actor, reason="versehentlich", anyone=True)
    device.refresh_from_db()
    assert device.status == "delivered"


def test_a_return_stands_when_its_need_asks_for_something_else_by_now(closed, actor):
    allocation = closed.allocations.order_by("pk").first()
    returning.returned(allocation, actor=actor, reason="kaputt", replacement=True)
    NeedItem.objects.filter(pk=allocation.item_id).update(category=cast.category("monitor"))
    with pytest.raises(TransitionRefused, match="geändert"):
        undo_last_step(Device.objects.get(pk=allocation.device_id), actor=actor, reason="doch nicht", anyone=True)
    assert state(allocation) == ("returned", "returned", "open", "closed")


@pytest.fixture
def half(elsewhere, coordinator):
    """A computer in use, of a set whose monitor still waits."""
    rows = handover_cast.reserved(elsewhere, coordinator, needs=1)
    NeedItem.objects.create(need=rows[0].item.need, category=cast.category("monitor"), position=2)
    return handover_cast.closed(elsewhere, coordinator, allocations=rows).allocations.get()


def test_without_its_computer_nobody_waits_for_the_monitor_until_the_return_is_taken_back(half, actor):
    need = half.item.need
    returning.returned(half, actor=actor, reason="kaputt", replacement=False)
    assert (state(half)[2], set(need.items.values_list("given_up", flat=True))) == ("fulfilled", {True})
    assert need.events.get(kind="rest_given_up").note.text == "kaputt"
    undo_last_step(Device.objects.get(pk=half.device_id), actor=actor, reason="doch nicht", anyone=True)
    assert (state(half)[2], set(need.items.values_list("given_up", flat=True))) == ("reserved", {False})


def test_a_rest_that_was_closed_stays_closed_when_its_computer_came_back_since(half, actor):
    need = half.item.need
    remainders.close_remainder(need.request, reason="reicht", actor=actor)
    returning.returned(half, actor=actor, reason="weg", replacement=False)
    assert remainders.reopen_remainder(need.request, reason="doch", actor=actor) == 0
    assert (state(half)[2], set(need.items.values_list("given_up", flat=True))) == ("fulfilled", {True})


def test_a_replacement_that_is_asked_for_later_brings_the_monitor_along(half, actor):
    returning.returned(half, actor=actor, reason="kaputt", replacement=False)
    returning.ask_replacement(half, actor=actor)
    assert (state(half)[2], set(half.item.need.items.values_list("given_up", flat=True))) == ("open", {False})
