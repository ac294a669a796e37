"""What goes with a device, and comes back with it."""

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices import stages
from devices.accessories.giving import (
    assign,
    lacks_power,
    said_on_paper,
    suggestions,
    take_off,
    with_device,
    without_power,
)
from devices.models import AccessoryAssignment, Device
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def notebook():
    return cast.device(status="in_refurbishment")


@pytest.fixture
def supplies():
    return stock_cast.accessories()


def count(stock) -> int:
    stock.refresh_from_db()
    return stock.count


def test_one_piece_leaves_the_stock_with_the_device_and_both_say_so(actor, notebook, supplies):
    assign(notebook, supplies, actor=actor, now=cast.NOW)
    movement = supplies.movements.get()
    assert (count(supplies), movement.kind, movement.change, movement.device) == (9, "given", -1, notebook)
    assert notebook.events.get().kind == "accessory_assigned"
    assert [str(row.stock) for row in with_device(notebook)] == ["Netzteil USB-C 65 W"]


def test_taken_off_it_is_in_stock_again_once(actor, notebook, supplies):
    assignment = assign(notebook, supplies, actor=actor)
    take_off(assignment, actor=actor)
    with pytest.raises(TransitionRefused, match="schon"):
        take_off(assignment, actor=actor)
    assert count(supplies) == 10
    assert not with_device(notebook)
    assert list(notebook.events.values_list("kind", flat=True)) == ["accessory_assigned", "accessory_taken_off"]


def test_one_of_a_kind_goes_with_a_device(actor, notebook, supplies):
    assign(notebook, supplies, actor=actor)
    with pytest.raises(TransitionRefused, match="dieser Art"):
        assign(notebook, stock_cast.accessories(watts=90), actor=actor)
    assign(notebook, stock_cast.accessories("mouse", "", None), actor=actor)
    assert with_device(notebook).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessoryAssignment.objects.create(device=notebook, kind=supplies.kind, stock=supplies, assigned_at=cast.NOW)


def test_the_last_one_is_given_once(actor, supplies):
    last = stock_cast.accessories(watts=45, count=1)
    assign(cast.device(), last, actor=actor)
    with pytest.raises(TransitionRefused, match="Netzteil USB-C 45 W"):
        assign(cast.device(), last, actor=actor)
    assert count(last) == 0


@pytest.mark.parametrize("status", ["delivered", "handed_over", "recycled", "registered", "lost"])
def test_nothing_is_changed_on_a_device_that_is_not_in_the_house(actor, supplies, status):
    with pytest.raises(TransitionRefused, match="nicht in der Werkstatt"):
        assign(cast.device(status=status), supplies, actor=actor)
    assert count(supplies) == 10


@pytest.mark.parametrize(
    ("old", "new"), [("handed_over", "returned"), ("received", "recycled"), ("received", "rejected")]
)
def test_it_comes_back_with_the_device_or_at_its_end(actor, supplies, old, new):
    device = cast.device_without_media(status="received")
    assign(device, supplies, actor=actor)
    Device.objects.filter(pk=device.pk).update(status=old)
    device.refresh_from_db()
    change_status(device, new, actor=actor)
    assert count(supplies) == 10
    assert not with_device(device)
    assert device.events.last().kind == "accessory_taken_off"


def test_a_broken_power_supply_is_exchanged_in_repair(actor, supplies):
    device = cast.device(status="in_repair")
    broken = assign(device, supplies, actor=actor)
    take_off(broken, actor=actor)
    assign(device, supplies, actor=actor)
    assert (count(supplies), with_device(device).count()) == (9, 1)


def test_a_lost_device_keeps_what_went_with_it(actor, notebook, supplies):
    assign(notebook, supplies, actor=actor)
    stages.report_lost(notebook, actor=actor, reason="fehlt bei der Inventur")
    assert (count(supplies), with_device(notebook).count()) == (9, 1)


def test_what_went_with_the_same_model_before_is_suggested_first(actor, notebook, supplies):
    slim = stock_cast.accessories(plug="lenovo_slim_tip", count=2)
    cord = stock_cast.accessories("power_cord", "c5", None, count=30)
    stock_cast.accessories(watts=90, count=0)
    stock_cast.accessories("mouse", "", None)
    assert suggestions(notebook) == [supplies, slim, cord]
    assign(cast.device(model="latitude e5530"), slim, actor=actor)
    assert suggestions(notebook) == [slim, supplies, cord]
    assert suggestions(cast.device(model="ThinkPad T460")) == [supplies, slim, cord]


def test_a_notebook_lacks_power_until_some_is_assigned(actor, notebook, supplies):
    mouse = stock_cast.accessories("mouse", "", None)
    assign(notebook, mouse, actor=actor)
    assert lacks_power(notebook)
    assert list(without_power(Device.objects.all())) == [notebook]
    assign(notebook, supplies, actor=actor)
    assert not lacks_power(notebook)


def test_what_needs_no_power_supply_lacks_none_and_what_has_just_come_is_not_asked():
    peripheral = cast.device(status="ready", category=cast.category("peripheral"))
    assert not lacks_power(peripheral)
    assert not lacks_power(cast.device(status="received"))


def test_papers_name_it_in_german_before_the_free_text(actor, supplies):
    device = cast.device(accessories="Tasche")
    assert said_on_paper(device) == "Tasche"
    assign(device, supplies, actor=actor)
    taken_off = assign(device, stock_cast.accessories("mouse", "", None), actor=actor)
    take_off(taken_off, actor=actor)
    assert said_on_paper(device) == "Netzteil USB-C 65 W, Tasche"
