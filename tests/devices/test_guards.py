"""Each guard that devices give: refused with its sentence, and let through when it holds."""

from datetime import timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.enums import MediumStatus
from devices.lifecycle import GUARDS, TRANSITIONS
from devices.media import say_no_medium
from devices.models import Check, Checklist, ChecklistStep, Device, Erasure, QualityControl
from donations.models import Donation
from tests import cast

pytestmark = pytest.mark.django_db

MEDIA_SETTLED_BEFORE = [pair for pair, names in GUARDS.items() if "media_settled" in names]


@pytest.fixture
def checklist():
    checklist = Checklist.objects.create(category=cast.category(), version=1)
    for position, code in enumerate(["display", "keyboard"], start=1):
        ChecklistStep.objects.create(checklist=checklist, code=code, position=position, name_de=code, name_en=code)
    return checklist


@pytest.fixture
def finished(checklist, volunteer, senior_volunteer):
    """A notebook that may become ready: one disk erased with evidence, both steps passed, signed by somebody else."""
    device = cast.device(status="in_refurbishment", checklist=checklist)
    disk = cast.medium(device)
    erase(disk, volunteer)
    for step in checklist.steps.all():
        Check.objects.create(device=device, cycle=1, step=step, result="passed", done_by=volunteer, done_at=cast.NOW)
    QualityControl.objects.create(device=device, cycle=1, signed_by=senior_volunteer, signed_at=cast.NOW)
    device.refresh_from_db()
    return device


def erase(disk, by, **fields):
    row = Erasure.objects.create(
        medium=disk,
        cycle=disk.cycle,
        outcome="erased",
        level="clear",
        operator=by,
        finished_at=cast.NOW + timedelta(hours=1),
        recorded_at=cast.NOW + timedelta(hours=1),
        **fields,
    )
    type(disk).objects.filter(pk=disk.pk).update(status="erased", settled_by=row)
    Device.objects.filter(pk=disk.device_id).update(unsettled_media=disk.device.media.unsettled().count())
    return row


def refused(device, to, by) -> str:
    with pytest.raises(TransitionRefused) as refusal:
        change_status(device, to, actor=Actor.person(by))
    before = device.status
    device.refresh_from_db()
    assert device.status == before
    return str(refusal.value)


def test_the_guards_stand_at_the_steps_where_the_document_puts_them():
    assert {pair: names for pair, names in GUARDS.items() if pair[0] == "in_refurbishment"} == {
        ("in_refurbishment", "ready"): ("media_evident", "steps_done", "quality_control_signed", "not_on_hold"),
        ("in_refurbishment", "recycled"): ("media_known", "media_settled"),
        ("in_refurbishment", "dismantled"): ("media_known", "media_settled"),
    }
    assert set(MEDIA_SETTLED_BEFORE) == {
        (old, new)
        for old in ("received", "in_refurbishment", "returned")
        for new in ("rejected", "recycled", "dismantled")
        if new in TRANSITIONS[old]
    } | {("in_repair", "handed_over")}


@pytest.mark.parametrize(("old", "new"), MEDIA_SETTLED_BEFORE)
def test_media_settled(old, new, volunteer):
    device = cast.device(status=old if old != "in_repair" else "received")
    disk = cast.medium(device)
    Device.objects.filter(pk=device.pk).update(status=old)
    device.refresh_from_db()
    assert refused(device, new, volunteer) == "1 Datenträger ist noch zu löschen."
    erase(disk, volunteer)
    change_status(device, new, actor=Actor.person(volunteer))
    assert device.status == new


@pytest.mark.parametrize("new", ["recycled", "dismantled"])
@pytest.mark.parametrize("old", ["received", "in_refurbishment", "returned"])
class TestMediaKnown:
    def test_nothing_goes_for_good_before_somebody_looked_for_media(self, old, new, volunteer):
        device = cast.device(status=old)
        assert "kein Datenträger bekannt" in refused(device, new, volunteer)
        say_no_medium(device, actor=Actor.person(volunteer))
        device.refresh_from_db()
        change_status(device, new, actor=Actor.person(volunteer))
        assert device.status == new

    def test_what_holds_none_is_not_asked(self, old, new, volunteer):
        monitor = cast.device(status=old, category=cast.category("monitor"))
        change_status(monitor, new, actor=Actor.person(volunteer))
        assert monitor.status == new


def test_a_finished_device_becomes_ready(finished, senior_volunteer):
    change_status(finished, "ready", actor=Actor.person(senior_volunteer))
    assert finished.status == "ready"


class TestMediaEvident:
    def test_an_open_medium_refuses(self, finished, senior_volunteer):
        cast.medium(finished)
        assert refused(finished, "ready", senior_volunteer) == "1 Datenträger ist noch zu löschen."

    def test_no_known_medium_is_no_proof(self, finished, senior_volunteer):
        finished.media.update(device=None)
        assert "kein Datenträger bekannt" in refused(finished, "ready", senior_volunteer)

    def test_a_persons_word_that_there_is_none_counts_in_its_cycle(self, finished, senior_volunteer, volunteer):
        finished.media.update(device=None)
        Device.objects.filter(pk=finished.pk).update(no_medium_cycle=1, no_medium_said_by=volunteer)
        change_status(finished, "ready", actor=Actor.person(senior_volunteer))
        assert finished.status == "ready"

    def test_that_word_of_an_earlier_cycle_does_not_count(self, finished, senior_volunteer, volunteer):
        finished.media.update(device=None)
        QualityControl.objects.update(cycle=2)
        Device.objects.filter(pk=finished.pk).update(cycle=2, no_medium_cycle=1, no_medium_said_by=volunteer)
        assert "kein Datenträger bekannt" in refused(finished, "ready", senior_volunteer)

    def test_a_category_without_media_is_asked_nothing(self, finished, senior_volunteer):
        finished.media.update(device=None)
        Device.objects.filter(pk=finished.pk).update(category=cast.category("monitor"))
        finished.refresh_from_db()
        change_status(finished, "ready", actor=Actor.person(senior_volunteer))
        assert finished.status == "ready"

    def test_a_medium_called_settled_without_evidence_refuses(self, finished, senior_volunteer):
        cast.medium(finished, status=MediumStatus.DESTROYED, proof={"cycle": 7})
        assert "Nachweis aus diesem Durchlauf fehlt" in refused(finished, "ready", senior_volunteer)

    def test_evidence_of_an_earlier_cycle_does_not_count(self, finished, senior_volunteer):
        Device.objects.filter(pk=finished.pk).update(cycle=2)
        assert "Nachweis aus diesem Durchlauf fehlt" in refused(finished, "ready", senior_volunteer)

    def test_a_retracted_erasure_does_not_count(self, finished, senior_volunteer):
        erasure = Erasure.objects.get()
        erase(finished.media.get(), senior_volunteer, retracts=erasure)
        assert "Nachweis aus diesem Durchlauf fehlt" in refused(finished, "ready", senior_volunteer)


class TestStepsDone:
    def test_an_open_step_refuses(self, finished, senior_volunteer):
        Device.objects.filter(pk=finished.pk).update(open_steps=2)
        assert refused(finished, "ready", senior_volunteer) == "2 Pflichtschritte sind offen oder nicht in Ordnung."

    def test_a_checklist_that_was_never_started_refuses(self, finished, senior_volunteer):
        Device.objects.filter(pk=finished.pk).update(checklist=None)
        assert refused(finished, "ready", senior_volunteer) == "Die Prüfschritte sind noch nicht begonnen."


class TestQualityControlSigned:
    def test_nobody_signed(self, finished, senior_volunteer):
        QualityControl.objects.all().delete()
        assert refused(finished, "ready", senior_volunteer) == "Die Endkontrolle ist noch nicht unterschrieben."

    def test_a_signature_that_was_taken_back_does_not_count(self, finished, senior_volunteer):
        QualityControl.objects.update(withdrawn_at=cast.NOW)
        assert refused(finished, "ready", senior_volunteer) == "Die Endkontrolle ist noch nicht unterschrieben."

    def test_a_signature_of_an_earlier_cycle_does_not_count(self, finished, senior_volunteer):
        QualityControl.objects.update(cycle=7)
        assert refused(finished, "ready", senior_volunteer) == "Die Endkontrolle ist noch nicht unterschrieben."

    def test_nobody_signs_for_their_own_steps(self, finished, volunteer, senior_volunteer):
        QualityControl.objects.update(signed_by=volunteer)
        assert "keinen der Prüfschritte" in refused(finished, "ready", senior_volunteer)


def test_a_device_on_hold_does_not_become_ready(finished, senior_volunteer):
    Device.objects.filter(pk=finished.pk).update(hold_kind="part", hold_since=cast.NOW)
    assert refused(finished, "ready", senior_volunteer) == "Das Gerät wartet auf Ersatzteil."


class TestDonations:
    def test_nothing_is_offered_without_a_device(self, donor_user):
        donation = cast.donation(status="draft")
        assert refused(donation, "announced", donor_user) == "Bitte nennen Sie mindestens ein Gerät."
        cast.device(donation=donation, status="registered")
        change_status(donation, "announced", actor=Actor.person(donor_user))
        assert donation.status == "announced"

    def test_it_is_settled_with_its_last_device_and_not_before(self, volunteer):
        donation = cast.donation(status="received")
        first, second = (
            cast.device_without_media(donation=donation),
            cast.device(donation=donation, status="registered"),
        )
        assert refused(donation, "settled", volunteer) == "Noch nicht jedes Gerät der Spende ist abgeschlossen."
        change_status(first, "recycled", actor=Actor.person(volunteer))
        assert Donation.objects.get().status == "received"
        change_status(second, "not_received", actor=Actor.person(volunteer))
        assert Donation.objects.get().status == "settled"

    def test_it_is_open_again_when_something_comes_later(self, volunteer):
        donation = cast.donation(status="settled")
        late = cast.device(donation=donation, status="not_received")
        change_status(late, "received", actor=Actor.person(volunteer))
        assert Donation.objects.get().status == "received"

    def test_a_loose_medium_keeps_it_open_until_it_is_settled(self, volunteer):
        donation = cast.donation(status="received")
        device = cast.device_without_media(donation=donation)
        disk = cast.medium(device)
        type(disk).objects.update(device=None)
        Device.objects.update(unsettled_media=0)
        device.refresh_from_db()
        change_status(device, "recycled", actor=Actor.person(volunteer))
        assert Donation.objects.get().status == "received"
