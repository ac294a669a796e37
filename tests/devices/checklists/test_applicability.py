"""Which steps a device is asked, and what follows when its hardware becomes known."""

from decimal import Decimal

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.checking import pass_remaining, record_check, sign_and_make_ready
from devices.checklists.applicability import asked_steps, has, recount_steps
from devices.enums import AskedWhen
from devices.facts import change_facts
from devices.hardware import apply_report
from devices.importers.facts import HardwareReport
from devices.media import say_no_medium
from devices.models import Check, Checklist, ChecklistStep, Device, Evidence
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def checklist():
    checklist = Checklist.objects.create(category=cast.category(has_battery=True), version=1)
    conditions = {"lid": "always", "battery": "has_battery", "webcam": "has_webcam", "touch": "has_touchscreen"}
    for position, (code, condition) in enumerate(conditions.items()):
        ChecklistStep.objects.create(
            checklist=checklist, code=code, position=position, name_de=code, name_en=code, asked_when=condition
        )
    return checklist


@pytest.fixture
def device(checklist):
    device = cast.device(status="in_refurbishment", checklist=checklist)
    recount_steps([device.pk])
    device.refresh_from_db()
    return device


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


def asked(device) -> list[str]:
    return [step.code for step in asked_steps(device)]


def test_what_nobody_knows_is_asked(device):
    assert asked(device) == ["lid", "battery", "webcam", "touch"]
    assert device.open_steps == 4


@pytest.mark.parametrize(
    ("category_has", "facts", "answer"),
    [
        (True, {}, True),
        (False, {}, False),
        (False, {"battery_health": Decimal("0.8")}, True),
        (False, {"battery": True}, True),
        (True, {"battery": False, "battery_health": Decimal("0.8")}, False),
    ],
)
def test_a_battery_is_known_from_the_device_else_from_its_category(category_has, facts, answer):
    category = cast.category("notebook" if category_has else "desktop", has_battery=category_has)
    assert has(cast.device(category=category, **facts), AskedWhen.HAS_BATTERY) is answer


def test_before_refurbishment_nothing_is_asked():
    assert asked(cast.device()) == []


def test_hardware_that_is_missing_lifts_its_steps_and_one_that_is_found_asks_them_again(device, actor):
    change_facts(device, {"webcam": False, "touchscreen": False}, actor=actor)
    device.refresh_from_db()
    assert (asked(device), device.open_steps) == (["lid", "battery"], 2)
    with pytest.raises(TransitionRefused, match="nicht auf der Checkliste"):
        record_check(device, device.checklist.steps.get(code="webcam"), result="passed", actor=actor)
    assert len(pass_remaining(device, actor=actor)) == 2
    change_facts(device, {"webcam": True}, actor=actor)
    device.refresh_from_db()
    assert (asked(device), device.open_steps) == (["lid", "battery", "webcam"], 1)


def test_a_report_that_shows_no_webcam_lifts_the_step(device, volunteer, actor):
    evidence = Evidence.objects.create(
        sha256="0" * 64, file_name="inxi.json", file_bytes=1, kind="hardware_report", uploaded_at=cast.NOW
    )
    apply_report(device, HardwareReport("inxi", webcam=False), evidence, actor=actor)
    device.refresh_from_db()
    assert (device.webcam, device.open_steps) == (False, 3)


def test_a_device_on_the_shelf_with_a_webcam_after_all_goes_back_to_work(device, actor, senior_volunteer):
    change_facts(device, {"webcam": False}, actor=actor)
    say_no_medium(device, actor=actor)
    pass_remaining(device, actor=actor)
    sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
    change_facts(device, {"touchscreen": False}, actor=actor)
    device.refresh_from_db()
    assert device.status == "ready"
    change_facts(device, {"webcam": True}, actor=actor)
    device.refresh_from_db()
    assert (device.status, device.open_steps) == ("in_refurbishment", 1)
    assert device.quality_controls.get().withdrawn_at is not None


def test_counting_many_devices_costs_as_much_as_counting_one(checklist, volunteer, django_assert_num_queries):
    devices = [cast.device(status="in_refurbishment", checklist=checklist) for _number in range(3)]
    Check.objects.create(
        device=devices[0],
        cycle=1,
        step=checklist.steps.first(),
        result="passed",
        done_by=volunteer,
        done_at=cast.NOW,
    )
    with django_assert_num_queries(5):
        recount_steps([device.pk for device in devices])
    assert list(Device.objects.order_by("pk").values_list("open_steps", flat=True)) == [3, 4, 4]
    with django_assert_num_queries(3):
        recount_steps([devices[0].pk])
