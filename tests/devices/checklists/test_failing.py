"""A step that failed asks what to do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.checklists.failing import Decision, fail_check
from devices.models import Check, Checklist, ChecklistStep, Device, RecyclingProposal
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def device():
    checklist = Checklist.objects.create(category=cast.category(), version=1)
    for position, code in enumerate(("bios", "lid")):
        ChecklistStep.objects.create(checklist=checklist, code=code, position=position, name_de=code, name_en=code)
    return cast.device_without_media(status="in_refurbishment", checklist=checklist)


def fail(device, decision, person, code="lid", **more):
    step = device.checklist.steps.get(code=code)
    outcome = fail_check(device, step, decision, note="Scharnier ab", actor=Actor.person(person), **more)
    device.refresh_from_db()
    return outcome


def test_repair_leaves_it_on_the_bench(device, volunteer):
    fail(device, Decision.REPAIR, volunteer, minutes=3)
    assert (device.status, device.hold_kind) == ("in_refurbishment", "")
    check = Check.objects.get()
    assert (check.result, check.note, check.minutes) == ("failed", "Scharnier ab", 3)


@pytest.mark.parametrize(
    ("decision", "code", "kind"),
    [(Decision.PART, "lid", "part"), (Decision.DONOR, "lid", "donor"), (Decision.DONOR, "bios", "bios_password")],
)
def test_a_part_or_the_donor_puts_it_on_hold_with_the_reason(device, volunteer, decision, code, kind):
    fail(device, decision, volunteer, code)
    assert (device.hold_kind, device.hold_reason) == (kind, "Scharnier ab")


def test_a_volunteer_proposes_recycling_once(device, volunteer):
    assert fail(device, Decision.RECYCLE, volunteer).proposed
    assert fail(device, Decision.RECYCLE, volunteer, "bios").proposed
    assert device.status == "in_refurbishment"
    assert RecyclingProposal.objects.get().reason == "Scharnier ab"
    assert list(Device.objects.proposed_for_recycling()) == [device]


def test_a_senior_volunteer_recycles_at_once(device, senior_volunteer):
    assert not fail(device, Decision.RECYCLE, senior_volunteer).proposed
    assert device.status == "recycled"


def test_with_an_open_medium_it_is_only_proposed(device, senior_volunteer):
    cast.medium(device)
    assert fail(device, Decision.RECYCLE, senior_volunteer).proposed
    assert device.status == "in_refurbishment"


def test_without_a_note_nothing_is_written(device, volunteer):
    with pytest.raises(TransitionRefused):
        fail_check(device, device.checklist.steps.first(), Decision.PART, note=" ", actor=Actor.person(volunteer))
    device.refresh_from_db()
    assert (device.hold_kind, Check.objects.count()) == ("", 0)


class TestThePage:
    def press(self, client, device, decision, **more):
        address = reverse("device_check_failed", args=[device.number, "lid"])
        return client.post(address, {"note": "Scharnier ab", "decision": decision, **more}, follow=True)

    def test_a_part_with_a_day_to_look_again(self, client, volunteer, device):
        client.force_login(volunteer)
        day = timezone.localdate() + timedelta(days=300)
        html = self.press(client, device, "part", follow_up=day.isoformat()).content.decode()
        device.refresh_from_db()
        assert device.hold_follow_up == day
        assert "wartet auf Ersatzteil: Scharnier ab." in html and f"{day:%d.%m.%Y}" in html

    def test_a_day_of_a_mistyped_year_is_told(self, client, volunteer, device):
        client.force_login(volunteer)
        assert "mehr als zwei Jahre" in self.press(client, device, "part", follow_up="2206-12-01").content.decode()
        assert not Check.objects.exists()

    def test_volunteers_see_that_recycling_is_proposed(self, client, volunteer, senior_volunteer, device):
        client.force_login(volunteer)
        ask = client.get(reverse("device_check_failed", args=[device.number, "lid"])).content.decode()
        assert "Recycling vorschlagen" in ask and "Das entscheidet jemand mit Endkontrolle." in ask
        html = self.press(client, device, "recycle").content.decode()
        assert "Recycling ist vorgeschlagen" in html and "Scharnier ab" in html
        client.force_login(senior_volunteer)
        html = client.get(reverse("device_detail", args=[device.number])).content.decode()
        assert "Entscheiden: recyceln?" in html
        assert device.number in client.get(reverse("workshop_board")).content.decode()

    def test_a_day_that_is_over_is_refused_and_nothing_is_written(self, client, volunteer, device):
        client.force_login(volunteer)
        response = self.press(client, device, "part", follow_up="2020-01-01")
        assert response.status_code == 409 and "Scharnier ab" in response.content.decode()
        assert not Check.objects.exists()
