"""The checklist, and the signature under it."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.checking import (
    pass_remaining,
    record_check,
    reopen_batch,
    reopen_check,
    sign_and_make_ready,
    who_worked,
)
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


class TestAllRemaining:
    def test_what_one_press_wrote_is_taken_back_and_nothing_else(self, device, volunteer):
        actor = Actor.person(volunteer)
        first, second = device.checklist.steps.filter(required=True)[:2]
        record_check(device, first, result="passed", actor=actor)
        batch = pass_remaining(device, actor=actor)[0].batch
        record_check(device, second, result="not_applicable", actor=actor)
        count = reopen_batch(device, batch, actor=actor)
        assert count == device.checklist.steps.count() - 2
        assert set(Check.objects.values_list("step", "result")) == {(first.pk, "passed"), (second.pk, "not_applicable")}
        device.refresh_from_db()
        assert device.open_steps == device.checklist.steps.filter(required=True).count() - 2
        assert device.events.filter(kind="check_reopened").count() == count
        with pytest.raises(TransitionRefused):
            reopen_batch(device, batch, actor=actor)

    def test_nothing_left_writes_nothing(self, finished, volunteer):
        lines = finished.events.count()
        assert pass_remaining(finished, actor=Actor.person(volunteer)) == []
        assert finished.events.count() == lines

    def test_a_result_of_an_earlier_cycle_is_not_taken_back(self, finished, volunteer):
        Device.objects.filter(pk=finished.pk).update(cycle=2)
        with pytest.raises(TransitionRefused, match="früheren Durchlauf"):
            reopen_check(Check.objects.first(), actor=Actor.person(volunteer))
        assert Check.objects.count() == finished.checklist.steps.count()


class TestWhoWorked:
    """Erasure counts; intake, photos and labels don't (issue: the workshop)."""

    def test_who_did_only_a_step_that_does_not_count_may_sign(self, device, volunteer, senior_volunteer):
        say_no_medium(device, actor=Actor.person(volunteer))
        label = device.checklist.steps.get(code="labelled")
        assert label.counts_as_work is False
        record_check(device, label, result="passed", actor=Actor.person(senior_volunteer))
        pass_remaining(device, actor=Actor.person(volunteer))
        assert who_worked([device.pk]) == {(device.pk, volunteer.pk)}
        sign_and_make_ready(device, actor=Actor.person(senior_volunteer))

    def test_who_took_it_in_may_sign(self, finished, volunteer, senior_volunteer):
        record(finished, "received", actor=Actor.person(senior_volunteer))
        sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))
        finished.refresh_from_db()
        assert finished.status == "ready"

    def test_who_erased_a_medium_does_not_sign(self, device, volunteer, senior_volunteer, coordinator):
        cast.medium(device, status="erased", proof={"operator": senior_volunteer})
        pass_remaining(device, actor=Actor.person(volunteer))
        with pytest.raises(TransitionRefused, match="keinen der Prüfschritte"):
            sign_and_make_ready(device, actor=Actor.person(senior_volunteer))
        sign_and_make_ready(device, actor=Actor.person(coordinator))

    def test_an_erasure_of_an_earlier_cycle_does_not_count(self, device, senior_volunteer):
        cast.medium(device, status="erased", proof={"operator": senior_volunteer})
        Device.objects.filter(pk=device.pk).update(cycle=2)
        assert who_worked([device.pk]) == set()

    def test_who_said_that_there_is_no_medium_does_not_sign(self, device, volunteer, senior_volunteer):
        say_no_medium(device, actor=Actor.person(senior_volunteer))
        pass_remaining(device, actor=Actor.person(volunteer))
        assert "bestätigt, dass keiner vorhanden ist" in may_not_sign(device, senior_volunteer)
        with pytest.raises(TransitionRefused, match="keinen der Prüfschritte"):
            sign_and_make_ready(device, actor=Actor.person(senior_volunteer))

    def test_it_is_asked_for_many_devices_at_the_price_of_one(self, finished, django_assert_num_queries):
        other = cast.device()
        with django_assert_num_queries(5):
            who_worked([finished.pk, other.pk])


class TestOnTheShelf:
    @pytest.fixture
    def ready(self, finished, senior_volunteer):
        sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))
        finished.refresh_from_db()
        return finished

    @pytest.mark.parametrize("change", ["done again", "taken back"])
    def test_editing_a_step_takes_the_signature_back_and_the_device_goes_back_to_work(self, ready, volunteer, change):
        check = Check.objects.filter(step__required=True).first()
        if change == "done again":
            record_check(ready, check.step, result="failed", note="lose", actor=Actor.person(volunteer))
        else:
            reopen_check(check, actor=Actor.person(volunteer))
        ready.refresh_from_db()
        assert (ready.status, ready.open_steps) == ("in_refurbishment", 1)
        assert QualityControl.objects.get().withdrawn_at is not None

    def test_once_it_has_left_no_step_is_edited(self, ready, volunteer):
        Device.objects.filter(pk=ready.pk).update(status="delivered")
        with pytest.raises(TransitionRefused, match="im Regal"):
            reopen_check(Check.objects.first(), actor=Actor.person(volunteer))
        with pytest.raises(TransitionRefused, match="im Regal"):
            record_check(ready, first_step(ready), result="passed", actor=Actor.person(volunteer))


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
