import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.history import history
from devices.moving import move
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_move_is_a_line_of_the_history_with_its_place_and_its_real_time(volunteer, now):
    shelf, device = cast.location("regal-b-02", name_de="Regal B-02"), cast.device()
    assert move(device, shelf, actor=Actor.person(volunteer), now=now) is None
    device.refresh_from_db()
    event = device.events.get()
    assert (device.location, event.kind, event.data) == (shelf, "moved", {"location": shelf.pk, "from": None})
    assert event.happened_at == now and event.recorded_at != now
    assert history(device, volunteer)[0].text == "Neuer Ort: Regal B-02"


def test_what_is_not_in_the_workshop_is_not_moved(volunteer):
    device = cast.device(status="handed_over")
    with pytest.raises(TransitionRefused, match=f"{device.number} ist „übergeben“"):
        move(device, cast.location(), actor=Actor.person(volunteer))


def test_a_missing_device_is_found_when_somebody_puts_it_on_a_shelf(volunteer, now):
    device = cast.device(status="ready", hold_kind="missing", hold_reason="nicht am Platz", hold_since=now)
    move(device, None, actor=Actor.person(volunteer))
    device.refresh_from_db()
    assert device.hold_kind == "missing"
    move(device, cast.location(), actor=Actor.person(volunteer))
    device.refresh_from_db()
    assert device.hold_kind == ""
