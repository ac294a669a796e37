"""Originals that find their device by themselves."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.enums import InboxReason, MatchHow, MediumStatus
from devices.erasure import Settlement, settle_by_hand
from devices.evidence import Outcome, take_original
from devices.facts import change_facts
from devices.hearing import hear_waiting, hear_waiting_for_devices, hear_waiting_for_medium
from devices.history import history
from devices.inbox import set_aside
from devices.inbox_decisions import choose
from devices.intake import receive_lines
from devices.matches import devices_of
from devices.models import Device, InboxItem, StorageMedium, UnplacedSerial, WipeStation
from devices.originals import Original, read_original
from devices.rematching import retract_match
from devices.report_texts import summary
from tests import cast
from tests.devices.printouts import lshw, nwipe, smartctl, station_log, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=5)


def notebook(serial: str = "D8FTRY1", **fields) -> Device:
    return cast.device(serial=serial, maker="", model="", status_since=cast.NOW - timedelta(days=1), **fields)


def printed(uuid: str, serial: str | None = None) -> Original:
    """What lshw prints of a machine of which it sees little more than its numbers."""
    seen = {"id": "pc", "class": "system", "vendor": "Dell Inc.", "product": "Latitude E5530", "serial": serial}
    content = json.dumps({**seen, "configuration": {"uuid": uuid, "chassis": "notebook"}})
    return read_original(f"lshw-{serial}.json", content.encode())


class TestAHardwareReport:
    def test_fills_the_device_that_it_names(self, volunteer):
        device = notebook()
        result = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        device.refresh_from_db()
        assert (result.outcome, result.devices) == (Outcome.READ, [device])
        assert (device.model, device.media.get().serial) == ("Latitude E5530", "TF755AWHKL0LHM")
        assert result.evidence.matches.get().how == MatchHow.SERIAL

    def test_of_an_unknown_machine_waits_in_the_inbox(self, volunteer):
        result = take(lshw("NEW1", "TF755AWHKL0LHM"), volunteer)
        assert (result.outcome, result.item.reason, result.devices) == (Outcome.NEEDS_YOU, InboxReason.UNMATCHED, [])
        assert not StorageMedium.objects.exists()

    def test_of_a_device_that_has_not_arrived_waits_with_that_device(self, volunteer):
        device = notebook(status="registered")
        result = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        assert (result.item.reason, list(result.item.candidates.all())) == (InboxReason.NOT_HERE, [device])
        assert not device.media.exists() and devices_of(result.evidence) == []

    def test_that_is_the_first_to_know_a_number_lets_speak_what_waits_for_it(self, volunteer):
        device, uuid = notebook(), "4c4c4544-0031-4610-8052-c4c04f4d3331"
        waiting = take(printed(uuid), volunteer)
        assert waiting.item.reason == InboxReason.UNMATCHED
        take(printed(uuid, "D8FTRY1"), volunteer, LATER)
        assert devices_of(waiting.evidence) == [device]

    def test_with_another_model_changes_nothing(self, volunteer):
        device = notebook()
        Device.objects.filter(pk=device.pk).update(model="OptiPlex 7050")
        result = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        assert (result.item.reason, device.media.exists()) == (InboxReason.OTHER_MODEL, False)

    def test_known_already_is_not_applied_twice(self, volunteer):
        device, report = notebook(), lshw("D8FTRY1", "TF755AWHKL0LHM")
        take(report, volunteer)
        events = device.events.count()
        again = take(report, volunteer)
        assert (again.outcome, again.devices, device.events.count()) == (Outcome.KNOWN, [device], events)

    def test_an_added_disk_reopens_the_gate_and_is_an_event(self, volunteer):
        device = notebook(status="in_refurbishment")
        cast.medium(device, status="erased", serial="OLD1")
        Device.objects.filter(pk=device.pk).update(status="ready")
        result = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        device.refresh_from_db()
        assert (device.status, device.unsettled_media) == ("in_refurbishment", 1)
        assert device.events.filter(kind="medium_added").count() == 1
        assert [medium.serial for medium in result.applied.unseen] == ["OLD1"]
        assert "fehlt in diesem Bericht" in summary(result)
        told = [line.text for line in history(device, volunteer)]
        assert any(text.endswith("Nicht darin: HTS725050A7") for text in told)

    def test_made_on_a_wipe_station_speaks_only_of_the_media_in_it(self, volunteer):
        WipeStation.objects.create(name="Station 1", serial="STATION1")
        device = notebook()
        # A log had cut the serial number to 20 characters.
        disk = cast.medium(device, serial="S4EVNX0M123456789012", kind="unknown", model="")
        result = take(lshw("STATION1", "S4EVNX0M123456789012345"), volunteer)
        disk.refresh_from_db()
        device.refresh_from_db()
        assert (result.outcome, result.devices) == (Outcome.READ, [device])
        assert (disk.kind, disk.model != "", device.model) == ("hdd", True, "")
        assert not Device.objects.filter(serial="STATION1").exists()


class TestSeveralReports:
    def test_complete_each_other_and_the_better_source_wins(self, volunteer):
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        medium = device.media.get()
        StorageMedium.objects.filter(pk=medium.pk).update(model="TOSHIBA MQ01ABF0")
        result = take(smartctl("TF755AWHKL0LHM", "TOSHIBA MQ01ABF050 X"), volunteer)
        medium.refresh_from_db()
        assert (result.outcome, result.devices) == (Outcome.READ, [device])
        assert (device.media.count(), medium.model) == (1, "TOSHIBA MQ01ABF050 X")

    def test_what_a_person_typed_is_never_written_over(self, volunteer):
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        change_facts(device, {"ram_mib": 4096, "cpu": "Core 2"}, actor=Actor.person(volunteer))
        result = take(lshw("D8FTRY1", "TF755AWHKL0LHM", "Latitude E5530 non-vPro"), volunteer)
        device.refresh_from_db()
        assert (device.ram_mib, device.cpu, device.model) == (4096, "Core 2", "Latitude E5530 non-vPro")
        assert result.outcome == Outcome.DIFFERS
        assert {found.name for found in result.applied.differences} == {"ram_mib", "cpu"}


class TestALog:
    def test_settles_the_disk_that_it_names_wherever_that_is(self, volunteer):
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        result = take(nwipe("STICK", "TF755AWHKL0LHM", LATER), volunteer, LATER)
        assert (len(result.settled), result.devices) == (1, [device])
        assert device.media.get().status == MediumStatus.ERASED

    def test_of_an_unknown_disk_waits_and_speaks_as_soon_as_its_device_is_known(self, volunteer):
        log = take(nwipe("STICK", "TF755AWHKL0LHM", cast.NOW), volunteer, LATER)
        assert log.item.reason == InboxReason.UNMATCHED
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer, LATER)
        device.refresh_from_db()
        assert (device.media.get().status, device.unsettled_media) == (MediumStatus.ERASED, 0)
        assert not InboxItem.objects.waiting().exists()

    def test_that_failed_settles_nothing(self, volunteer):
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        result = take(nwipe("STICK", "TF755AWHKL0LHM", LATER, succeeded=False), volunteer, LATER)
        assert (result.settled, device.media.get().status) == ([], MediumStatus.PENDING)


class TestADiskThatWasTakenOut:
    @pytest.fixture
    def without_disk(self, volunteer):
        """A device whose report is known and whose disk somebody took out since."""
        device = notebook()
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        taken_out = Settlement(MediumStatus.REMOVED, finished_at=LATER, location=cast.location())
        settle_by_hand(device.media.get(), taken_out, actor=Actor.person(volunteer), now=LATER)
        return device

    def test_and_shows_in_the_very_same_file_again_is_asked_for(self, volunteer, without_disk):
        again = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer, LATER)
        assert (again.outcome, again.item.reason) == (Outcome.NEEDS_YOU, InboxReason.DISK_AWAY)
        assert list(again.item.candidates.all()) == [without_disk]
        assert without_disk.media.get().status == MediumStatus.REMOVED
        choose(again.item, without_disk, actor=Actor.person(volunteer), now=LATER)
        without_disk.refresh_from_db()
        assert (without_disk.media.get().status, without_disk.unsettled_media) == (MediumStatus.PENDING, 1)

    def test_the_same_on_the_devices_own_page(self, volunteer, without_disk):
        original = lshw("D8FTRY1", "TF755AWHKL0LHM")
        again = take_original(without_disk, original, actor=Actor.person(volunteer), now=LATER)
        assert (again.outcome, again.item.reason) == (Outcome.NEEDS_YOU, InboxReason.DISK_AWAY)

    def test_another_report_that_shows_it_opens_it_and_says_so(self, volunteer, without_disk):
        newer = lshw("D8FTRY1", "TF755AWHKL0LHM", "Latitude E5530 non-vPro")
        result = take(newer, volunteer, LATER)
        assert [medium.serial for medium in result.applied.reopened] == ["TF755AWHKL0LHM"]
        assert "1 ausgebauter Datenträger ist wieder im Gerät" in summary(result)


class TestALogOfSeveralDisks:
    """A wipe station's log comes before a person decided which device one of its disks is in."""

    DISKS = ("TF755AWHKL0LHM", "TF755AWHKL0LHN")

    @pytest.fixture
    def log(self, volunteer):
        notebook("D8FTRY1")
        take(lshw("D8FTRY1", self.DISKS[0]), volunteer)
        return take(station_log(self.DISKS, LATER), volunteer, LATER)

    def test_settles_the_one_that_becomes_known_by_a_decision(self, volunteer, log):
        assert (len(log.settled), log.item) == (1, None)
        conflicting = notebook("D8FTRY2")
        Device.objects.filter(pk=conflicting.pk).update(model="OptiPlex 7050")
        waiting = take(lshw("D8FTRY2", self.DISKS[1]), volunteer, LATER)
        assert not StorageMedium.objects.filter(serial=self.DISKS[1]).exists()
        choose(waiting.item, conflicting, actor=Actor.person(volunteer), now=LATER)
        conflicting.refresh_from_db()
        assert (conflicting.media.get().status, conflicting.unsettled_media) == (MediumStatus.ERASED, 0)
        assert conflicting.media.get().settled_by.evidence == log.evidence
        assert not UnplacedSerial.objects.exists()

    def test_settles_a_loose_one_that_is_entered_later(self, volunteer, log):
        loose = cast.loose_medium(serial=self.DISKS[1], entered_at=cast.NOW)
        hear_waiting_for_medium(loose, actor=Actor.person(volunteer), now=LATER)
        loose.refresh_from_db()
        assert loose.status == MediumStatus.ERASED

    def test_is_not_heard_of_a_device_of_which_a_person_said_that_it_does_not_speak(self, volunteer, log):
        match = log.evidence.matches.get()
        retract_match(match, actor=Actor.person(volunteer), reason="von einem anderen", now=LATER)
        hear_waiting(match.device, actor=Actor.person(volunteer), now=LATER)
        assert match.device.media.get().status == MediumStatus.PENDING

    def test_that_nobody_can_place_waits_in_the_inbox_alone(self, volunteer):
        waiting = take(station_log(self.DISKS, LATER), volunteer, LATER)
        assert waiting.item.reason == InboxReason.UNMATCHED
        assert not UnplacedSerial.objects.exists()
        set_aside(waiting.item, actor=Actor.person(volunteer), reason="fremd", now=LATER)
        loose = cast.loose_medium(serial=self.DISKS[1], entered_at=cast.NOW)
        hear_waiting_for_medium(loose, actor=Actor.person(volunteer), now=LATER)
        loose.refresh_from_db()
        assert loose.status == MediumStatus.PENDING


class TestWhatWaitedForItsDevice:
    """Files that came before their device, its serial number or its disk was known speak by themselves."""

    def test_is_heard_when_the_device_arrives(self, volunteer):
        device = notebook(status="registered", donation=cast.donation(status="announced"))
        report = take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        assert report.item.reason == InboxReason.NOT_HERE
        receive_lines(device.donation, ["D8FTRY1"], actor=Actor.person(volunteer), now=cast.NOW)
        device.refresh_from_db()
        assert (device.model, device.media.get().serial) == ("Latitude E5530", "TF755AWHKL0LHM")
        assert not InboxItem.objects.waiting().exists()

    def test_settles_what_was_erased_after_the_real_arrival_that_is_entered_later(self, volunteer):
        device = notebook(status="registered", donation=cast.donation(status="announced"))
        take(nwipe("STICK", "TF755AWHKL0LHM", cast.NOW - timedelta(days=2)), volunteer)
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        receive_lines(device.donation, ["D8FTRY1"], actor=Actor.person(volunteer), now=cast.NOW - timedelta(days=3))
        assert device.media.get().status == MediumStatus.ERASED

    def test_asks_the_database_no_more_for_many_devices(self, volunteer, django_assert_num_queries):
        devices = [notebook(f"SER{number}") for number in range(3)]
        for some in (devices[:1], devices):
            with django_assert_num_queries(3):
                hear_waiting_for_devices([one.pk for one in some], actor=Actor.person(volunteer), now=LATER)

    def test_is_heard_when_somebody_types_the_serial_number(self, volunteer):
        device = notebook("")
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        change_facts(device, {"serial": "D8FTRY1"}, actor=Actor.person(volunteer), now=LATER)
        device.refresh_from_db()
        assert (device.model, device.media.get().serial) == ("Latitude E5530", "TF755AWHKL0LHM")

    def test_settles_a_disk_that_is_added_by_hand(self, client, volunteer):
        device = notebook()
        Device.objects.filter(pk=device.pk).update(status_since=timezone.now() - timedelta(days=2))
        log = nwipe("STICK", "TF755AWHKL0LHM", timezone.now() - timedelta(minutes=5))
        assert take(log, volunteer, timezone.now()).item
        client.force_login(volunteer)
        typed = {"kind": "hdd", "serial": "TF755AWHKL0LHM"}
        answer = client.post(reverse("medium_add", args=[device.number]), typed, follow=True)
        assert "ein Protokoll, das darauf gewartet hat, erledigt ihn" in answer.content.decode()
        device.refresh_from_db()
        assert (device.media.get().status, device.unsettled_media) == (MediumStatus.ERASED, 0)
