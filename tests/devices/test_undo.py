"""Taking the last step back, while nothing builds on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices import stages, undo
from devices.checking import pass_remaining, sign_and_make_ready
from devices.enums import DeviceStatus
from devices.media import add_medium, say_no_medium
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def take_back(device, by, reason="vertippt", anyone=False, now=None):
    undo.undo_last_step(device, actor=Actor.person(by), reason=reason, anyone=anyone, now=now)
    device.refresh_from_db()


@pytest.fixture
def started(volunteer):
    device = cast.device(status="received")
    stages.start_refurbishment(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    return device


def test_its_author_may_for_24_hours(started, volunteer):
    take_back(started, volunteer)
    assert started.status == "received"
    assert started.events.get(kind="corrected").note.text == "vertippt"


def test_somebody_else_and_late_only_coordination(started, volunteer, senior_volunteer, coordinator):
    later = timezone.now() + timedelta(hours=25)
    for person, now in ((senior_volunteer, None), (volunteer, later)):
        with pytest.raises(TransitionRefused):
            take_back(started, person, now=now)
    take_back(started, coordinator, anyone=True, now=later)
    assert started.status == "received"


def test_a_reason_is_needed(started, volunteer):
    with pytest.raises(TransitionRefused):
        take_back(started, volunteer, reason=" ")


def test_not_twice(started, volunteer):
    take_back(started, volunteer)
    assert undo.last_step(started) is None
    with pytest.raises(TransitionRefused):
        take_back(started, volunteer)


def test_work_that_was_done_keeps_the_start(started, volunteer):
    pass_remaining(started, actor=Actor.person(volunteer))
    with pytest.raises(TransitionRefused, match="Prüfschritte"):
        take_back(started, volunteer)


def test_evidence_keeps_the_arrival(volunteer):
    device = cast.device(status="registered")
    change_status(device, DeviceStatus.RECEIVED, actor=Actor.person(volunteer))
    add_medium(device, {"kind": "ssd"}, actor=Actor.person(volunteer))
    with pytest.raises(TransitionRefused, match="Datenträger"):
        take_back(device, volunteer)


def test_ready_can_be_taken_back_and_is_signed_again(started, volunteer, senior_volunteer):
    say_no_medium(started, actor=Actor.person(volunteer))
    pass_remaining(started, actor=Actor.person(volunteer))
    sign_and_make_ready(started, actor=Actor.person(senior_volunteer))
    started.refresh_from_db()
    take_back(started, senior_volunteer)
    assert started.status == "in_refurbishment"
    assert not started.quality_controls.filter(withdrawn_at=None).exists()


def test_a_step_back_to_refurbishment_is_not_taken_back_past_the_signature(volunteer):
    device = cast.device(status="ready")
    stages.send_back(device, actor=Actor.person(volunteer), reason="defekt")
    device.refresh_from_db()
    with pytest.raises(TransitionRefused, match="Endkontrolle"):
        take_back(device, volunteer)


def test_a_new_cycle_is_not_taken_back(volunteer):
    device = cast.device(status="returned")
    stages.start_refurbishment(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    with pytest.raises(TransitionRefused, match="Durchlauf"):
        take_back(device, volunteer)


def test_a_loss_is_taken_back_with_its_media(senior_volunteer, coordinator):
    device = cast.device()
    disk = cast.medium(device)
    stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="weg")
    device.refresh_from_db()
    take_back(device, senior_volunteer)
    disk.refresh_from_db()
    assert (device.status, device.unsettled_media, disk.status) == ("received", 1, "pending")


class TestWithAnAllocation:
    @pytest.fixture
    def nobody_registered(self, monkeypatch):
        monkeypatch.setattr(undo, "_REGISTERED", {})

    @pytest.fixture
    def reserved(self, volunteer):
        device = cast.device(status="ready")
        device.events.create(
            sequence=1,
            kind="status_changed",
            old_status="ready",
            new_status="reserved",
            happened_at=cast.NOW,
            recorded_at=cast.NOW,
            via="person",
            actor=volunteer,
        )
        type(device).objects.filter(pk=device.pk).update(status="reserved")
        device.refresh_from_db()
        return device

    def test_nobody_registered_refuses(self, nobody_registered, reserved, volunteer):
        with pytest.raises(TransitionRefused, match="Zuteilung"):
            take_back(reserved, volunteer)

    def test_who_registered_is_asked(self, nobody_registered, reserved, volunteer):
        asked = []
        undo.register(["reserved"], lambda device, **options: asked.append((device, options["reason"])))
        take_back(reserved, volunteer)
        assert asked == [(reserved, "vertippt")]


@pytest.mark.parametrize("status", ["declined", "cancelled"])
def test_nothing_of_a_refused_donation_is_awaited_again(volunteer, status):
    device = cast.device(status="registered", donation=cast.donation(status=status))
    change_status(device, DeviceStatus.REJECTED, actor=Actor.person(volunteer))
    with pytest.raises(TransitionRefused, match="abgelehnt oder zurückgezogen"):
        take_back(device, volunteer)
    device.refresh_from_db()
    assert device.status == "rejected"


def test_a_refusal_of_one_device_is_taken_back_while_its_donation_is_expected(volunteer):
    device = cast.device(status="registered", donation=cast.donation(status="announced"))
    change_status(device, DeviceStatus.REJECTED, actor=Actor.person(volunteer))
    take_back(device, volunteer)
    assert device.status == "registered"
