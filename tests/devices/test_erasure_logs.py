"""What a log of an erasure settles by itself, and what goes to a person."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.erasure import (
    judge,
    media_named_by,
    settle_by_log,
    settle_by_report,
)
from devices.importers.facts import ErasureReport
from devices.models import StorageMedium
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
            (log(finished_at=datetime(1970, 1, 1, 3, tzinfo=UTC)), ("clock_not_set",), True),
            (log(finished_at=datetime(2000, 1, 1, 0, 7, tzinfo=UTC)), ("clock_not_set",), True),
            (log(started_at=datetime(2000, 1, 1, tzinfo=UTC)), ("clock_moved",), True),
            (log(started_at=LATER + timedelta(minutes=1)), ("clock_moved",), True),
            (log(finished_at=None, reasons=("time_missing",)), ("time_missing",), True),
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


def test_the_first_of_a_doubled_hour_is_taken_and_goes_to_a_person_when_it_may_be_too_early(disk):
    """At 02:30 of the night in which the clocks go back; the medium came at 01:00 UTC, between the two."""
    disk.entered_at = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    report = log(finished_at=datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert verdict(disk, report).reasons == ("too_early",)


class TestALogOfSeveral:
    """From a wipe station: media of other devices and loose ones, found by their serial numbers."""

    def test_settles_media_of_any_device_and_loose_ones(self, device, disk, volunteer):
        other = cast.medium(cast.device(), serial="ABCDEFGHIJKLMNOPQRSTUVWX", entered_at=cast.NOW)
        loose = cast.loose_medium(serial="wd-wx11 a1", entered_at=cast.NOW)
        lines = [log(serial=serial).media[0] for serial in (disk.serial, "ABCDEFGHIJKLMNOPQRST", "WD-WX11 A1", "NO1")]
        report = ErasureReport(tool="nwipe", version="0.42", media=tuple(lines))
        proof = evidence(None, volunteer)
        told = settle_by_report(report, proof, media_named_by(report), actor=Actor.person(volunteer), now=LATER)
        assert [(row.medium, row.line) for row in told.settled] == [(disk, 0), (other, 1), (loose, 2)]
        assert told.verdicts[3].reasons == ("serial_unknown",)
        assert list(StorageMedium.objects.unsettled()) == []
        assert counted(device) == counted(other.device) == (0, 0)
        assert loose.events.get(kind="erasure_recorded").data["erasure"] == told.settled[2].pk

    def test_one_that_is_refused_does_not_cost_another(self, disk, volunteer):
        gone = cast.medium(cast.device(status="registered"), entered_at=cast.NOW)
        report = ErasureReport(tool="nwipe", media=tuple(log(serial=m.serial).media[0] for m in (gone, disk)))
        told = settle_by_report(
            report, evidence(None, volunteer), media_named_by(report), actor=Actor.person(volunteer), now=LATER
        )
        assert ([row.medium for row in told.settled], told.verdicts[0].reasons) == ([disk], ("not_here",))

    def test_two_media_of_one_serial_go_to_a_person(self, disk):
        cast.medium(cast.device(), serial=disk.serial, entered_at=cast.NOW)
        (found,) = judge(log(), media_named_by(log()), now=LATER)
        assert (found.settles, found.reasons) == (False, ("serial_several",))
