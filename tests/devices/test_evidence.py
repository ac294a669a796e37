"""Uploaded originals: kept, read, applied to their device."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from custody.actor import Actor
from devices.enums import EvidenceKind, MediumStatus
from devices.evidence import Outcome, take_files
from devices.models import Device, Evidence
from devices.report_texts import summary
from documents import storage
from tests import cast

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
LSHW = SAMPLES / "lshw" / "e5530.json"
LOG = SAMPLES / "nwipe" / "nwipe-0.42-latitude-e5530.log"
needs_samples = pytest.mark.skipif(not LSHW.exists(), reason="the sample files are not here")
# The log was printed on 23 November 2026, 03:35 in Berlin.
BEFORE_THE_LOG = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AFTER_THE_LOG = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def upload(device, *files, by, now=AFTER_THE_LOG):
    uploaded = [SimpleUploadedFile(name, content) for name, content in files]
    return take_files(device, uploaded, actor=Actor.person(by), now=now)


def blank_device(**fields) -> Device:
    return cast.device(maker="", model="", status_since=BEFORE_THE_LOG, **fields)


@needs_samples
class TestTheTwoSamples:
    def test_the_hardware_report_fills_the_device_and_makes_its_disk_known(self, reference, volunteer):
        device = blank_device()
        (result,) = upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        device.refresh_from_db()
        assert result.outcome == Outcome.READ
        assert (device.maker, device.model, device.serial) == ("Dell Inc.", "Latitude E5530 non-vPro", "D8FTRY1")
        assert (device.cpu, device.cores, device.ram_mib) == ("Intel(R) Core(TM) i5-3340M CPU @ 2.70GHz", 2, 8192)
        assert device.uuid == "4c4c4544-0038-4610-8054-c4c04f525931"
        disk = device.media.get()
        assert (disk.kind, disk.serial, disk.size_bytes) == ("hdd", "TF755AWHKL0LHM", 500107862016)
        assert (disk.status, device.unsettled_media) == (MediumStatus.PENDING, 1)
        assert "d8ftry1" in device.search_text

    def test_the_log_settles_it_with_level_method_and_tool(self, reference, volunteer):
        device = blank_device()
        upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        (result,) = upload(device, ("nwipe.log", LOG.read_bytes()), by=volunteer)
        (erasure,) = result.settled
        device.refresh_from_db()
        assert (erasure.level, erasure.method, erasure.tool, erasure.tool_version) == (
            "clear",
            "PRNG Stream",
            "nwipe",
            "0.42",
        )
        assert erasure.verified and erasure.evidence == result.evidence and erasure.operator == volunteer
        assert (device.media.get().status, device.unsettled_media) == (MediumStatus.ERASED, 0)

    def test_both_at_once_in_the_wrong_order_work(self, reference, volunteer):
        device = blank_device()
        upload(device, ("nwipe.log", LOG.read_bytes()), ("e5530.json", LSHW.read_bytes()), by=volunteer)
        device.refresh_from_db()
        assert device.media.get().status == MediumStatus.ERASED

    def test_a_log_from_before_the_device_came_goes_to_a_person(self, reference, volunteer):
        device = cast.device(maker="", model="", status_since=AFTER_THE_LOG)
        later = AFTER_THE_LOG + timedelta(hours=1)
        upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer, now=later)
        (result,) = upload(device, ("nwipe.log", LOG.read_bytes()), by=volunteer, now=later)
        assert result.settled == []
        assert [(v.reasons, v.answerable) for v in result.verdicts] == [(("too_early",), True)]
        assert device.media.get().status == MediumStatus.PENDING

    def test_a_log_from_the_future_goes_to_a_person(self, reference, volunteer):
        device = blank_device()
        upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer, now=BEFORE_THE_LOG)
        (result,) = upload(device, ("nwipe.log", LOG.read_bytes()), by=volunteer, now=BEFORE_THE_LOG)
        assert [v.reasons for v in result.verdicts] == [("in_the_future",)]
        assert device.media.get().status == MediumStatus.PENDING

    def test_the_originals_are_kept_byte_by_byte(self, reference, volunteer):
        device = blank_device()
        (result,) = upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        assert storage.read(result.evidence.sha256) == LSHW.read_bytes()

    def test_a_known_file_is_recognised_and_not_doubled(self, reference, volunteer):
        device = blank_device()
        upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        (again,) = upload(device, ("copy.json", LSHW.read_bytes()), by=volunteer)
        (elsewhere,) = upload(blank_device(), ("e5530.json", LSHW.read_bytes()), by=volunteer)
        assert (again.outcome, elsewhere.outcome) == (Outcome.KNOWN, Outcome.ELSEWHERE)
        assert Evidence.objects.count() == 1 and device.media.count() == 1


LSHW_SMALL = b"""{"id": "pc", "class": "system", "vendor": "LENOVO", "product": "20L5", "serial": "%s",
 "configuration": {"chassis": "notebook"}, "children": []}"""


class TestConflicts:
    def test_a_typed_serial_is_not_written_over_and_nothing_else_is_applied(self, reference, volunteer):
        device = blank_device(serial="TYPED1")
        (result,) = upload(device, ("lshw.json", LSHW_SMALL % b"PF0ABC12"), by=volunteer)
        device.refresh_from_db()
        assert (result.outcome, result.item.reason) == (Outcome.NEEDS_YOU, "other_serial")
        assert list(result.item.candidates.all()) == [device]
        assert (device.serial, device.maker) == ("TYPED1", "")

    def test_the_serial_of_another_device_waits_for_a_person(self, reference, volunteer):
        other = cast.device(serial="PF0ABC12")
        device = blank_device()
        (result,) = upload(device, ("lshw.json", LSHW_SMALL % b"PF0ABC12"), by=volunteer)
        device.refresh_from_db()
        assert (result.outcome, result.item.reason) == (Outcome.NEEDS_YOU, "several")
        assert set(result.item.candidates.all()) == {device, other}
        assert (device.serial, device.maker) == ("", "")

    def test_a_typed_maker_stays_when_the_report_only_says_more(self, reference, volunteer):
        device = blank_device(serial="pf0abc12")
        Device.objects.filter(pk=device.pk).update(maker="Lenovo")
        (result,) = upload(device, ("lshw.json", LSHW_SMALL % b"PF0ABC12"), by=volunteer)
        device.refresh_from_db()
        assert result.outcome == Outcome.READ and device.maker == "Lenovo"


class TestHostileFiles:
    def test_html_named_json_is_kept_and_called_unreadable(self, reference, volunteer):
        (result,) = upload(blank_device(), ("report.json", b"<script>alert(1)</script>"), by=volunteer)
        assert (result.outcome, result.error) == (Outcome.UNREADABLE, "unknown_format")
        assert result.evidence.kind == EvidenceKind.UNREADABLE

    def test_an_empty_file_says_so_and_the_rest_goes_on(self, reference, volunteer):
        device = blank_device()
        results = upload(device, ("a.log", b""), ("b.json", LSHW_SMALL % b"PF0ABC12"), by=volunteer)
        assert {(r.file_name, r.outcome) for r in results} == {
            ("a.log", Outcome.UNREADABLE),
            ("b.json", Outcome.READ),
        }

    def test_a_bomb_in_a_small_file_is_refused(self, reference, volunteer):
        import gzip

        bomb = gzip.compress(b"\0" * (64 * 1024 * 1024))
        (result,) = upload(blank_device(), ("small.json.gz", bomb), by=volunteer)
        assert result.outcome == Outcome.UNREADABLE

    def test_a_file_over_20_mb_is_not_stored(self, reference, volunteer):
        (result,) = upload(blank_device(), ("big.log", b"x" * (21 * 1024 * 1024)), by=volunteer)
        assert result.outcome == Outcome.TOO_LARGE and not Evidence.objects.exists()

    def test_a_path_in_a_name_is_cut_off(self, reference, volunteer):
        from devices.evidence import read_original

        assert read_original("..\\..\\etc/passwd", b"x").file_name == "passwd"

    @pytest.mark.skipif(not LSHW.exists(), reason="the sample files are not here")
    @needs_samples
    @pytest.mark.parametrize("status", ["registered", "handed_over", "lost", "recycled"])
    def test_reports_about_a_device_that_is_not_here_are_refused_with_a_sentence(self, reference, volunteer, status):
        device = blank_device(status=status)
        files = [("e5530.json", LSHW.read_bytes()), ("nwipe.log", LOG.read_bytes())]
        results = upload(device, *files, by=volunteer)
        assert [result.outcome for result in results] == [Outcome.REFUSED] * 2
        assert {summary(result) for result in results} == {
            "Das Gerät ist nicht in der Werkstatt: Berichte dazu werden jetzt nicht angenommen."
        }
        assert not Evidence.objects.exists() and not device.media.exists()

    @needs_samples
    def test_what_counts_is_where_the_device_is_now(self, reference, volunteer):
        device = blank_device(status="registered")
        Device.objects.filter(pk=device.pk).update(status="received")
        (result,) = upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        assert result.outcome == Outcome.READ

    def test_a_photo_of_a_device_that_is_not_here_is_kept(self, reference, volunteer):
        (result,) = upload(blank_device(status="handed_over"), ("lid.png", b"\x89PNG\r\n\x1a\n123"), by=volunteer)
        assert result.outcome == Outcome.KEPT

    @needs_samples
    def test_a_log_of_the_disk_that_stayed_here_settles_it(self, reference, volunteer):
        device = blank_device(status="handed_over")
        disk = cast.medium(
            device, serial="TF755AWHKL0LHM", status="removed", location=cast.location(), entered_at=BEFORE_THE_LOG
        )
        (hardware,) = upload(device, ("e5530.json", LSHW.read_bytes()), by=volunteer)
        (log,) = upload(device, ("nwipe.log", LOG.read_bytes()), by=volunteer)
        disk.refresh_from_db()
        device.refresh_from_db()
        assert (hardware.outcome, device.serial) == (Outcome.REFUSED, "")
        assert (log.outcome, disk.status) == (Outcome.READ, "erased")

    def test_a_virtual_machine_is_refused(self, reference, volunteer):
        sample = SAMPLES / "lshw" / "virtualbox-client.json"
        device = blank_device()
        (result,) = upload(device, (sample.name, sample.read_bytes()), by=volunteer)
        device.refresh_from_db()
        assert (result.outcome, result.error) == (Outcome.UNREADABLE, "virtual_machine")
        assert device.maker == "" and not device.media.exists()

    def test_a_picture_is_kept_as_a_photo(self, reference, volunteer):
        (result,) = upload(blank_device(), ("platter.png", b"\x89PNG\r\n\x1a\n123"), by=volunteer)
        assert (result.outcome, result.evidence.kind) == (Outcome.KEPT, EvidenceKind.PHOTO)
