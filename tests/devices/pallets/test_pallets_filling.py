"""Only what may leave for good stands on a pallet."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.loose_media import put_aside
from devices.models import PalletLine, RecyclingGoods
from devices.pallets.filling import open_pallet, put_device, put_goods, put_medium, take_off
from devices.undo import undo_last_step
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(senior_volunteer):
    return Actor.person(senior_volunteer)


@pytest.fixture
def pallet(actor):
    return open_pallet(actor=actor, now=cast.NOW)


def test_pallets_are_numbered_by_the_year(actor):
    numbers = [open_pallet(actor=actor, now=cast.NOW).number for _time in range(2)]
    assert numbers == ["P-2026-0001", "P-2026-0002"]


@pytest.mark.parametrize("status", ["recycled", "dismantled"])
def test_a_device_at_its_end_goes_on_one_pallet(actor, pallet, status):
    device = cast.device(status=status)
    line = put_device(pallet, device, actor=actor)
    assert (line.device, line.added_by) == (device, actor.user)
    assert device.events.get().data == {"pallet": pallet.pk}
    with pytest.raises(TransitionRefused, match=f"steht schon auf Palette {pallet.number}"):
        put_device(open_pallet(actor=actor), device, actor=actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PalletLine.objects.create(pallet=open_pallet(actor=actor), device=device, added_at=cast.NOW)


@pytest.mark.parametrize("status", ["received", "in_refurbishment", "ready", "rejected", "lost", "handed_over"])
def test_nothing_leaves_that_nobody_gave_to_recycling(actor, pallet, status):
    device = cast.device(status=status)
    with pytest.raises(TransitionRefused, match="erst zum Recycling"):
        put_device(pallet, device, actor=actor)
    assert not pallet.lines.exists()


def test_the_decision_and_the_pallet_are_one_step(actor, pallet):
    device = cast.device_without_media(status="in_refurbishment")
    put_device(pallet, device, actor=actor, recycle_reason="Scharnier gebrochen")
    device.refresh_from_db()
    assert (device.status, device.pallet_line.pallet) == ("recycled", pallet)
    assert [event.kind for event in device.events.all()] == ["status_changed", "put_on_pallet"]


def test_a_device_with_an_open_medium_stays_whatever_is_decided(actor, pallet):
    device = cast.device(status="in_refurbishment")
    cast.medium(device)
    for reason in ("", "Scharnier gebrochen"):
        with pytest.raises(TransitionRefused, match="noch zu löschen"):
            put_device(pallet, device, actor=actor, recycle_reason=reason)
    device.refresh_from_db()
    assert (device.status, pallet.lines.count()) == ("in_refurbishment", 0)


@pytest.mark.parametrize("status", ["erased", "destroyed"])
def test_a_loose_medium_that_is_settled_goes_on(actor, pallet, status):
    medium = cast.medium(cast.device(), device=None, status=status)
    assert put_medium(pallet, medium, actor=actor).medium == medium
    with pytest.raises(TransitionRefused, match="schon auf Palette"):
        put_medium(pallet, medium, actor=actor)


@pytest.mark.parametrize("status", ["pending", "removed", "returned_to_donor", "lost"])
def test_a_medium_that_may_hold_data_stays(actor, pallet, status):
    medium = cast.medium(cast.device(), device=None, status=status, location=cast.location())
    with pytest.raises(TransitionRefused, match="nur gelöschte oder zerstörte"):
        put_medium(pallet, medium, actor=actor)


def test_an_erased_medium_inside_its_device_goes_with_it(actor, pallet):
    device = cast.device(status="recycled")
    with pytest.raises(TransitionRefused, match=f"steckt in {device.number}"):
        put_medium(pallet, cast.medium(device, status="erased"), actor=actor)


def test_an_erased_medium_that_was_put_aside_goes_on(actor, pallet):
    medium = cast.medium(cast.device(status="in_refurbishment"), status="erased")
    put_aside(medium, cast.location(), actor=actor)
    assert put_medium(pallet, medium, actor=actor).medium == medium


def test_goods_say_how_much(actor, pallet):
    cables = RecyclingGoods.objects.get(code="cables")
    line = put_goods(pallet, cables, kg=Decimal("12.5"), actor=actor)
    assert (line.kg, line.pieces) == (Decimal("12.5"), None)
    for wrong in ({}, {"kg": Decimal("0")}, {"pieces": 0}, {"kg": Decimal("-1")}):
        with pytest.raises(TransitionRefused, match="Gewicht"):
            put_goods(pallet, cables, actor=actor, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PalletLine.objects.create(pallet=pallet, goods=cables, added_at=cast.NOW)


def test_taken_off_it_may_go_on_another(actor, pallet):
    device = cast.device(status="recycled")
    line = put_device(pallet, device, actor=actor)
    take_off(line, actor=actor)
    with pytest.raises(TransitionRefused, match="schon abgenommen"):
        take_off(line, actor=actor)
    assert [event.kind for event in pallet.events.all()] == ["pallet_opened", "line_added", "line_removed"]
    put_device(open_pallet(actor=actor), device, actor=actor)


def test_recycling_is_not_taken_back_from_under_a_pallet(actor, pallet):
    device = cast.device_without_media(status="received")
    line = put_device(pallet, device, actor=actor, recycle_reason="Wasserschaden")
    device.refresh_from_db()
    with pytest.raises(TransitionRefused, match=f"Es steht auf Palette {pallet.number}"):
        undo_last_step(device, actor=actor, reason="doch gut", anyone=False)
    take_off(line, actor=actor)
    undo_last_step(device, actor=actor, reason="doch gut", anyone=False)
    device.refresh_from_db()
    assert device.status == "received"
