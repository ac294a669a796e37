"""Steps, signatures and questions to donors where two people act at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Mail
from devices.checking import pass_remaining, record_check, sign_and_make_ready
from devices.media import say_no_medium
from devices.models import Check, Checklist, ChecklistStep, Device, DonorQuestion, QualityControl
from devices.waiting.asking import ask_donor
from devices.waiting.proposals import propose_recycling
from tests import cast
from tests.services.test_parallel_handover import done, slowly, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def finished(volunteer) -> Device:
    checklist = Checklist.objects.create(category=cast.category(), version=1)
    for position, code in enumerate(("lid", "keys", "clean")):
        ChecklistStep.objects.create(checklist=checklist, code=code, position=position, name_de=code, name_en=code)
    device = cast.device(status="in_refurbishment", checklist=checklist)
    say_no_medium(device, actor=Actor.person(volunteer))
    return device


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_step_that_fails_while_somebody_signs_leaves_no_ready_device_with_a_failed_step(
    finished, volunteer, senior_volunteer, _round
):
    pass_remaining(finished, actor=Actor.person(volunteer))
    step = finished.checklist.steps.first()
    fails = {"result": "failed", "note": "Riss", "actor": Actor.person(volunteer)}
    together(
        [
            slowly(done(lambda: record_check(finished, step, **fails) and None)),
            slowly(done(lambda: sign_and_make_ready(finished, actor=Actor.person(senior_volunteer)))),
        ]
    )
    finished.refresh_from_db()
    assert (finished.status, finished.open_steps) == ("in_refurbishment", 1)
    assert not QualityControl.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_people_press_all_others_in_order_and_each_step_is_written_once(finished, volunteer, coordinator, _round):
    acts = [
        done(lambda p=p: pass_remaining(finished, actor=Actor.person(p)) and None) for p in (volunteer, coordinator)
    ]
    together([slowly(act) for act in acts])
    finished.refresh_from_db()
    assert (Check.objects.count(), finished.open_steps) == (3, 0)
    assert Check.objects.values("batch").distinct().count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_donor_who_is_asked_twice_at_once_gets_one_mail(coordinator, donor_user, _round):
    hold = {"hold_kind": "mdm", "hold_reason": "Intune", "hold_since": timezone.now() - timedelta(days=1)}
    device = cast.device(donation=cast.donation(status="received", donor=cast.donor(donor_user)), **hold)
    letter = {"subject": "MDM", "body": "Bitte abmelden.", "asked_before": 0, "actor": Actor.person(coordinator)}
    acts = [done(lambda: ask_donor(device, to=[str(donor_user.pk)], **letter) and None) for _number in range(2)]
    assert sorted(together([slowly(act) for act in acts])) == ["done", "refused"]
    assert (Mail.objects.count(), DonorQuestion.objects.count()) == (1, 1)


def test_two_proposals_at_once_are_one(finished, volunteer, coordinator):
    acts = [
        done(lambda p=p: propose_recycling(finished, reason="tot", actor=Actor.person(p)) and None)
        for p in (volunteer, coordinator)
    ]
    assert sorted(together([slowly(act) for act in acts])) == ["done", "refused"]
    assert finished.recycling_proposals.count() == 1
