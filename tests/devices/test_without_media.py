"""Monitors and peripherals: nobody asks them for a report or a medium, from the intake to the shelf."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices import checking, stages
from devices.gate import conditions
from devices.intake import receive_lines
from devices.models import Device
from devices.next_step import next_step
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ASKS_FOR_A_REPORT = ("evidence_upload", "medium_add", "no_medium")


def panel(device: Device, user) -> list[str]:
    """The addresses that its page offers as the next step."""
    gate = conditions(device, user) if device.status != "ready" else []
    return [button.url for button in next_step(device, user, gate).buttons]


def asks_for_a_report(device: Device, user) -> bool:
    addresses = {reverse(name, args=[device.number]) for name in ASKS_FOR_A_REPORT}
    return bool(addresses & set(panel(device, user)))


@pytest.mark.parametrize("code", ["monitor", "peripheral"])
def test_from_intake_to_the_shelf_without_any_report(code, volunteer, senior_volunteer):
    donation = cast.donation(status="scheduled")
    device = cast.device(donation=donation, status="registered", category=cast.category(code), asset_tag="IT-1")
    worker, signer = Actor.person(volunteer), Actor.person(senior_volunteer)
    receive_lines(donation, [device.number], actor=worker)
    device.refresh_from_db()
    assert not asks_for_a_report(device, volunteer)
    stages.start_refurbishment(device, actor=worker)
    device.refresh_from_db()
    assert not asks_for_a_report(device, volunteer)
    met = {condition.name: condition.met for condition in conditions(device, volunteer)}
    assert met["media_evident"]
    checking.pass_remaining(device, actor=worker)
    device.refresh_from_db()
    assert not asks_for_a_report(device, senior_volunteer)
    checking.sign_and_make_ready(device, actor=signer)
    device.refresh_from_db()
    assert device.status == "ready"


def test_a_notebook_is_asked(volunteer):
    assert asks_for_a_report(cast.device(status="received"), volunteer)


def test_the_board_counts_a_monitor_as_waiting_for_its_signature(volunteer):
    monitor = cast.device(status="received", category=cast.category("monitor"))
    stages.start_refurbishment(monitor, actor=Actor.person(volunteer))
    checking.pass_remaining(monitor, actor=Actor.person(volunteer))
    assert list(Device.objects.awaiting_quality_control()) == [monitor]
