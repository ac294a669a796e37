"""A device becomes spare parts."""

from decimal import Decimal

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Part, PartKind
from devices.parts.dismantling import dismantle, proposed
from devices.parts.stock import NewPart, build_in, scrap
from devices.undo import undo_last_step
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(senior_volunteer):
    return Actor.person(senior_volunteer)


@pytest.fixture
def rows(reference):
    return [NewPart(PartKind.objects.get(code="ram"), 2, "4 GB")]


def test_the_device_ends_and_its_parts_are_in_stock(actor, rows):
    device = cast.device_without_media(status="in_refurbishment")
    parts = dismantle(device, rows, location=cast.location(), actor=actor, reason="Display gebrochen")
    device.refresh_from_db()
    assert (device.status, len(parts)) == ("dismantled", 2)
    assert [event.kind for event in device.events.all()] == ["status_changed", "part_taken", "part_taken"]


def test_an_open_medium_keeps_the_device_and_its_parts(actor, rows):
    device = cast.device(status="in_refurbishment")
    cast.medium(device)
    with pytest.raises(TransitionRefused, match="noch zu löschen"):
        dismantle(device, rows, location=cast.location(), actor=actor, reason="defekt")
    device.refresh_from_db()
    assert device.status == "in_refurbishment"
    assert not Part.objects.exists()


def test_parts_that_were_built_in_come_back_into_stock(actor):
    device, part, shelf = cast.device_without_media(status="in_refurbishment"), stock_cast.part(), cast.location()
    build_in(part, device, actor=actor)
    with pytest.raises(TransitionRefused, match="wohin die Teile"):
        dismantle(device, [], location=None, actor=actor, reason="defekt")
    assert dismantle(device, [], location=shelf, actor=actor, reason="defekt") == [part]
    part.refresh_from_db()
    assert (part.status, part.location) == ("in_stock", shelf)


def test_a_device_of_no_use_gives_no_parts(actor):
    device = cast.device_without_media(status="received")
    assert dismantle(device, [], location=None, actor=actor, reason="Wasserschaden") == []
    device.refresh_from_db()
    assert device.status == "dismantled"


def test_the_form_proposes_the_usual_parts_with_what_is_known(reference):
    device = cast.device(ram_mib=8192, battery_health=Decimal("0.815"), display="15,6″, 1920 × 1080")
    said = {row.kind.code: (row.count, row.capacity) for row in proposed(device)}
    assert said == {
        "ram": (0, "8 GB"),
        "battery": (0, "82 %"),
        "display": (0, "15,6″, 1920 × 1080"),
        "keyboard": (0, ""),
        "wifi": (0, ""),
        "mainboard": (0, ""),
    }
    assert {row.kind.code for row in proposed(cast.device(category=cast.category("printer")))} == {"ram", "other"}


def test_it_is_whole_again_only_when_no_part_of_it_is_elsewhere(actor, rows):
    device = cast.device_without_media(status="in_refurbishment")
    parts = dismantle(device, rows, location=cast.location(), actor=actor, reason="defekt")
    device.refresh_from_db()
    with pytest.raises(TransitionRefused, match=f"{parts[0].number}, {parts[1].number}"):
        undo_last_step(device, actor=actor, reason="falsches Gerät", anyone=False)
    for part in parts:
        scrap(part, reason="versehentlich erfasst", actor=actor)
    undo_last_step(device, actor=actor, reason="falsches Gerät", anyone=False)
    device.refresh_from_db()
    assert device.status == "in_refurbishment"
