"""The checklist, and the signature under it."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.checking import pass_remaining, record_check, reopen_check, sign_and_make_ready, who_worked
from devices.media import say_no_medium
from devices.models import Check, ChecklistStep, Device, QualityControl
from devices.next_step import may_not_sign
from devices.stages import put_on_hold, send_back, start_refurbishment
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def device(volunteer):
    device = cast.device(status="received")
    start_refurbishment(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    return device


@pytest.fixture
def finished(device, volunteer):
    say_no_medium(device, actor=Actor.person(volunteer))
    pass_remaining(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    return device


def first_step(device) -> ChecklistStep:
    return device.checklist.steps.filter(required=True).first()


def test_refurbishment_starts_with_the_newest_checklist(device):
    required = device.checklist.steps.filter(required=True).count()
    assert (device.status, device.checklist.version, device.open_steps) == ("in_refurbishment", 1, required)


@pytest.mark.parametrize(("result", "done"), [("passed", 1), ("not_applicable", 1), ("failed", 0)])
def test_a_result_counts_when_it_is_passed_or_does_not_apply(device, volunteer, result, done):
    before = device.open_steps
    record_check(
        device, first_step(device), result=result, actor=Actor.person(volunteer), minutes=5, note="Taste E klemmt"
    )
    device.refresh_from_db()
    assert device.open_steps == before - done
    check = Check.objects.get()
    assert (check.minutes, check.note, check.done_by, check.cycle) == (5, "Taste E klemmt", volunteer, 1)


def test_a_failure_needs_a_note(device, volunteer):
    with pytest.raises(TransitionRefused):
        record_check(device, first_step(device), result="failed", actor=Actor.person(volunteer))


def test_a_step_of_another_checklist_is_refused(device, volunteer):
    foreign = ChecklistStep.objects.filter(checklist__category__code="monitor").first()
    with pytest.raises(TransitionRefused):
        record_check(device, foreign, result="passed", actor=Actor.person(volunteer))


def test_steps_are_written_down_only_in_refurbishment(volunteer):
    with pytest.raises(TransitionRefused):
        pass_remaining(cast.device(status="received"), actor=Actor.person(volunteer))


def test_the_rest_is_passed_and_a_failure_stays(device, volunteer):
    record_check(device, first_step(device), result="failed", note="klemmt", actor=Actor.person(volunteer))
    count = len(pass_remaining(device, actor=Actor.person(volunteer)))
    device.refresh_from_db()
    assert (count, device.open_steps) == (device.checklist.steps.count() - 1, 1)


def test_a_result_can_be_taken_back(finished, volunteer):
    reopen_check(Check.objects.filter(step__required=True).first(), actor=Actor.person(volunteer))
    finished.refresh_from_db()
    assert finished.open_steps == 1
    assert finished.events.filter(kind="check_reopened").count() == 1


class TestQualityControl:
    def test_signed_by_somebody_else_the_device_is_ready(self, finished, senior_volunteer):
        sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))
        finished.refresh_from_db()
        assert finished.status == "ready"
        assert QualityControl.objects.get().signed_by == senior_volunteer

    def test_nobody_signs_their_own_steps(self, finished, volunteer):
        with pytest.raises(TransitionRefused, match="Endkontrolle"):
            sign_and_make_ready(finished, actor=Actor.person(volunteer))
        assert not QualityControl.objects.exists()

    def test_who_did_a_step_does_not_sign_either_when_somebody_did_it_again(
        self, device, volunteer, senior_volunteer, coordinator
    ):
        say_no_medium(device, actor=Actor.person(volunteer))
        pass_remaining(device, actor=Actor.person(senior_volunteer))
        for step in device.checklist.steps.all():
            record_check(device, step, result="passed", actor=Actor.person(volunteer))
        with pytest.raises(TransitionRefused, match="keinen der Prüfschritte"):
            sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
        assert "selbst" in may_not_sign(device, senior_volunteer)
        sign_and_make_ready(device, actor=Actor.person(coordinator))
        device.refresh_from_db()
        assert device.status == "ready"

    def test_who_worked_in_an_earlier_cycle_may_sign(self, finished, volunteer, senior_volunteer):
        type(finished).objects.filter(pk=finished.pk).update(cycle=2)
        assert who_worked([finished.pk]) == set()

    def test_a_refused_signature_leaves_nothing_behind(self, device, senior_volunteer):
        with pytest.raises(TransitionRefused):
            sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
        device.refresh_from_db()
        assert (device.status, QualityControl.objects.count()) == ("in_refurbishment", 0)
        assert not device.events.filter(kind="quality_control_signed").exists()

    def test_a_device_on_hold_is_not_signed(self, finished, senior_volunteer):
        actor = Actor.person(senior_volunteer)
        put_on_hold(finished, kind="part", reason="Netzteil", actor=actor)
        with pytest.raises(TransitionRefused):
            sign_and_make_ready(finished, actor=actor)

    def test_a_defect_takes_the_signature_back(self, finished, volunteer, senior_volunteer):
        sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))
        send_back(finished, actor=Actor.person(volunteer), reason="Scharnier gebrochen")
        finished.refresh_from_db()
        assert finished.status == "in_refurbishment"
        assert QualityControl.objects.get().withdrawn_at is not None

    def test_an_edited_step_takes_the_signature_back(self, finished, volunteer, senior_volunteer):
        QualityControl.objects.create(device=finished, cycle=1, signed_by=senior_volunteer, signed_at=cast.NOW)
        record_check(finished, first_step(finished), result="passed", actor=Actor.person(volunteer))
        assert QualityControl.objects.get().withdrawn_at is not None


class TestAwaitingQualityControl:
    def test_finds_what_only_lacks_the_signature(self, finished):
        assert list(Device.objects.awaiting_quality_control()) == [finished]

    def test_a_signature_of_an_earlier_cycle_or_one_taken_back_does_not_hide_it(self, finished, senior_volunteer):
        rows = [{"cycle": 2}, {"cycle": 1, "withdrawn_at": cast.NOW}]
        for row in rows:
            QualityControl.objects.create(device=finished, signed_by=senior_volunteer, signed_at=cast.NOW, **row)
        assert list(Device.objects.awaiting_quality_control()) == [finished]

    def test_a_standing_signature_hides_it(self, finished, senior_volunteer):
        QualityControl.objects.create(device=finished, cycle=1, signed_by=senior_volunteer, signed_at=cast.NOW)
        assert not Device.objects.awaiting_quality_control().exists()

    def test_a_device_whose_media_nobody_knows_is_not_awaiting(self, device, volunteer):
        pass_remaining(device, actor=Actor.person(volunteer))
        assert not Device.objects.awaiting_quality_control().exists()
