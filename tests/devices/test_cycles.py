"""A device that was out of the house begins a new cycle, on whatever way it comes back."""

from datetime import timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices import stages, undo
from devices.cycles import were_out
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


def lost_and_found(device, actor):
    stages.report_lost(device, actor=actor, reason="kam nie zurück")
    stages.report_found(device, actor=actor, reason="")
    device.refresh_from_db()
    return device


@pytest.fixture
def loan_found_again(school_user, coordinator, actor):
    """On loan to a school, its disk erased before; lost there, and found."""
    device = cast.device(status="ready", status_since=cast.NOW)
    cast.medium(device, status="erased", status_since=cast.NOW - timedelta(days=90))
    school = cast.institution(school_user)
    need = cast.need(cast.request(school, school_user), agreement="loan", pupil_code="")
    handover = cast.handover(school, coordinator)
    cast.allocation(device, need.items.get(), coordinator, status="handed_over", handover=handover)
    return lost_and_found(device, actor)


def test_found_after_use_its_disk_is_erased_again_in_a_new_cycle(loan_found_again, actor):
    device = loan_found_again
    assert were_out([device.pk]) == {device.pk}
    stages.start_refurbishment(device, actor=actor)
    device.refresh_from_db()
    disk = device.media.get()
    assert (device.cycle, device.unsettled_media, disk.status, disk.cycle) == (2, 1, "pending", 2)
    assert were_out([device.pk]) == set()


@pytest.mark.parametrize("end", ["rejected", "recycled", "dismantled"])
def test_found_after_use_it_does_not_go_for_good_with_what_the_pupil_wrote(loan_found_again, actor, end):
    with pytest.raises(TransitionRefused, match="nicht in unserer Hand"):
        stages.end(loan_found_again, end, actor=actor, reason="alt")
    loan_found_again.media.update(status="destroyed")
    stages.end(loan_found_again, end, actor=actor, reason="alt")
    loan_found_again.refresh_from_db()
    assert loan_found_again.status == end


def test_its_new_cycle_is_not_taken_back(loan_found_again, actor):
    stages.start_refurbishment(loan_found_again, actor=actor)
    with pytest.raises(TransitionRefused, match="Durchlauf"):
        undo.undo_last_step(loan_found_again, actor=actor, reason="vertippt", anyone=True)


def test_missed_and_found_in_the_house_it_goes_on_in_its_cycle(actor):
    device = cast.device()
    stages.start_refurbishment(device, actor=actor)
    cast.medium(device, status="erased")
    lost_and_found(device, actor)
    stages.start_refurbishment(device, actor=actor)
    device.refresh_from_db()
    assert (device.cycle, device.unsettled_media) == (1, 0)


def test_came_back_from_a_handover_and_missed_since_it_begins_a_new_cycle(actor):
    device = cast.device(status="delivered")
    change_status(device, "ready", actor=actor)
    lost_and_found(device, actor)
    stages.start_refurbishment(device, actor=actor)
    device.refresh_from_db()
    assert device.cycle == 2


@pytest.fixture
def ready(actor):
    """On the shelf, its disk erased before; never given out."""
    device = cast.device(status="ready", status_since=cast.NOW)
    cast.medium(device, status="erased", status_since=cast.NOW - timedelta(days=9))
    return device


def test_missed_from_the_shelf_and_found_it_begins_a_new_cycle_as_nobody_knows_who_had_it(ready, actor):
    device = lost_and_found(ready, actor)
    assert were_out([device.pk]) == {device.pk}
    with pytest.raises(TransitionRefused, match="nicht in unserer Hand"):
        stages.end(device, "recycled", actor=actor, reason="alt")
    stages.start_refurbishment(device, actor=actor)
    device.refresh_from_db()
    assert (device.cycle, device.unsettled_media, device.media.get().status) == (2, 1, "pending")
    assert were_out([device.pk]) == set()


def test_a_loss_that_was_reported_by_mistake_and_taken_back_begins_none(ready, actor):
    stages.report_lost(ready, actor=actor, reason="verzählt")
    undo.undo_last_step(ready, actor=actor, reason="lag daneben", anyone=True)
    stages.send_back(ready, actor=actor, reason="Display")
    lost_and_found(ready, actor)
    stages.start_refurbishment(ready, actor=actor)
    ready.refresh_from_db()
    assert (ready.cycle, ready.unsettled_media) == (1, 0)
