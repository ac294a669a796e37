"""Every way around the erasure gate that somebody could think of: each is refused, and the medium stays open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from custody.services import change_status, change_status_many
from devices import checking, intake, stages
from devices.enums import GATED, SETTLED_MEDIUM, DeviceStatus, EvidenceKind, MediumStatus
from devices.erasure import Settlement, Verdict, judge, retract, settle_by_hand, settle_by_log
from devices.evidence import take_original
from devices.facts import change_facts
from devices.importers.facts import ErasureReport, HardwareReport, MediumErasure
from devices.inside import move_medium
from devices.lifecycle import GUARDS, TRANSITIONS
from devices.media import medium_inside_again, recount_media, say_no_medium
from devices.models import Check, Device, Erasure, QualityControl, StorageMedium
from devices.originals import Original
from devices.undo import undo_last_step
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=2)
ASKS_FOR_MEDIA = {"media_settled", "media_evident"}


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def finished(volunteer, senior_volunteer):
    """A notebook with everything done and signed, but for its disk."""
    checklist = cast.category().checklists.first()
    device = cast.device(status="in_refurbishment", checklist=checklist, status_since=cast.NOW)
    for step in checklist.steps.all():
        Check.objects.create(device=device, cycle=1, step=step, result="passed", done_by=volunteer, done_at=cast.NOW)
    QualityControl.objects.create(device=device, cycle=1, signed_by=senior_volunteer, signed_at=cast.NOW)
    return device


@pytest.fixture
def disk(finished):
    return cast.medium(finished, serial="TF755AWHKL0LHM", entered_at=cast.NOW)


@pytest.fixture(autouse=True)
def stays_open(request):
    """Whatever a test tried: the count is the true one, and no device with an open medium is out."""
    yield
    for device in Device.objects.all():
        assert device.unsettled_media == device.media.unsettled().count()
        assert not (device.unsettled_media and device.status in GATED)


def refused_by_the_database(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


class TestWritingPastTheServices:
    @pytest.mark.parametrize("status", GATED)
    def test_the_status_of_a_device(self, finished, disk, status):
        refused_by_the_database(lambda: Device.objects.filter(pk=finished.pk).update(status=status))
        finished.refresh_from_db()
        finished.status = status
        refused_by_the_database(finished.save)
        refused_by_the_database(lambda: Device.objects.bulk_update([finished], ["status"]))

    @pytest.mark.parametrize("status", SETTLED_MEDIUM)
    def test_the_status_of_a_medium(self, disk, status):
        columns = {"status": status, "location": cast.location()}
        refused_by_the_database(lambda: StorageMedium.objects.filter(pk=disk.pk).update(**columns))
        disk.status, disk.location = status, cast.location()
        refused_by_the_database(disk.save)
        facts = {"device": disk.device, "donation": disk.donation, **columns}
        refused_by_the_database(lambda: StorageMedium.objects.create(**facts))

    def test_a_medium_that_rests_on_the_erasure_of_another(self, finished, disk):
        proof = cast.medium(finished, status="erased").settled_by
        refused_by_the_database(lambda: StorageMedium.objects.filter(pk=disk.pk).update(settled_by=proof))
        refused_by_the_database(
            lambda: StorageMedium.objects.filter(pk=disk.pk).update(status="erased", settled_by=proof)
        )

    def test_an_open_medium_that_keeps_its_proof(self, finished):
        erased = cast.medium(finished, status="erased")
        refused_by_the_database(lambda: StorageMedium.objects.filter(pk=erased.pk).update(status="pending"))

    def test_an_erasure_alone_settles_nothing(self, finished, disk):
        cast.erasure(disk)
        recount_media([finished.pk])
        disk.refresh_from_db()
        finished.refresh_from_db()
        assert (disk.status, finished.unsettled_media) == ("pending", 1)

    def test_deleting(self, finished, disk):
        for delete in (disk.delete, StorageMedium.objects.filter(pk=disk.pk).delete, finished.media.all().delete):
            with pytest.raises(AppendOnlyError):
                delete()
        with pytest.raises((ProtectedError, AppendOnlyError)):
            finished.delete()

    def test_calling_it_a_mistake_without_taking_it_out_of_the_device(self, disk):
        refused_by_the_database(lambda: StorageMedium.objects.filter(pk=disk.pk).update(mistaken_at=LATER))

    def test_no_medium_without_a_person(self, finished):
        refused_by_the_database(lambda: Device.objects.filter(pk=finished.pk).update(no_medium_cycle=1))

    def test_there_is_no_admin(self):
        assert not apps.is_installed("django.contrib.admin")


class TestTheLifecycles:
    def test_every_way_into_a_gated_status_asks_for_the_media(self):
        into = {(old, new) for old, ends in TRANSITIONS.items() for new in ends if new in GATED and old not in GATED}
        assert into and all(ASKS_FOR_MEDIA & set(GUARDS[pair]) for pair in into)

    def test_no_service_out_of_order(self, disk, actor):
        for start in [status for status in DeviceStatus if status not in GATED]:
            Device.objects.filter(pk=disk.device_id).update(status=start)
            for status in GATED:
                assert change_status_many(Device, [disk.device_id], status, actor=actor).changed == []

    @pytest.mark.parametrize("status", SETTLED_MEDIUM)
    def test_a_medium_without_its_erasure(self, disk, actor, status):
        with pytest.raises(TransitionRefused, match="eingetragene Löschung"):
            change_status(disk, status, actor=actor, location=cast.location())

    def test_an_erasure_of_another_outcome(self, disk, actor):
        proof = cast.erasure(disk, outcome="removed")
        with pytest.raises(TransitionRefused, match="eingetragene Löschung"):
            change_status(disk, "erased", actor=actor, settled_by=proof)

    def test_an_erasure_that_was_taken_back(self, disk, actor):
        erasure = take_out(disk, actor)
        retract(erasure, actor=actor, reason="doch drin", now=LATER)
        with pytest.raises(TransitionRefused, match="eingetragene Löschung"):
            change_status(disk, "removed", actor=actor, location=cast.location(), settled_by=erasure)

    def test_an_erasure_from_before_it_came_in_again(self, disk, actor):
        erasure = take_out(disk, actor)
        medium_inside_again(disk, actor=actor, now=LATER + timedelta(hours=1))
        with pytest.raises(TransitionRefused, match="eingetragene Löschung"):
            change_status(disk, "removed", actor=actor, location=cast.location(), settled_by=erasure)

    def test_an_erasure_of_the_cycle_before(self, actor):
        device = cast.device(status="returned", status_since=LATER)
        disk = cast.medium(device, status="erased", entered_at=cast.NOW)
        erasure = disk.settled_by
        stages.start_refurbishment(device, actor=actor, now=LATER)
        with pytest.raises(TransitionRefused, match="eingetragene Löschung"):
            change_status(disk, "erased", actor=actor, settled_by=erasure)


def take_out(medium, actor):
    settlement = Settlement(outcome=MediumStatus.REMOVED, finished_at=LATER, location=cast.location())
    erasure = settle_by_hand(medium, settlement, actor=actor, now=LATER)
    medium.refresh_from_db()
    return erasure


class TestTheVerbs:
    def test_signing(self, finished, disk, senior_volunteer):
        with pytest.raises(TransitionRefused, match="noch zu löschen"):
            checking.sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))

    def test_ending(self, finished, disk, senior_volunteer):
        for end in (DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED):
            with pytest.raises(TransitionRefused, match="noch zu löschen"):
                stages.end(finished, end, actor=Actor.person(senior_volunteer), reason="defekt")

    def test_saying_that_there_is_none(self, finished, disk, actor):
        with pytest.raises(TransitionRefused):
            say_no_medium(finished, actor=actor)

    def test_another_category(self, finished, disk, actor, senior_volunteer):
        change_facts(finished, {"category": cast.category("monitor")}, actor=actor)
        with pytest.raises(TransitionRefused, match="noch zu löschen"):
            checking.sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))

    def test_moving_the_medium_into_another_device(self, finished, disk, actor, senior_volunteer):
        other = cast.device(status="in_refurbishment")
        move_medium(disk, other, actor=actor, now=LATER)
        other.refresh_from_db()
        assert other.unsettled_media == 1
        with pytest.raises(TransitionRefused, match="kein Datenträger bekannt"):
            checking.sign_and_make_ready(finished, actor=Actor.person(senior_volunteer))

    def test_losing_and_finding(self, finished, disk, actor):
        stages.report_lost(finished, actor=actor, reason="Inventur")
        disk.refresh_from_db()
        with pytest.raises(TransitionRefused):
            change_status(disk, "erased", actor=actor)
        stages.report_found(finished, actor=actor, reason="stand im Keller")
        finished.refresh_from_db()
        assert (finished.status, finished.unsettled_media) == ("received", 1)

    def test_taking_a_loss_back(self, finished, disk, actor):
        stages.report_lost(finished, actor=actor, reason="Inventur")
        undo_last_step(finished, actor=actor, reason="doch da", anyone=True)
        finished.refresh_from_db()
        assert (finished.status, finished.unsettled_media) == ("in_refurbishment", 1)

    def test_taking_in_what_was_never_erased(self, actor):
        donation = cast.donation(status="received")
        device = cast.device(donation=donation, status="registered")
        cast.medium(device)
        intake.receive_lines(donation, [device.number], actor=actor)
        device.refresh_from_db()
        assert (device.status, device.unsettled_media) == ("received", 1)


class TestFiles:
    def test_a_report_without_any_disk(self, finished, disk, actor):
        original = Original("a.json", b"{}", EvidenceKind.HARDWARE_REPORT, HardwareReport(format="lshw", model="X"))
        take_original(finished, original, actor=actor, now=LATER)
        finished.refresh_from_db()
        assert finished.unsettled_media == 1

    @pytest.mark.parametrize(
        "forged",
        [
            {"reasons": ("failed",), "erased": False},
            {"reasons": ("hidden_sectors",)},
            {"serial": "OTHER"},
            {"finished_at": cast.NOW - timedelta(days=1)},
            {"finished_at": LATER + timedelta(days=1)},
        ],
    )
    def test_a_verdict_that_the_log_does_not_bear_out(self, disk, actor, volunteer, forged):
        good = MediumErasure("/dev/sda", serial=disk.serial, erased=True, verification="last", finished_at=LATER)
        report = ErasureReport(tool="nwipe", media=(replace(good, **forged),))
        proof = cast.evidence(disk.device, volunteer)
        for verdict in (Verdict(good, disk, ()), Verdict(report.media[0], disk, ())):
            with pytest.raises(TransitionRefused):
                settle_by_log(verdict, report, proof, actor=actor, now=LATER)
        assert not Erasure.objects.exists()

    def test_a_log_of_two_media_with_the_same_serial(self, finished, disk):
        twin = cast.medium(finished, serial=disk.serial)
        good = MediumErasure("/dev/sda", serial=disk.serial, erased=True, verification="last", finished_at=LATER)
        (verdict,) = judge(ErasureReport(tool="nwipe", media=(good,)), [disk, twin], now=LATER)
        assert not verdict.settles
