"""Erasures that were wrong, of media that are out of our hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from devices.erasure import decide, doubted, retract_or_alert
from devices.models import Device, StorageMedium
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=5)
SETTLED = {"status": "erased", "entered_at": cast.NOW, "status_since": cast.NOW}


@pytest.fixture
def actor(volunteer, coordinator) -> Actor:
    return Actor.person(volunteer)


@pytest.fixture
def collected():
    """A loose disk that a company took away with a pallet."""
    disk = cast.loose_medium(serial="LOOSE77", **SETTLED)
    stock_cast.collected(stock_cast.pallet(), disk)
    return disk


def given_out(status: str):
    device = cast.device()
    disk = cast.medium(device, **SETTLED)
    Device.objects.filter(pk=device.pk).update(status=status)
    return disk


def take_back(disk, actor, now=LATER) -> bool:
    return retract_or_alert(disk.settled_by, actor=actor, reason="war eine andere Platte", now=now)


def test_of_a_disk_on_a_collected_pallet_is_taken_back_and_coordination_hears_of_it(collected, actor, coordinator):
    assert take_back(collected, actor)
    collected.refresh_from_db()
    mail = Mail.objects.get(recipient=coordinator.email)
    assert (collected.status, list(doubted())) == ("pending", [collected])
    assert (collected.mark in mail.subject, "LOOSE77" in mail.body, "72 Stunden" in mail.body) == (True, True, True)
    assert "war eine andere Platte" not in mail.body


@pytest.mark.parametrize("status", ["delivered", "handed_over", "recycled", "lost"])
def test_of_a_disk_in_a_device_that_left_stands_but_coordination_hears_of_it(actor, coordinator, status):
    disk = given_out(status)
    assert take_back(disk, actor)
    disk.refresh_from_db()
    assert (disk.status, list(doubted())) == ("erased", [disk])
    assert disk.device.number in Mail.objects.get(recipient=coordinator.email).body
    assert disk.device.events.get().note.text == disk.events.get().note.text == "war eine andere Platte"
    with pytest.raises(TransitionRefused, match="weiß schon"):
        take_back(disk, actor)


def test_of_a_disk_in_the_workshop_alerts_nobody(actor):
    disk = given_out("in_refurbishment")
    assert not take_back(disk, actor)
    disk.refresh_from_db()
    assert (disk.status, doubted().exists(), Mail.objects.exists()) == ("pending", False, False)


def test_waits_until_coordination_decides_and_says_why(collected, actor, coordinator):
    take_back(collected, actor)
    said = {"actor": Actor.person(coordinator), "now": LATER + timedelta(hours=1)}
    with pytest.raises(TransitionRefused, match="Grund"):
        decide(collected, reason=" ", **said)
    decide(collected, reason="geholt und geschreddert", **said)
    assert not doubted().exists()
    with pytest.raises(TransitionRefused, match="nichts zu entscheiden"):
        decide(collected, reason="noch einmal", **said)


def test_its_pages_say_so(client, actor, coordinator):
    disk = given_out("delivered")
    StorageMedium.objects.filter(pk=disk.pk).update(status_since=timezone.now() - timedelta(days=1))
    address = reverse("erasure_retract", args=[disk.settled_by.pk])
    client.force_login(actor.user)
    assert "Die Koordination wird alarmiert" in client.get(address).content.decode()
    assert "Die Koordination ist alarmiert" in client.post(address, {"reason": "x"}, follow=True).content.decode()
    step = reverse("medium_step", args=[disk.pk, "decide"])
    assert client.get(step).status_code == 403
    client.force_login(coordinator)
    start, listed = client.get(reverse("start")).content.decode(), client.get(reverse("medium_list"), {"place": "out"})
    assert "Nicht in unserer Hand, falsch gelöscht" in start and list(listed.context["object_list"]) == [disk]
    assert "Coordination" not in client.get(reverse("medium_detail", args=[disk.pk])).content.decode()
    assert client.post(step, {"reason": "gemeldet"}, follow=True).status_code == 200
    assert not doubted().exists()
