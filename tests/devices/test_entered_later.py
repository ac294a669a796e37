"""Work of days without internet: what happened and when it was written down are two times."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices import stages
from devices.entered_later import HappenedAtField, refusal
from devices.models import Check
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def local(moment) -> str:
    """As the browser's field sends it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "in der Zukunft"), (-24 * 500, "mehr als ein Jahr"), (-48, ""), (0, "")]
)
def test_a_time_is_in_the_past_and_of_this_year(now, hours, words):
    assert words in refusal(now + timedelta(hours=hours), now)
    assert bool(words) == bool(refusal(now + timedelta(hours=hours), now))


def test_an_empty_field_means_now():
    assert HappenedAtField().clean("") is None


class TestIntake:
    def test_what_was_taken_in_on_paper_has_arrived_then(self, client, volunteer):
        donation, real = cast.donation(), timezone.now() - timedelta(days=2)
        device = cast.device(donation=donation, status="registered")
        client.force_login(volunteer)
        address = reverse("donation_intake", args=[donation.number])
        html = client.post(address, {"code": device.number, "happened_at": local(real)}, follow=True).content.decode()
        event = device.events.get()
        donation.refresh_from_db()
        assert local(event.happened_at) == local(real) and event.recorded_at > event.happened_at
        assert donation.received_on == timezone.localdate(real)
        assert f'value="{local(real)}"' in html

    def test_nothing_arrives_in_the_future(self, client, volunteer):
        donation = cast.donation()
        device = cast.device(donation=donation, status="registered")
        client.force_login(volunteer)
        typed = {"code": device.number, "happened_at": local(timezone.now() + timedelta(days=1))}
        html = client.post(reverse("donation_intake", args=[donation.number]), typed).content.decode()
        device.refresh_from_db()
        assert device.status == "registered"
        assert "liegt in der Zukunft" in html and f'value="{device.number}"' in html


class TestChecks:
    @pytest.fixture
    def device(self, volunteer):
        arrived = timezone.now() - timedelta(days=3)
        device = cast.device(status_since=arrived)
        stages.start_refurbishment(device, actor=Actor.person(volunteer), now=arrived)
        device.refresh_from_db()
        return device

    def check(self, client, device, real) -> str:
        step = device.checklist.steps.first()
        address = reverse("device_check", args=[device.number, step.code])
        response = client.post(address, {"result": "passed", "happened_at": local(real)}, follow=True)
        return response.content.decode()

    def test_a_step_of_a_work_card_keeps_its_real_time(self, client, volunteer, device):
        client.force_login(volunteer)
        real = timezone.now() - timedelta(days=1)
        self.check(client, device, real)
        event = device.events.filter(kind="check_recorded").get()
        assert local(Check.objects.get().done_at) == local(event.happened_at) == local(real)

    def test_the_work_began_when_the_card_says(self, client, volunteer):
        client.force_login(volunteer)
        device, real = cast.device(status_since=timezone.now() - timedelta(days=3)), timezone.now() - timedelta(days=2)
        address = reverse("device_step", args=[device.number, "start"])
        assert "Vom Papier nachgetragen" in client.get(address).content.decode()
        client.post(address, {"happened_at": local(real)})
        device.refresh_from_db()
        assert (device.status, local(device.status_since)) == ("in_refurbishment", local(real))

    def test_not_before_the_device_came(self, client, volunteer, device):
        client.force_login(volunteer)
        html = self.check(client, device, timezone.now() - timedelta(days=9))
        assert f"{device.number} kam erst nach diesem Zeitpunkt ins Haus." in html
        assert not Check.objects.exists()
