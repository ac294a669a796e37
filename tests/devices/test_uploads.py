"""Many files at once, worked through by a task that may run twice or die anywhere."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from custody.actor import Actor
from custody.leases import RING_AGAIN_AFTER
from custody.models import Job
from devices import tasks, uploads
from devices.enums import LineState
from devices.inbox_decisions import choose
from devices.models import Device, Evidence, InboxItem, Upload, UploadLine
from devices.report_texts import notes_of, summary_of
from devices.upload_lines import FILE_MISSING, GAVE_UP
from devices.uploads import forgotten_uploads, store_upload, work_on, work_through
from documents import storage
from tests import cast
from tests.devices.printouts import lshw, nwipe, smartctl, station_log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def dropped(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def printed(original, name: str = "") -> SimpleUploadedFile:
    return dropped(name or original.file_name, original.content)


def notebook(serial: str) -> Device:
    return cast.device(serial=serial, maker="", model="", status_since=timezone.now() - timedelta(days=1))


def worked_through(by, *files, device=None) -> list[UploadLine]:
    upload = store_upload(files, actor=Actor.person(by), device=device)
    work_through(upload.pk)
    return list(upload.lines.all())


class TestStoring:
    def test_stores_the_originals_and_reads_nothing(self, volunteer, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as rung:
            upload = store_upload([dropped("..\\a.log", b"a"), dropped("b.log", b"")], actor=Actor.person(volunteer))
        lines = list(upload.lines.all())
        assert [(line.position, line.file_name, line.state) for line in lines] == [
            (1, "a.log", "waiting"),
            (2, "b.log", "waiting"),
        ]
        assert (storage.read(lines[0].sha256), upload.job.total, upload.job.done) == (b"a", 2, 0)
        assert len(rung) == 1 and not Evidence.objects.exists()

    def test_a_file_over_the_limit_is_named_and_not_stored(self, volunteer, settings):
        settings.UPLOAD_LIMIT_BYTES = 3
        upload = store_upload([dropped("big.log", b"1234")], actor=Actor.person(volunteer))
        line = upload.lines.get()
        assert (line.state, line.sha256) == (LineState.TOO_LARGE, "")
        upload.job.refresh_from_db()
        assert upload.job.done == 1 and upload.job.finished_at is not None

    def test_a_full_storage_writes_no_line(self, volunteer, settings, tmp_path):
        settings.FILES_DIR = tmp_path / "file"
        settings.FILES_DIR.write_text("not a folder")
        with pytest.raises(OSError):
            store_upload([dropped("a.log", b"a")], actor=Actor.person(volunteer))
        assert not Upload.objects.exists()


class TestWorking:
    def test_every_file_finds_its_own_device_and_is_told(self, volunteer):
        first, second = notebook("D8FTRY1"), notebook("PF0ABC12")
        lines = worked_through(
            volunteer,
            printed(lshw("PF0ABC12", "DISK2")),
            printed(lshw("D8FTRY1", "DISK1")),
            printed(lshw("NEW1", "DISK3")),
            printed(lshw("D8FTRY1", "DISK1"), "copy.json"),
            dropped("page.html", b"<script>alert(1)</script>"),
        )
        assert [(line.state, line.device) for line in lines] == [
            (LineState.UNDERSTOOD, second),
            (LineState.UNDERSTOOD, first),
            (LineState.NEEDS_YOU, None),
            (LineState.KNOWN, first),
            (LineState.UNREADABLE, None),
        ]
        told = [summary_of(line.outcome, line.code, line.details) for line in lines]
        assert told[0].startswith("7 Angaben ergänzt, 1 neuer Datenträger")
        assert told[2] == "Kein Gerät gefunden."
        assert "schon" in told[3] and told[4]
        job = Job.objects.get()
        assert (job.done, job.total, job.finished_at is not None) == (5, 5, True)

    def test_a_report_that_tells_nothing_new_says_so(self, volunteer):
        notebook("D8FTRY1")
        lines = worked_through(
            volunteer,
            printed(lshw("D8FTRY1", "DISK1")),
            printed(smartctl("DISK1")),
        )
        assert summary_of(lines[1].outcome, lines[1].code, lines[1].details) == (
            "Nichts Neues: Das alles war schon bekannt."
        )

    def test_reports_come_before_logs_whatever_their_order(self, volunteer):
        device = notebook("D8FTRY1")
        log = nwipe("STICK", "DISK1", timezone.now() - timedelta(hours=1))
        lines = worked_through(volunteer, printed(log), printed(lshw("D8FTRY1", "DISK1")))
        assert [line.state for line in lines] == [LineState.UNDERSTOOD] * 2
        assert (lines[0].details["settled"], device.media.get().status) == (1, "erased")

    def test_a_log_that_a_person_may_answer_for_needs_one_and_says_why(self, volunteer):
        device = notebook("D8FTRY1")
        log = nwipe("STICK", "DISK1", timezone.now() + timedelta(days=2))
        lines = worked_through(volunteer, printed(log), printed(lshw("D8FTRY1", "DISK1")), device=device)
        assert (lines[0].state, lines[0].device) == (LineState.NEEDS_YOU, device)
        assert "in der Zukunft" in " ".join(notes_of(lines[0].details))

    def test_dropped_on_a_devices_page_they_are_of_that_device(self, volunteer):
        device = notebook("")
        (line,) = worked_through(volunteer, printed(lshw("NEW1", "DISK1")), device=device)
        device.refresh_from_db()
        assert (line.state, line.device, device.serial) == (LineState.UNDERSTOOD, device, "NEW1")

    def test_a_line_follows_what_is_decided_about_its_file(self, volunteer):
        log = nwipe("STICK", "DISK1", timezone.now() + timedelta(days=2))
        report, waits = worked_through(volunteer, printed(lshw("NEW1", "DISK1")), printed(log))
        assert [(line.state, line.device) for line in (report, waits)] == [(LineState.NEEDS_YOU, None)] * 2
        device = notebook("")
        choose(InboxItem.objects.get(evidence=report.evidence), device, actor=Actor.person(volunteer))
        for line in (report, waits):
            line.refresh_from_db()
        assert (report.state, waits.state) == (LineState.UNDERSTOOD, LineState.NEEDS_YOU)
        assert (waits.device, "inbox" in waits.details) == (device, False)
        assert "in der Zukunft" in " ".join(notes_of(waits.details))

    def test_after_a_decision_nothing_is_said_to_differ(self, volunteer):
        device = notebook("D8FTRY1")
        Device.objects.filter(pk=device.pk).update(model="OptiPlex 7050")
        (line,) = worked_through(volunteer, printed(lshw("D8FTRY1", "DISK1")))
        choose(InboxItem.objects.get(evidence=line.evidence), device, actor=Actor.person(volunteer))
        line.refresh_from_db()
        said = summary_of(line.outcome, line.code, line.details)
        assert (line.state, line.details["applied"]["differences"]) == (LineState.UNDERSTOOD, 0)
        assert "anders eingetragen" not in said and "Angaben ergänzt" in said

    def test_a_log_of_several_disks_follows_when_the_last_becomes_known(self, volunteer):
        notebook("D8FTRY1")
        log = station_log(["DISK1", "DISK2"], timezone.now() - timedelta(minutes=1))
        line = worked_through(volunteer, printed(lshw("D8FTRY1", "DISK1")), printed(log))[1]
        assert (line.details["settled"], len(notes_of(line.details))) == (1, 1)
        notebook("D8FTRY2")
        worked_through(volunteer, printed(lshw("D8FTRY2", "DISK2")))
        line.refresh_from_db()
        assert (line.state, line.details["settled"], notes_of(line.details)) == (LineState.UNDERSTOOD, 2, [])

    def test_twice_takes_each_file_once(self, volunteer):
        device = notebook("D8FTRY1")
        lines = worked_through(volunteer, printed(lshw("D8FTRY1", "DISK1")))
        events = device.events.count()
        work_through(lines[0].upload_id)
        work_on(lines[0])
        assert (device.events.count(), Evidence.objects.count()) == (events, 1)


class TestFaults:
    def test_a_worker_that_died_leaves_its_line_to_the_next_one(self, volunteer):
        notebook("D8FTRY1")
        upload = store_upload([printed(lshw("D8FTRY1", "DISK1"))], actor=Actor.person(volunteer))
        now = timezone.now()
        UploadLine.objects.claim(upload.lines.get().pk, now=now - timedelta(minutes=1))
        assert forgotten_uploads(now=now) == [upload.pk]
        work_through(upload.pk)
        assert upload.lines.get().state == LineState.UNDERSTOOD

    def test_a_line_that_somebody_holds_is_left_alone(self, volunteer):
        upload = store_upload([dropped("a.log", b"a")], actor=Actor.person(volunteer))
        UploadLine.objects.claim(upload.lines.get().pk, now=timezone.now())
        work_through(upload.pk)
        assert upload.lines.get().state == LineState.WAITING
        assert forgotten_uploads(now=timezone.now()) == []

    def test_a_bell_that_nobody_heard_is_rung_again(self, volunteer):
        upload = store_upload([dropped("a.log", b"a")], actor=Actor.person(volunteer))
        now = timezone.now()
        assert forgotten_uploads(now=now) == [upload.pk]
        assert forgotten_uploads(now=now) == []
        assert forgotten_uploads(now=now + RING_AGAIN_AFTER + timedelta(seconds=1)) == [upload.pk]

    def test_a_file_that_kills_its_worker_is_given_up(self, volunteer):
        upload = store_upload([dropped("a.log", b"a")], actor=Actor.person(volunteer))
        UploadLine.objects.update(attempts=uploads.MOST_ATTEMPTS)
        work_through(upload.pk)
        line = upload.lines.get()
        assert (line.state, line.code) == (LineState.UNREADABLE, GAVE_UP)
        assert "mehrmals" in summary_of(line.outcome, line.code, line.details)

    def test_an_original_that_is_not_there_any_more_is_named(self, volunteer):
        upload = cast.upload(volunteer, "a.log")
        tasks.work_through_upload(upload.pk)
        assert upload.lines.get().code == FILE_MISSING

    def test_the_reconciler_rings_what_was_forgotten(self, volunteer):
        upload = store_upload([dropped("a.log", b"a")], actor=Actor.person(volunteer))
        tasks.reconcile_uploads()
        assert upload.lines.get().state == LineState.UNREADABLE
