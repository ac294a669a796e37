"""What settles a medium, what takes that back, and the count that carries the gate."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from devices.enums import MediumStatus
from devices.erasure import Settlement, confirm_by_person, judge, retract, settle_by_hand, settle_by_log
from devices.importers.facts import ErasureReport, MediumErasure
from devices.media import add_medium, recount_media, say_no_medium, withdraw_no_medium
from devices.models import Device, Erasure, Evidence
from devices.stages import start_refurbishment
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=2)


def log(serial="TF755AWHKL0LHM", finished_at=LATER, reasons=(), erased=True, **fields) -> ErasureReport:
    medium = MediumErasure(
        device_path="/dev/sda",
        serial=serial,
        method="PRNG Stream",
        verification="last",
        erased=erased,
        finished_at=finished_at,
        reasons=reasons,
        **fields,
    )
    return ErasureReport(tool="nwipe", version="0.42", media=(medium,))


def evidence(device, by) -> Evidence:
    return Evidence.objects.create(
        sha256=f"{Evidence.objects.count():064x}",
        file_name="nwipe.log",
        file_bytes=1,
        kind="erasure_report",
        device=device,
        uploaded_by=by,
        uploaded_at=LATER,
    )


@pytest.fixture
def device():
    return cast.device(status="in_refurbishment", status_since=cast.NOW)


@pytest.fixture
def disk(device):
    return cast.medium(device, serial="TF755AWHKL0LHM", entered_at=cast.NOW, size_bytes=500107862016)


def verdict(disk, report, now=LATER):
    (found,) = judge(report, [disk], now=now)
    return found


def counted(device) -> tuple[int, int]:
    """The stored count and the true one."""
    device.refresh_from_db()
    return device.unsettled_media, device.media.filter(status="pending").count()


class TestALog:
    def test_settles_by_serial_with_the_level_of_the_table(self, device, disk, volunteer):
        report = log()
        erasure = settle_by_log(
            verdict(disk, report), report, evidence(device, volunteer), actor=Actor.person(volunteer), now=LATER
        )
        disk.refresh_from_db()
        assert (disk.status, erasure.level, erasure.method, erasure.cycle) == ("erased", "clear", "PRNG Stream", 1)
        assert counted(device) == (0, 0)

    def test_a_serial_cut_to_20_characters_matches_by_prefix(self, device, volunteer):
        disk = cast.medium(device, serial="ABCDEFGHIJKLMNOPQRSTUVWX", entered_at=cast.NOW)
        assert verdict(disk, log(serial="ABCDEFGHIJKLMNOPQRST")).settles

    @pytest.mark.parametrize(
        ("report", "reasons", "answerable"),
        [
            (log(finished_at=cast.NOW - timedelta(seconds=1)), ("too_early",), True),
            (log(finished_at=LATER + timedelta(days=1)), ("in_the_future",), True),
            (log(serial=None, reasons=("serial_missing",)), ("serial_missing",), True),
            (log(serial="OTHER1"), ("serial_unknown",), False),
            (log(erased=False, reasons=("failed",)), ("failed",), False),
            (log(erased=False, reasons=("verify_only",)), ("verify_only",), False),
            (log(reasons=("hidden_sectors",)), ("hidden_sectors",), False),
            (log(reasons=("not_verified",)), ("not_verified",), False),
        ],
    )
    def test_does_not_settle_and_says_why(self, disk, report, reasons, answerable):
        found = verdict(disk, report)
        assert (found.settles, found.reasons, found.answerable) == (False, reasons, answerable)

    def test_does_not_settle_by_force(self, device, disk, volunteer):
        report = log(finished_at=cast.NOW - timedelta(days=1))
        with pytest.raises(TransitionRefused):
            settle_by_log(
                verdict(disk, report), report, evidence(device, volunteer), actor=Actor.person(volunteer), now=LATER
            )
        assert counted(device) == (1, 1)


class TestAPersonsWord:
    def confirm(self, disk, report, by, note="Uhr leer", finished_at=LATER):
        return confirm_by_person(
            disk,
            report.media[0],
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
        photo = evidence(device, volunteer)
        self.settle(disk, volunteer, MediumStatus.DESTROYED, level="destroy", method="Geschreddert", evidence=photo)
        disk.refresh_from_db()
        assert (disk.status, disk.location) == ("destroyed", None)

    @pytest.mark.parametrize(
        ("outcome", "fields", "word"),
        [
            (MediumStatus.REMOVED, {}, "Verschluss"),
            (MediumStatus.DESTROYED, {"level": "destroy"}, "Foto"),
            (MediumStatus.ERASED, {"level": "clear"}, "Foto"),
            (MediumStatus.RETURNED_TO_DONOR, {}, "Foto"),
            (MediumStatus.PENDING, {}, "So lässt sich"),
        ],
    )
    def test_says_what_is_missing(self, device, disk, volunteer, outcome, fields, word):
        with pytest.raises(TransitionRefused, match=word):
            self.settle(disk, volunteer, outcome, **fields)
        assert counted(device) == (1, 1) and not Erasure.objects.exists()

    def test_erasing_and_destroying_name_their_method(self, device, disk, volunteer):
        with pytest.raises(TransitionRefused, match="Verfahren"):
            self.settle(disk, volunteer, MediumStatus.ERASED, evidence=evidence(device, volunteer))
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
