"""Holds, ends, losses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.models import Mail
from devices import stages
from devices.enums import DeviceStatus
from devices.history import history
from devices.loss import lost_with_data
from devices.models import Device
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_a_hold_is_a_mark_with_kind_reason_and_day(volunteer):
    device = cast.device()
    stages.put_on_hold(device, kind="part", reason="Netzteil 65 W", actor=Actor.person(volunteer), now=cast.NOW)
    device.refresh_from_db()
    assert (device.status, device.hold_kind, device.hold_reason, device.hold_since) == (
        "received",
        "part",
        "Netzteil 65 W",
        cast.NOW,
    )
    stages.end_hold(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    assert (device.hold_kind, device.hold_since) == ("", None)
    assert [event.kind for event in device.events.all()] == ["hold_set", "hold_ended"]


def test_a_hold_needs_a_reason_and_a_device_that_goes_on(volunteer):
    actor = Actor.person(volunteer)
    with pytest.raises(TransitionRefused):
        stages.put_on_hold(cast.device(), kind="part", reason=" ", actor=actor)
    with pytest.raises(TransitionRefused):
        stages.put_on_hold(cast.device(status="recycled"), kind="part", reason="x", actor=actor)
    with pytest.raises(TransitionRefused):
        stages.end_hold(cast.device(), actor=actor)


@pytest.mark.parametrize("to", [DeviceStatus.REJECTED, DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED])
def test_an_open_medium_keeps_a_device_from_its_end(senior_volunteer, to):
    device = cast.device()
    cast.medium(device)
    with pytest.raises(TransitionRefused, match="noch zu löschen"):
        stages.end(device, to, actor=Actor.person(senior_volunteer), reason="defekt")
    device = cast.device()
    cast.medium(device, status="erased")
    stages.end(device, to, actor=Actor.person(senior_volunteer), reason="defekt")
    device.refresh_from_db()
    assert device.status == to


def test_an_end_needs_a_reason(senior_volunteer):
    with pytest.raises(TransitionRefused):
        stages.end(cast.device(), DeviceStatus.RECYCLED, actor=Actor.person(senior_volunteer), reason="")


@pytest.mark.parametrize("to", [DeviceStatus.REJECTED, DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED])
def test_at_its_end_a_device_waits_for_nothing(senior_volunteer, to):
    device = cast.device_without_media()
    actor = Actor.person(senior_volunteer)
    stages.put_on_hold(device, kind="part", reason="Netzteil 65 W", actor=actor)
    stages.end(device, to, actor=actor, reason="defekt")
    device.refresh_from_db()
    assert (device.hold_kind, device.hold_reason, device.hold_since) == ("", "", None)
    assert device.events.order_by("-sequence").first().kind == "hold_ended"


def test_however_many_devices_wait_the_end_of_their_waiting_is_written_by_the_same_few_queries(
    volunteer,
):
    """Under the locks of whoever moved them: none is locked once more, after what comes before it in the order."""
    actor = Actor.person(volunteer)
    step = Step(DeviceStatus.IN_REPAIR, DeviceStatus.HANDED_OVER, actor, cast.NOW)
    columns = {"status": "handed_over", "hold_kind": "part", "hold_reason": "Netzteil", "hold_since": cast.NOW}
    devices = [cast.device(**columns) for _number in range(3)]
    counted = []
    for some in (devices[:1], devices[1:]):
        with CaptureQueriesContext(connection) as queries:
            stages.waiting_ends([device.pk for device in some], step)
        counted.append(len(queries))
    lines = [(line.kind, line.data, line.actor) for device in devices for line in device.events.all()]
    assert lines == [("hold_ended", {"hold": "part"}, volunteer)] * 3
    assert counted[0] == counted[1] and not Device.objects.exclude(hold_kind="", hold_since=None).exists()


class TestLoss:
    def test_open_media_are_lost_too_and_coordination_hears_of_it(self, senior_volunteer, coordinator):
        device = cast.device(donation=cast.donation(status="received", donor=cast.donor()))
        disk = cast.medium(device, serial="TF755AWHKL0LHM")
        stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="Diebstahl", now=cast.NOW)
        disk.refresh_from_db()
        mail = Mail.objects.get()
        assert (disk.status, mail.recipient, list(lost_with_data())) == ("lost", coordinator.email, [device])
        assert "TF755AWHKL0LHM" in mail.body and "Steuerbüro Beispiel" in mail.body
        assert "27.11.2026 10:00" in mail.body

    def test_a_loss_without_open_media_alerts_nobody(self, senior_volunteer, coordinator):
        looked = {"no_medium_cycle": 1, "no_medium_said_by": senior_volunteer}
        for device in (cast.device(**looked), cast.device(category=cast.category("monitor"))):
            stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="Inventur")
        assert not Mail.objects.exists() and not lost_with_data().exists()

    def test_a_device_in_which_nobody_looked_for_media_is_alerted_too(self, senior_volunteer, coordinator):
        device = cast.device()
        stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="Inventur")
        assert "nicht bekannt" in Mail.objects.get().body
        assert list(lost_with_data()) == [device]

    def test_found_again_the_medium_is_open_again(self, senior_volunteer, coordinator):
        device = cast.device()
        disk = cast.medium(device)
        actor = Actor.person(senior_volunteer)
        stages.report_lost(device, actor=actor, reason="weg")
        stages.report_found(device, actor=actor, reason="")
        disk.refresh_from_db()
        device.refresh_from_db()
        assert (device.status, device.unsettled_media, disk.status) == ("received", 1, "pending")

    def test_a_promised_device_is_released_first(self, senior_volunteer, school_user, coordinator):
        device = cast.device(status="reserved")
        school = cast.institution(school_user)
        need = cast.need(cast.request(school, school_user))
        cast.allocation(device, need.items.get(), coordinator)
        device.refresh_from_db()
        with pytest.raises(TransitionRefused):
            stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="weg")


def test_a_hold_that_takes_the_place_of_another_says_so_in_the_history(volunteer):
    device, actor = cast.device(), Actor.person(volunteer)
    stages.put_on_hold(device, kind="donor", reason="Passwort?", actor=actor, now=cast.NOW)
    stages.put_on_hold(device, kind="part", reason="Akku", actor=actor, now=cast.NOW)
    told = [line.text for line in history(device, volunteer)]
    assert "wartet auf Ersatzteil (vorher: wartet auf den Spender)" in told
    assert "wartet auf den Spender" in told
