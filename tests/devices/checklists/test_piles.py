"""One step, and the signature, for many devices by scan."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.checking import pass_remaining, record_check, sign_and_make_ready
from devices.checklists.applicability import recount_steps
from devices.checklists.piles import StepChoiceForm
from devices.media import say_no_medium
from devices.models import Check, Checklist, ChecklistStep, QualityControl
from devices.piles import work
from devices.piles.registry import kind_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def senior(senior_volunteer):
    return Actor.person(senior_volunteer)


def make(code: str, version: int = 1, *steps: str) -> Checklist:
    checklist = Checklist.objects.create(category=cast.category(code), version=version)
    for position, step in enumerate(steps):
        ChecklistStep.objects.create(checklist=checklist, code=step, position=position, name_de=step, name_en=step)
    return checklist


def at_work(checklist) -> "cast.Device":
    device = cast.device(status="in_refurbishment", checklist=checklist, category=checklist.category)
    recount_steps([device.pk])
    return device


def outcomes(pile) -> list[str]:
    return list(pile.lines.values_list("outcome", flat=True))


class TestRefurbishmentBegins:
    def test_with_each_one_s_newest_checklist_at_the_chosen_bench(self, actor):
        make("notebook", 1, "clean"), make("monitor", 1, "picture")
        bench = cast.location("Arbeitsplatz 1")
        devices = [cast.device(status="received", category=cast.category(code)) for code in ("notebook", "monitor")]
        pile = work.start(kind_of("start"), {"location": bench}, actor=actor)
        for device in (*devices, devices[0]):
            work.scan(pile, device.number, actor=actor)
        assert outcomes(pile) == ["ok", "ok", "already"]
        for device, steps in zip(devices, (["clean"], ["picture"]), strict=True):
            device.refresh_from_db()
            assert (device.status, device.location, device.open_steps) == ("in_refurbishment", bench, 1)
            assert list(device.checklist.steps.values_list("code", flat=True)) == steps

    def test_what_cannot_begin_says_why_and_what_began_already_is_harmless(self, actor):
        begun, ready = at_work(make("notebook", 1, "clean")), cast.device(status="delivered")
        pile = work.start(kind_of("start"), {}, actor=actor)
        assert [work.scan(pile, one.number, actor=actor).outcome for one in (begun, ready)] == ["already", "refused"]

    def test_a_line_is_taken_back_until_a_step_is_done(self, actor):
        make("notebook", 1, "clean")
        devices = [cast.device(status="received", category=cast.category("notebook")) for _ in range(2)]
        pile = work.start(kind_of("start"), {}, actor=actor)
        first, second = (work.scan(pile, device.number, actor=actor) for device in devices)
        work.undo(first, actor=actor)
        devices[0].refresh_from_db()
        assert devices[0].status == "received"
        devices[1].refresh_from_db()
        pass_remaining(devices[1], actor=actor)
        with pytest.raises(TransitionRefused, match="schon erledigt"):
            work.undo(second, actor=actor)


class TestAStepPasses:
    def test_it_passes_in_every_checklist_and_version_that_has_it(self, actor):
        old, new, other = make("notebook", 1, "clean"), make("notebook", 2, "clean", "lid"), make("desktop", 1, "clean")
        devices = [at_work(checklist) for checklist in (old, new, other)]
        form = StepChoiceForm({"step": "clean"})
        assert form.is_valid()
        pile = work.start(kind_of("pass_step"), form.cleaned_data, actor=actor)
        for device in devices:
            work.scan(pile, device.number, actor=actor)
        assert outcomes(pile) == ["ok"] * 3
        assert set(Check.objects.values_list("device", "result")) == {(device.pk, "passed") for device in devices}
        devices[1].refresh_from_db()
        assert devices[1].open_steps == 1

    def test_what_cannot_pass_says_why(self, actor):
        checklist = make("notebook", 1, "clean")
        failed, done, ready = at_work(checklist), at_work(checklist), cast.device(status="ready", checklist=checklist)
        step = checklist.steps.get()
        record_check(failed, step, result="failed", note="klebt", actor=actor)
        record_check(done, step, result="not_applicable", actor=actor)
        elsewhere = at_work(make("monitor", 1, "picture"))
        pile = work.start(kind_of("pass_step"), {"step": "clean"}, actor=actor)
        lines = [work.scan(pile, device.number, actor=actor) for device in (failed, done, ready, elsewhere)]
        assert [line.outcome for line in lines] == ["refused", "already", "refused", "refused"]
        assert "klebt" in lines[0].message and "ausgabebereit" in lines[2].message

    def test_a_line_is_taken_back_unless_the_step_was_done_again(self, actor, senior):
        device = at_work(make("notebook", 1, "clean"))
        pile = work.start(kind_of("pass_step"), {"step": "clean"}, actor=actor)
        line = work.scan(pile, device.number, actor=actor)
        record_check(device, device.checklist.steps.get(), result="passed", actor=senior)
        with pytest.raises(TransitionRefused, match="noch einmal"):
            work.undo(line, actor=actor)
        record_check(device, device.checklist.steps.get(), result="passed", actor=actor, now=line.happened_at)
        work.undo(line, actor=actor)
        assert not Check.objects.exists()


class TestQualityControl:
    @pytest.fixture
    def finished(self, actor):
        device = at_work(make("notebook", 1, "clean"))
        say_no_medium(device, actor=actor)
        pass_remaining(device, actor=actor)
        return device

    def test_each_is_signed_or_refused_with_its_reason(self, finished, actor, senior):
        own = at_work(finished.checklist)
        say_no_medium(own, actor=actor)
        pass_remaining(own, actor=senior)
        unfinished = at_work(finished.checklist)
        say_no_medium(unfinished, actor=actor)
        pile = work.start(kind_of("quality_control"), {}, actor=senior)
        lines = [work.scan(pile, device.number, actor=senior) for device in (finished, own, unfinished)]
        assert [line.outcome for line in lines] == ["ok", "refused", "refused"]
        assert "keinen der Prüfschritte" in lines[1].message and "1 Pflichtschritt" in lines[2].message
        finished.refresh_from_db()
        assert finished.status == "ready"
        assert QualityControl.objects.get().signed_by == senior.user

    def test_a_signed_line_is_taken_back_with_its_signature(self, finished, senior):
        pile = work.start(kind_of("quality_control"), {}, actor=senior)
        line = work.scan(pile, finished.number, actor=senior)
        work.undo(line, actor=senior)
        finished.refresh_from_db()
        assert finished.status == "in_refurbishment"
        assert QualityControl.objects.get().withdrawn_at is not None
        assert finished.events.last().kind == "corrected" or finished.events.filter(kind="corrected").count() == 1

    def test_what_is_signed_already_is_left_alone(self, finished, senior, coordinator):
        sign_and_make_ready(finished, actor=senior)
        pile = work.start(kind_of("quality_control"), {}, actor=Actor.person(coordinator))
        assert work.scan(pile, finished.number, actor=Actor.person(coordinator)).outcome == "already"
