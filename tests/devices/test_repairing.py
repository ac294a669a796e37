"""Repair: the device stays its holder's; what is exchanged is erased or given back first."""

from datetime import timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.device_steps import STEPS, open_steps
from devices.enums import MediumStatus
from devices.erasure import Settlement, settle_by_hand
from devices.loose_media import replaced_in_repair
from devices.media import add_medium
from devices.repairing import begin_repair, give_back
from devices.undo import undo_last_step
from recipients.models import Allocation
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=2)


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def in_use(coordinator, school_user):
    school = cast.institution(school_user)
    item = cast.need(cast.request(school, school_user)).items.get()
    device, handover = cast.device(status="ready"), cast.handover(school, coordinator)
    cast.medium(device, status="erased", entered_at=cast.NOW)
    return cast.allocation(device, item, coordinator, status="handed_over", handover=handover).device


@pytest.fixture
def in_repair(in_use, actor):
    begin_repair(in_use, actor=actor, reason="Display flackert", location=cast.location(), now=cast.NOW)
    in_use.refresh_from_db()
    return in_use


def test_holder_and_allocation_stay_there_and_back(in_repair, actor):
    assert (in_repair.status, in_repair.location.code) == ("in_repair", "shelf-a-01")
    give_back(in_repair, actor=actor)
    in_repair.refresh_from_db()
    assert (in_repair.status, Allocation.objects.get().status) == ("handed_over", "handed_over")


def test_an_exchanged_disk_is_given_back_against_signature_first(in_repair, actor, volunteer):
    disk = in_repair.media.get()
    replaced_in_repair(disk, actor=actor, reason="Platte klackert", now=LATER)
    with pytest.raises(TransitionRefused, match="noch zu löschen"):
        give_back(in_repair, actor=actor)
    signed = cast.evidence(in_repair, volunteer, kind="photo")
    settlement = Settlement(outcome=MediumStatus.RETURNED_TO_DONOR, finished_at=LATER, evidence=signed)
    disk.refresh_from_db()
    settle_by_hand(disk, settlement, actor=actor, now=LATER)
    give_back(in_repair, actor=actor)
    in_repair.refresh_from_db()
    assert (in_repair.status, in_repair.events.get(kind="medium_replaced").note.text) == (
        "handed_over",
        "Platte klackert",
    )


def test_a_disk_built_in_keeps_the_device_here_until_it_is_erased(in_repair, actor):
    add_medium(in_repair, {"kind": "ssd", "serial": "NEW1"}, actor=actor)
    with pytest.raises(TransitionRefused, match="noch zu löschen"):
        give_back(in_repair, actor=actor)


def test_taking_in_can_be_taken_back(in_repair, actor):
    undo_last_step(in_repair, actor=actor, reason="falsches Gerät", anyone=False)
    in_repair.refresh_from_db()
    assert in_repair.status == "handed_over"


@pytest.mark.parametrize("status", ["ready", "delivered", "returned", "in_refurbishment"])
def test_only_what_is_in_use_is_repaired(actor, status):
    device = cast.device(status=status)
    with pytest.raises(TransitionRefused):
        begin_repair(device, actor=actor, reason="defekt")
    with pytest.raises(TransitionRefused):
        give_back(device, actor=actor)


def test_a_repair_says_what_is_broken(in_use, actor):
    with pytest.raises(TransitionRefused):
        begin_repair(in_use, actor=actor, reason="  ")


def test_an_exchange_has_a_reason_and_happens_in_repair(in_use, actor):
    with pytest.raises(TransitionRefused, match="Reparatur"):
        replaced_in_repair(in_use.media.get(), actor=actor, reason="defekt")
    begin_repair(in_use, actor=actor, reason="Display")
    with pytest.raises(TransitionRefused, match="Grund"):
        replaced_in_repair(in_use.media.get(), actor=actor, reason=" ")


def test_the_page_offers_the_steps(in_use, volunteer, actor):
    def offered():
        return {step.url.rstrip("/").rsplit("/", 1)[-1]: step.why_not for step in open_steps(in_use, volunteer)}

    assert "repair" in offered() and "give-back" not in offered()
    begin_repair(in_use, actor=actor, reason="Display")
    in_use.refresh_from_db()
    assert offered()["give-back"] == "" and "repair" not in offered()


def test_a_defect_of_a_reserved_device_is_not_blocked_by_its_promise(coordinator, school_user, volunteer):
    need = cast.need(cast.request(cast.institution(school_user), school_user))
    reserved = cast.allocation(cast.device(status="ready"), need.items.get(), coordinator).device
    assert STEPS["back"].why_not(reserved, volunteer) == ""
    STEPS["back"].do(reserved, Actor.person(volunteer), {"reason": "Scharnier gebrochen"})
    reserved.refresh_from_db()
    assert (reserved.status, Allocation.objects.get().status) == ("in_refurbishment", "released")
