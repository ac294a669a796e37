"""Facts put right by hand; another category is no way around the gate."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.checking import pass_remaining, sign_and_make_ready
from devices.facts import change_facts
from devices.models import Category, Device
from devices.stages import start_refurbishment
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def of(code: str) -> Category:
    return Category.objects.get(code=code)


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def started(actor):
    device = cast.device(category=of("notebook"))
    start_refurbishment(device, actor=actor)
    device.refresh_from_db()
    return device


@pytest.mark.parametrize("status", ["ready", "reserved", "delivered", "handed_over", "in_repair", "returned", "lost"])
@pytest.mark.parametrize(("old", "new"), [("notebook", "monitor"), ("monitor", "notebook")])
def test_past_the_gate_a_device_does_not_become_one_that_is_asked_otherwise(actor, status, old, new):
    device = cast.device(category=of(old), status=status)
    with pytest.raises(TransitionRefused, match="zuerst in die Aufbereitung"):
        change_facts(device, {"category": of(new), "cpu": "x"}, actor=actor)
    device.refresh_from_db()
    assert (device.category.code, device.cpu) == (old, "")


def test_a_category_that_is_asked_the_same_may_be_put_right_at_any_time(actor):
    device = cast.device(category=of("notebook"), status="ready")
    assert change_facts(device, {"category": of("desktop")}, actor=actor) == ["category"]


def test_in_refurbishment_the_checklist_of_the_new_category_begins(started, actor):
    pass_remaining(started, actor=actor)
    change_facts(started, {"category": of("monitor")}, actor=actor)
    started.refresh_from_db()
    required = started.checklist.steps.filter(required=True).count()
    assert (started.checklist.category.code, started.open_steps) == ("monitor", required)
    assert required > 0


def test_a_monitor_signed_as_one_is_signed_again_as_a_notebook(actor, senior_volunteer):
    device = cast.device(category=of("monitor"))
    start_refurbishment(device, actor=actor)
    pass_remaining(device, actor=actor)
    sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
    Device.objects.filter(pk=device.pk).update(status="in_refurbishment")
    change_facts(Device.objects.get(pk=device.pk), {"category": of("notebook")}, actor=actor)
    assert not device.quality_controls.filter(withdrawn_at=None).exists()


def test_a_monitor_with_a_known_medium_is_asked_for_its_evidence(actor, senior_volunteer):
    device = cast.device(category=of("monitor"))
    start_refurbishment(device, actor=actor)
    pass_remaining(device, actor=actor)
    cast.medium(device, status="erased", proof={"cycle": 7})
    with pytest.raises(TransitionRefused, match="Nachweis aus diesem Durchlauf fehlt"):
        sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
    with pytest.raises(TransitionRefused):
        change_status(device, "ready", actor=Actor.person(senior_volunteer))


def test_the_page_says_why_a_category_cannot_be_changed(client, volunteer):
    device = cast.device(category=of("notebook"), status="ready")
    client.force_login(volunteer)
    response = client.post(f"/devices/{device.number}/edit/", {"category": of("monitor").pk, "maker": "Dell"})
    assert response.status_code == 200
    assert "zuerst in die Aufbereitung" in response.content.decode()
