"""Who gets which device: one winner, nothing half done."""

from datetime import date

import pytest
from django.db import IntegrityError

from custody.lifecycle import TransitionRefused
from devices.models import Category
from devices.undo import undo_last_step
from recipients import allocating
from recipients.allocating import AlreadyAllocated, DoesNotFit
from recipients.models import Allocation, MinimumSpec, Need, NeedItem
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(school_user):
    return cast.request(cast.institution(school_user), school_user)


@pytest.fixture
def need(asked):
    return cast.need(asked)


@pytest.fixture
def device():
    return cast.device(status="ready")


@pytest.fixture
def allocate(coordinator, acting, now):
    def act(item, device, **options) -> Allocation:
        return allocating.allocate(item=item, device=device, actor=acting(coordinator), now=now, **options)

    return act


def states(device, need) -> tuple[str, str]:
    device.refresh_from_db()
    need.refresh_from_db()
    return device.status, need.status


def test_device_and_need_are_reserved_for_14_days(allocate, need, device, coordinator, now):
    allocation = allocate(need.items.get(), device)
    assert states(device, need) == ("reserved", "reserved")
    assert (allocation.status, allocation.held_until) == ("reserved", date(2026, 12, 8))
    event = allocation.events.get()
    assert (event.kind, event.actor, event.happened_at) == ("promised", coordinator, now)
    assert event.data == {"device": device.number, "item": need.items.get().pk, "held_until": "2026-12-08"}
    assert device.events.last().data == {"allocation": allocation.pk}


def test_a_date_may_be_given(allocate, need, device):
    assert allocate(need.items.get(), device, held_until=date(2027, 1, 15)).held_until == date(2027, 1, 15)


def test_what_is_asked_for_now_counts_not_what_was_read_before(allocate, need, device):
    read_before = need.items.select_related("category").get()
    NeedItem.objects.filter(pk=read_before.pk).update(category=cast.category("monitor"))
    with pytest.raises(DoesNotFit):
        allocate(read_before, device)


def test_a_device_is_promised_once(allocate, asked, need, device):
    other = cast.need(asked)
    allocate(need.items.get(), device)
    with pytest.raises(AlreadyAllocated, match=device.number):
        allocate(other.items.get(), device)
    assert states(device, other) == ("reserved", "open")
    assert Allocation.objects.count() == 1


def test_an_item_gets_one_device(allocate, need, device):
    second = cast.device(status="ready")
    allocate(need.items.get(), device)
    with pytest.raises(AlreadyAllocated):
        allocate(need.items.get(), second)
    assert states(second, need) == ("ready", "reserved")


def test_each_item_of_a_set_gets_its_own_device(allocate, asked, device):
    need = cast.need(asked, items=2)
    first, second = need.items.all()
    allocate(first, device)
    allocate(second, cast.device(status="ready"))
    assert Allocation.objects.active().filter(item__need=need).count() == 2


@pytest.mark.parametrize("fields", [{"status": "in_refurbishment"}, {"hold_kind": "part", "hold_since": cast.NOW}])
def test_a_device_that_is_not_free_is_not_promised(allocate, need, fields):
    device = cast.device(**{"status": "ready", **fields})
    with pytest.raises(AlreadyAllocated):
        allocate(need.items.get(), device)
    assert states(device, need)[1] == "open"
    assert not Allocation.objects.exists()


def test_a_device_that_does_not_fit_is_not_promised(allocate, need, device, reference):
    item = need.items.get()
    item.minimum_spec = MinimumSpec.objects.get(code="notebook-middle")
    item.save()
    monitor = cast.device(status="ready", category=Category.objects.get(code="monitor"))
    for wrong in (device, monitor):
        with pytest.raises(DoesNotFit, match=wrong.number):
            allocate(item, wrong)
        assert states(wrong, need) == ("ready", "open")


def test_a_need_that_does_not_wait_gets_nothing(allocate, school_user, need, device):
    sent = cast.request(need.request.institution, school_user, status="submitted")
    gone = cast.need(need.request, status="withdrawn")
    for idle in (cast.need(sent), gone):
        with pytest.raises(TransitionRefused):
            allocate(idle.items.get(), device)
    assert states(device, need) == ("ready", "open")


def test_a_need_that_is_paused_in_this_very_moment_gets_nothing(allocate, need, device, now, monkeypatch):
    """The yearly question pauses needs one by one: what counts is read under the need's lock."""
    before = allocating._takes_part

    def paused_afterwards(item: NeedItem) -> None:
        before(item)
        Need.objects.filter(pk=need.pk).update(paused_on=now.date())

    monkeypatch.setattr(allocating, "_takes_part", paused_afterwards)
    with pytest.raises(TransitionRefused, match="ruht, bis"):
        allocate(need.items.get(), device)
    assert states(device, need) == ("ready", "open")


def test_the_constraints_are_the_last_word(allocate, need, device, coordinator, monkeypatch):
    cast.allocation(cast.device(status="ready"), need.items.get(), coordinator)
    monkeypatch.setattr(allocating, "_lock_waiting_need", lambda item: need)
    with pytest.raises(AlreadyAllocated) as refusal:
        allocate(need.items.get(), device)
    assert isinstance(refusal.value.__cause__, IntegrityError)
    assert states(device, need) == ("ready", "reserved")


def test_released_the_device_is_ready_and_the_need_waits_in_its_old_place(allocate, need, device, coordinator, acting):
    before = need.queued_since
    allocation = allocate(need.items.get(), device)
    allocating.release(allocation, reason="Doch kein Bedarf", actor=acting(coordinator))
    assert states(device, need) == ("ready", "open")
    assert (allocation.status, need.queued_since) == ("released", before)
    assert allocation.events.last().note.text == "Doch kein Bedarf"
    assert allocate(need.items.get(), device).status == "reserved"


def test_releasing_takes_a_reason_and_happens_once(allocate, need, device, coordinator, acting):
    allocation = allocate(need.items.get(), device)
    with pytest.raises(TransitionRefused):
        allocating.release(allocation, reason=" ", actor=acting(coordinator))
    allocating.release(allocation, reason="Tausch", actor=acting(coordinator))
    with pytest.raises(TransitionRefused):
        allocating.release(allocation, reason="Tausch", actor=acting(coordinator))


def test_what_has_left_is_not_released(need, device, coordinator, acting):
    handover = cast.handover(need.request.institution, coordinator)
    allocation = cast.allocation(device, need.items.get(), coordinator, status="delivered", handover=handover)
    with pytest.raises(TransitionRefused):
        allocating.release(allocation, reason="Tausch", actor=acting(coordinator))
    assert states(device, need)[0] == "delivered"


def test_a_device_on_a_receipt_is_not_released(allocate, need, device, coordinator, acting):
    allocation = allocate(need.items.get(), device)
    receipt = cast.handover(need.request.institution, coordinator).receipts.create(need=need, document=cast.document())
    receipt.allocations.add(allocation)
    with pytest.raises(TransitionRefused):
        allocating.release(allocation, reason="Tausch", actor=acting(coordinator))
    assert states(device, need) == ("reserved", "reserved")


def test_swapping_exchanges_the_device_in_one_step(allocate, need, device, coordinator, acting, now):
    handover = cast.handover(need.request.institution, coordinator)
    old = allocate(need.items.get(), device, held_until=date(2026, 12, 1))
    Allocation.objects.filter(pk=old.pk).update(handover=handover)
    old.refresh_from_db()
    better = cast.device(status="ready")
    new = allocating.swap(old, device=better, reason="Scharnier gebrochen", actor=acting(coordinator), now=now)
    assert states(device, need) == ("ready", "reserved")
    assert states(better, need) == ("reserved", "reserved")
    assert (new.held_until, new.handover, new.device) == (date(2026, 12, 1), handover, better)
    assert (old.status, old.handover) == ("released", None)
    assert new.events.last().data == {"instead_of": old.pk}


def test_a_swap_that_fails_changes_nothing(allocate, asked, need, device, coordinator, acting):
    taken = cast.device(status="ready")
    allocate(cast.need(asked).items.get(), taken)
    old = allocate(need.items.get(), device)
    with pytest.raises(AlreadyAllocated):
        allocating.swap(old, device=taken, reason="Tausch", actor=acting(coordinator))
    old.refresh_from_db()
    assert old.status == "reserved"
    assert states(device, need) == ("reserved", "reserved")


def test_taking_the_step_reserved_back_on_the_device_releases_it(allocate, need, device, coordinator, acting):
    allocate(need.items.get(), device)
    undo_last_step(device, actor=acting(coordinator), reason="Verklickt", anyone=True)
    assert states(device, need) == ("ready", "open")


def test_a_volunteer_does_not_take_a_reservation_back(allocate, need, device, volunteer, acting):
    allocate(need.items.get(), device)
    with pytest.raises(TransitionRefused):
        undo_last_step(device, actor=acting(volunteer), reason="Verklickt", anyone=False)
    assert states(device, need) == ("reserved", "reserved")


def test_a_release_is_not_taken_back_but_reserved_anew(allocate, need, device, coordinator, acting):
    allocation = allocate(need.items.get(), device)
    allocating.release(allocation, reason="Tausch", actor=acting(coordinator))
    device.refresh_from_db()
    with pytest.raises(TransitionRefused):
        undo_last_step(device, actor=acting(coordinator), reason="Doch", anyone=True)
    assert states(device, need) == ("ready", "open")
