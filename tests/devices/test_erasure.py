"""What settles a medium, what takes that back, and the count that carries the gate."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from devices.enums import MediumStatus
from devices.erasure import (
    Settlement,
    confirm_by_person,
    retract,
    settle_by_hand,
    settle_by_log,
)
from devices.media import add_medium, recount_media, say_no_medium, withdraw_no_medium
from devices.models import Device, Erasure, ErasureMethod, Evidence
from devices.stages import start_refurbishment
from tests import cast
from tests.devices import erasure_cast
from tests.devices.erasure_cast import LATER, counted, evidence, log, verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def device():
    return erasure_cast.device()


@pytest.fixture
def disk(device):
    return erasure_cast.disk(device)


class TestAPersonsWord:
    def confirm(self, disk, report, by, note="Uhr leer", finished_at=LATER):
        return confirm_by_person(
            disk,
            0,
            report,
            evidence(disk.device, by),
            actor=Actor.person(by),
            note=note,
            finished_at=finished_at,
            now=LATER,
        )

    def test_settles_a_log_of_a_wrong_clock(self, device, disk, volunteer):
        erasure = self.confirm(disk, log(finished_at=cast.NOW - timedelta(days=900)), volunteer)
        assert (erasure.operator, erasure.finished_at, counted(device)) == (volunteer, LATER, (0, 0))
        assert device.events.get(kind="erasure_recorded").note.text == "Uhr leer"

    def test_settles_a_log_without_a_serial_for_a_medium_of_that_size(self, device, disk, volunteer):
        self.confirm(disk, log(serial=None, reasons=("serial_missing",), bytes=500 * 10**9), volunteer)
        assert counted(device) == (0, 0)

    def test_one_line_of_a_log_proves_one_medium(self, device, disk, volunteer):
        report, proof = log(serial=None, reasons=("serial_missing",)), evidence(device, volunteer)
        other = cast.medium(device, entered_at=cast.NOW)
        said = {"actor": Actor.person(volunteer), "note": "stand daneben", "finished_at": LATER, "now": LATER}
        first = confirm_by_person(disk, 0, report, proof, **said)
        with pytest.raises(TransitionRefused, match="andere"):
            confirm_by_person(other, 0, report, proof, **said)
        assert (first.line, first.attempt, counted(device)) == (0, 0, (1, 1))
        retract(first, actor=Actor.person(volunteer), reason="es war die andere", now=LATER)
        assert (confirm_by_person(other, 0, report, proof, **said).attempt, counted(device)) == (1, (1, 1))

    def test_keeps_who_when_why_and_what_the_clock_said(self, device, disk, volunteer):
        erasure = self.confirm(disk, log(finished_at=datetime(2000, 1, 1, 0, 7, tzinfo=UTC)), volunteer)
        line = device.events.get(kind="erasure_recorded")
        assert (line.actor, line.happened_at, line.note.text) == (volunteer, LATER, "Uhr leer")
        assert (line.data["answered"], line.data["clock"]) == (["clock_not_set"], "2000-01-01T00:07:00+00:00")
        assert (erasure.operator, erasure.recorded_at) == (volunteer, LATER)

    @pytest.mark.parametrize(
        ("report", "options"),
        [
            (log(finished_at=cast.NOW - timedelta(days=9)), {"note": " "}),
            (log(erased=False, reasons=("failed",)), {}),
            (log(reasons=("hidden_sectors",)), {}),
            (log(serial="OTHER1", finished_at=cast.NOW - timedelta(days=9)), {}),
            (log(serial=None, reasons=("serial_missing",), bytes=8 * 10**9), {}),
            (log(finished_at=cast.NOW - timedelta(days=9)), {"finished_at": cast.NOW - timedelta(days=1)}),
            (log(finished_at=cast.NOW - timedelta(days=9)), {"finished_at": LATER + timedelta(days=1)}),
        ],
    )
    def test_is_refused(self, device, disk, volunteer, report, options):
        with pytest.raises(TransitionRefused):
            self.confirm(disk, report, volunteer, **options)
        assert counted(device) == (1, 1)


class TestByHand:
    def settle(self, disk, by, outcome, **fields):
        settlement = Settlement(outcome=outcome, finished_at=LATER, **fields)
        return settle_by_hand(disk, settlement, actor=Actor.person(by), now=LATER)

    def test_taken_out_lies_at_a_location_and_can_be_destroyed_later(self, device, disk, volunteer):
        self.settle(disk, volunteer, MediumStatus.REMOVED, location=cast.location())
        disk.refresh_from_db()
        assert (disk.status, disk.location.code, counted(device)) == ("removed", "shelf-a-01", (0, 0))
        photo, shredded = evidence(device, volunteer, "photo"), ErasureMethod.objects.get(code="shredded")
        erasure = self.settle(disk, volunteer, MediumStatus.DESTROYED, table=shredded, evidence=photo)
        disk.refresh_from_db()
        assert (disk.status, disk.location, erasure.level) == ("destroyed", None, "destroy")

    @pytest.mark.parametrize(
        ("outcome", "fields", "word"),
        [
            (MediumStatus.REMOVED, {}, "Verschluss"),
            (MediumStatus.DESTROYED, {}, "Foto"),
            (MediumStatus.ERASED, {}, "Foto"),
            (MediumStatus.RETURNED_TO_DONOR, {}, "Foto"),
            (MediumStatus.PENDING, {}, "So lässt sich"),
        ],
    )
    def test_says_what_is_missing(self, device, disk, volunteer, outcome, fields, word):
        with pytest.raises(TransitionRefused, match=word):
            self.settle(disk, volunteer, outcome, **fields)
        assert counted(device) == (1, 1) and not Erasure.objects.exists()

    @pytest.mark.parametrize(
        ("outcome", "code", "proof", "word"),
        [
            (MediumStatus.ERASED, "ata-sanitize-hdd", "hardware_report", "kein Nachweis"),
            (MediumStatus.ERASED, "ata-sanitize-hdd", "erasure_report", "kein Nachweis"),
            (MediumStatus.ERASED, "ata-sanitize-ssd", "photo", "Verfahren"),
            (MediumStatus.ERASED, "shredded", "photo", "Verfahren"),
            (MediumStatus.DESTROYED, "ata-sanitize-hdd", "photo", "Verfahren"),
            (MediumStatus.DESTROYED, "drilled", "attachment", "Foto"),
            (MediumStatus.ERASED, "security-erase-hdd", "photo", "fachlicher Prüfung"),
        ],
    )
    def test_the_level_table_and_its_proof_are_asked(self, device, disk, volunteer, outcome, code, proof, word):
        table = ErasureMethod.objects.get(code=code)
        with pytest.raises(TransitionRefused, match=word):
            self.settle(disk, volunteer, outcome, table=table, evidence=evidence(device, volunteer, proof))
        assert counted(device) == (1, 1) and not Erasure.objects.exists()

    def test_a_method_for_review_counts_by_a_senior_volunteers_word(self, device, disk, volunteer, senior_volunteer):
        table = ErasureMethod.objects.get(code="security-erase-hdd")
        how = {"table": table, "tool": "hdparm", "evidence": evidence(device, volunteer, "attachment")}
        with pytest.raises(TransitionRefused, match="Ehrenamt mit Endkontrolle"):
            self.settle(disk, volunteer, MediumStatus.ERASED, note="sah gut aus", **how)
        with pytest.raises(TransitionRefused, match="geprüft haben"):
            self.settle(disk, senior_volunteer, MediumStatus.ERASED, **how)
        erasure = self.settle(disk, senior_volunteer, MediumStatus.ERASED, note="Stichproben sind leer", **how)
        line = device.events.get(kind="erasure_recorded")
        assert (erasure.level, erasure.warning, counted(device)) == ("clear", table.warning_de, (0, 0))
        assert (line.data["reviewed"], line.note.text) == (True, "Stichproben sind leer")

    def test_what_the_tool_printed_proves_an_erasure(self, device, disk, volunteer):
        printed, sanitize = (
            evidence(device, volunteer, "attachment"),
            ErasureMethod.objects.get(code="ata-sanitize-hdd"),
        )
        erasure = self.settle(disk, volunteer, MediumStatus.ERASED, table=sanitize, tool="hdparm", evidence=printed)
        assert (erasure.level, erasure.warning, counted(device)) == ("purge", "", (0, 0))

    def test_the_warning_of_the_table_is_kept(self, device, volunteer):
        ssd = cast.medium(device, kind="ssd", entered_at=cast.NOW)
        table = ErasureMethod.objects.get(code="overwrite-ssd")
        erasure = self.settle(
            ssd, volunteer, MediumStatus.ERASED, table=table, evidence=evidence(device, volunteer, "photo")
        )
        assert (erasure.level, erasure.warning) == ("clear", table.warning_de)

    def test_one_picture_proves_one_medium(self, device, disk, volunteer):
        other, photo = cast.medium(device, entered_at=cast.NOW), evidence(device, volunteer, "photo")
        drilled = ErasureMethod.objects.get(code="drilled")
        first = self.settle(disk, volunteer, MediumStatus.DESTROYED, table=drilled, evidence=photo)
        with pytest.raises(TransitionRefused, match="andere"):
            self.settle(other, volunteer, MediumStatus.DESTROYED, table=drilled, evidence=photo)
        retract(first, actor=Actor.person(volunteer), reason="falsches Medium", now=LATER)
        second = self.settle(other, volunteer, MediumStatus.DESTROYED, table=drilled, evidence=photo)
        assert (second.line, second.attempt, counted(device)) == (0, 1, (1, 1))

    def test_nothing_is_settled_without_a_person(self, disk):
        settlement = Settlement(outcome=MediumStatus.REMOVED, finished_at=LATER, location=cast.location())
        with pytest.raises(TransitionRefused, match="Person"):
            settle_by_hand(disk, settlement, actor=Actor.system(), now=LATER)

    def test_erasing_and_destroying_name_their_method(self, device, disk, volunteer):
        with pytest.raises(TransitionRefused, match="Verfahren"):
            self.settle(disk, volunteer, MediumStatus.ERASED, evidence=evidence(device, volunteer, "photo"))
        assert counted(device) == (1, 1)


class TestTakingBack:
    def erased(self, disk, by):
        report = log()
        return settle_by_log(
            verdict(disk, report), report, evidence(disk.device, by), actor=Actor.person(by), now=LATER
        )

    def test_writes_a_new_row_and_the_medium_is_open_again(self, device, disk, volunteer):
        erasure = self.erased(disk, volunteer)
        retraction = retract(erasure, actor=Actor.person(volunteer), reason="falsche Platte", now=LATER)
        disk.refresh_from_db()
        assert (disk.status, retraction.retracts, counted(device)) == ("pending", erasure, (1, 1))
        assert list(Erasure.objects.standing()) == []

    def test_sends_a_ready_device_back_to_refurbishment(self, device, disk, volunteer):
        erasure = self.erased(disk, volunteer)
        Device.objects.filter(pk=device.pk).update(status="ready")
        retract(erasure, actor=Actor.person(volunteer), reason="falsche Platte", now=LATER)
        device.refresh_from_db()
        assert (device.status, device.unsettled_media) == ("in_refurbishment", 1)

    @pytest.mark.parametrize("status", ["delivered", "handed_over", "recycled"])
    def test_is_refused_once_the_device_has_left(self, device, disk, volunteer, status):
        erasure = self.erased(disk, volunteer)
        Device.objects.filter(pk=device.pk).update(status=status)
        with pytest.raises(TransitionRefused):
            retract(erasure, actor=Actor.person(volunteer), reason="falsche Platte", now=LATER)

    def test_cannot_be_done_twice_and_needs_a_reason(self, disk, volunteer):
        erasure = self.erased(disk, volunteer)
        with pytest.raises(TransitionRefused):
            retract(erasure, actor=Actor.person(volunteer), reason=" ", now=LATER)
        retract(erasure, actor=Actor.person(volunteer), reason="falsch", now=LATER)
        with pytest.raises(TransitionRefused):
            retract(erasure, actor=Actor.person(volunteer), reason="falsch", now=LATER)

    def test_the_same_log_does_not_settle_by_itself_what_was_taken_back(self, device, disk, volunteer):
        report, proof = log(), evidence(device, volunteer)
        erasure = settle_by_log(verdict(disk, report), report, proof, actor=Actor.person(volunteer), now=LATER)
        retract(erasure, actor=Actor.person(volunteer), reason="falsch", now=LATER)
        disk.refresh_from_db()
        with pytest.raises(TransitionRefused, match="zurückgenommen"):
            settle_by_log(verdict(disk, report), report, proof, actor=Actor.person(volunteer), now=LATER)


class TestTheGate:
    def test_nobody_writes_past_the_count(self, device, disk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Device.objects.filter(pk=device.pk).update(status="ready")

    def test_erasures_and_evidence_are_written_once(self, device, volunteer):
        proof = evidence(device, volunteer)
        with pytest.raises(AppendOnlyError):
            Evidence.objects.filter(pk=proof.pk).update(file_name="x")
        with pytest.raises(AppendOnlyError):
            proof.delete()

    def test_a_recount_finds_what_the_services_kept(self, device, disk, volunteer):
        add_medium(device, {"kind": "ssd"}, actor=Actor.person(volunteer), now=LATER)
        assert counted(device) == (2, 2)
        Device.objects.filter(pk=device.pk).update(unsettled_media=7)
        recount_media([device.pk])
        assert counted(device) == (2, 2)


class TestMediaByHand:
    def test_a_found_medium_sends_a_ready_device_back(self, volunteer):
        device = cast.device(status="ready", status_since=cast.NOW)
        add_medium(device, {"kind": "ssd", "serial": "S1"}, actor=Actor.person(volunteer), now=LATER)
        device.refresh_from_db()
        assert (device.status, device.unsettled_media) == ("in_refurbishment", 1)

    def test_a_later_medium_enters_the_cycle_only_then(self, device, disk, volunteer):
        medium = add_medium(device, {"kind": "ssd", "serial": "S1"}, actor=Actor.person(volunteer), now=LATER)
        assert medium.entered_at == LATER

    @pytest.mark.parametrize("status", ["registered", "delivered", "handed_over", "recycled", "lost"])
    def test_nothing_is_added_to_a_device_elsewhere(self, volunteer, status):
        device = cast.device(status=status)
        with pytest.raises(TransitionRefused):
            add_medium(device, {"kind": "ssd"}, actor=Actor.person(volunteer), now=LATER)

    def test_no_medium_is_a_persons_word_and_ends_with_the_first_medium(self, device, volunteer):
        say_no_medium(device, actor=Actor.person(volunteer))
        device.refresh_from_db()
        assert device.no_medium_said and device.no_medium_said_by == volunteer
        add_medium(device, {"kind": "ssd"}, actor=Actor.person(volunteer), now=LATER)
        device.refresh_from_db()
        assert not device.no_medium_said

    def test_no_medium_is_refused_to_the_system_and_beside_a_known_one(self, device, disk, volunteer):
        with pytest.raises(TransitionRefused):
            say_no_medium(cast.device(), actor=Actor.system())
        with pytest.raises(TransitionRefused):
            say_no_medium(device, actor=Actor.person(volunteer))

    def test_the_word_can_be_taken_back(self, volunteer):
        device = cast.device(status="ready")
        Device.objects.filter(pk=device.pk).update(no_medium_cycle=1, no_medium_said_by=volunteer)
        withdraw_no_medium(device, actor=Actor.person(volunteer))
        device.refresh_from_db()
        assert (device.status, device.no_medium_said) == ("in_refurbishment", False)


def test_a_new_cycle_opens_what_is_still_inside_and_keeps_the_fate_of_what_is_not(volunteer):
    device = cast.device(status="returned", status_since=cast.NOW)
    inside, out = cast.medium(device, status="erased"), cast.medium(device, status="destroyed")
    start_refurbishment(device, actor=Actor.person(volunteer), now=LATER)
    for row in (device, inside, out):
        row.refresh_from_db()
    assert (device.status, device.cycle, counted(device)) == ("in_refurbishment", 2, (1, 1))
    assert (inside.status, inside.cycle, out.status, out.cycle) == ("pending", 2, "destroyed", 1)
    assert device.checklist is not None and device.open_steps > 0
    assert not verdict(inside, log(serial=inside.serial, finished_at=cast.NOW - timedelta(minutes=1))).settles
