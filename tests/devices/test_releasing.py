"""A reserved device goes back to the workshop when whoever knows promises releases it first."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices import releasing, stages
from devices.checking import record_check
from devices.enums import MediumKind
from devices.media import add_medium
from devices.models import Checklist, ChecklistStep, QualityControl
from recipients.models import Allocation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def reserved(coordinator, school_user):
    need = cast.need(cast.request(cast.institution(school_user), school_user))
    return cast.allocation(cast.device(status="ready"), need.items.get(), coordinator).device


@pytest.fixture
def asked(monkeypatch):
    """The reasons with which a promise was ended by a stand-in for whoever knows promises."""
    reasons = []

    def end_promise(device, *, actor, reason, now):
        reasons.append(reason)
        Allocation.objects.filter(device=device).update(status="released")
        change_status(device, "ready", actor=actor, happened_at=now)

    monkeypatch.setattr(releasing, "_REGISTERED", [])
    releasing.register(end_promise)
    return reasons


def test_a_medium_found_in_a_reserved_device_releases_it_and_opens_the_gate(reserved, asked, volunteer):
    add_medium(reserved, {"kind": MediumKind.SSD}, actor=Actor.person(volunteer))
    reserved.refresh_from_db()
    assert (reserved.status, reserved.unsettled_media) == ("in_refurbishment", 1)
    assert asked == ["Im Gerät ist wieder ein Datenträger zu löschen."]


def test_a_defect_of_a_reserved_device_releases_it(reserved, asked, volunteer):
    stages.send_back(reserved, actor=Actor.person(volunteer), reason="Scharnier gebrochen")
    reserved.refresh_from_db()
    assert reserved.status == "in_refurbishment"
    assert asked == ["Scharnier gebrochen"]


def test_without_anybody_who_knows_promises_it_stays_where_it_is(reserved, volunteer, monkeypatch):
    monkeypatch.setattr(releasing, "_REGISTERED", [])
    with pytest.raises(TransitionRefused, match="noch zugeteilt"):
        add_medium(reserved, {"kind": MediumKind.SSD}, actor=Actor.person(volunteer))
    reserved.refresh_from_db()
    assert (reserved.status, reserved.media.count()) == ("reserved", 0)


def test_registering_twice_asks_once(monkeypatch):
    monkeypatch.setattr(releasing, "_REGISTERED", [])
    asked = []

    def function(device, **said):
        asked.append(device.pk)

    releasing.register(function)
    releasing.register(function)
    device = cast.device(status="ready")
    releasing.release(device, actor=None, reason="x", now=None)
    assert asked == [device.pk]


def test_an_edited_step_of_a_reserved_device_releases_it_and_takes_the_signature_back(
    reserved, asked, volunteer, senior_volunteer
):
    checklist = Checklist.objects.create(category=reserved.category, version=1)
    step = ChecklistStep.objects.create(checklist=checklist, code="lid", position=1, name_de="Deckel", name_en="Lid")
    type(reserved).objects.filter(pk=reserved.pk).update(checklist=checklist)
    signed = {"device": reserved, "cycle": 1, "signed_by": senior_volunteer, "signed_at": cast.NOW}
    QualityControl.objects.create(**signed)
    record_check(reserved, step, result="failed", note="Riss", actor=Actor.person(volunteer))
    reserved.refresh_from_db()
    assert (reserved.status, reserved.open_steps) == ("in_refurbishment", 1)
    assert asked == ["Ein Prüfschritt wurde geändert."]
    assert QualityControl.objects.get().withdrawn_at is not None
