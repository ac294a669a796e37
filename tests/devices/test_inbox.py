"""What a person decides about originals whose device is not sure."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import inbox
from devices.enums import InboxDecision, InboxReason, MatchHow, MediumStatus
from devices.erasure import Settlement, settle_by_hand
from devices.inbox_decisions import choose, create_device
from devices.inbox_page import side
from devices.matches import devices_of
from devices.models import Category, Device, InboxItem, UploadLine
from tests import cast
from tests.devices.printouts import lshw, nwipe, smartctl, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=5)


def notebook(serial: str = "", **fields) -> Device:
    return cast.device(serial=serial, maker="", model="", status_since=cast.NOW - timedelta(days=1), **fields)


@pytest.fixture
def by(volunteer) -> Actor:
    return Actor.person(volunteer)


class TestChoosing:
    def test_lets_the_original_speak_of_the_chosen_device(self, volunteer, by):
        item, device = take(lshw("NEW1", "DISK1"), volunteer).item, notebook()
        choose(item, device, actor=by, now=LATER)
        item.refresh_from_db()
        device.refresh_from_db()
        assert (device.serial, device.media.get().serial) == ("NEW1", "DISK1")
        assert (item.decision, item.settled_by) == (InboxDecision.MATCHED, volunteer)
        assert item.evidence.matches.get().how == MatchHow.PERSON

    def test_takes_over_what_was_typed_otherwise(self, volunteer, by):
        device = notebook("D8FTRY1")
        Device.objects.filter(pk=device.pk).update(model="OptiPlex 7050")
        item = take(lshw("D8FTRY1", "DISK1"), volunteer).item
        choose(item, device, actor=by, now=LATER)
        device.refresh_from_db()
        assert device.model == "Latitude E5530"

    def test_brings_a_disk_over_from_the_device_where_it_was_known(self, volunteer, by):
        old, new = notebook("OLD1", status="in_refurbishment"), notebook("D8FTRY1")
        disk = cast.medium(old, serial="DISK1", status="erased", entered_at=cast.NOW)
        Device.objects.filter(pk=old.pk).update(status="ready")
        item = take(lshw("D8FTRY1", "DISK1"), volunteer).item
        assert (item.reason, set(item.candidates.all())) == (InboxReason.DISK_ELSEWHERE, {old, new})
        choose(item, new, actor=by, now=LATER)
        for row in (old, new, disk):
            row.refresh_from_db()
        assert (disk.device, disk.status, disk.entered_at) == (new, MediumStatus.PENDING, LATER)
        assert (old.status, old.unsettled_media, new.unsettled_media) == ("in_refurbishment", 0, 1)
        assert old.events.filter(kind="medium_left").count() == 1
        assert new.events.filter(kind="medium_came_over").count() == 1

    def test_says_beforehand_what_it_does(self, volunteer):
        old, new = notebook("OLD1"), notebook("D8FTRY1", board_serial="X")
        cast.medium(old, serial="DISK1")
        result = take(lshw("D8FTRY1", "DISK1"), volunteer)
        (line,) = side(new, result.reading).media
        assert line.differs and old.number in line.note
        serials = {one.label: (one.printed, one.known, one.differs) for one in side(old, result.reading).facts}
        assert ("D8FTRY1", "OLD1", True) in serials.values()

    def test_of_a_device_that_left_is_refused_and_the_item_stays(self, volunteer, by):
        item, device = take(lshw("NEW1", "DISK1"), volunteer).item, notebook(status="handed_over")
        with pytest.raises(TransitionRefused, match="nicht in der Werkstatt"):
            choose(item, device, actor=by, now=LATER)
        assert InboxItem.objects.waiting().get() == item and devices_of(item.evidence) == []

    def test_twice_is_refused(self, volunteer, by):
        item, device = take(lshw("NEW1", "DISK1"), volunteer).item, notebook()
        choose(item, device, actor=by, now=LATER)
        with pytest.raises(TransitionRefused, match="schon jemand anderes"):
            choose(item, notebook(), actor=by, now=LATER)

    def test_a_log_with_a_masked_serial_number_belongs_to_the_chosen_device(self, volunteer, by):
        item, device = take(nwipe("STICK", "DISK1", cast.NOW), volunteer, LATER).item, notebook()
        result = choose(item, device, actor=by, now=LATER)
        assert (result.settled, devices_of(item.evidence)) == ([], [device])


class TestCreatingADevice:
    def test_it_is_numbered_here_and_known_by_all_its_waiting_files(self, volunteer, by):
        took = [take(smartctl("DISK1"), volunteer), take(lshw("NEW1", "DISK1"), volunteer)]
        took.append(take(nwipe("STICK", "DISK1", LATER), volunteer, LATER))
        donation = cast.donation(status="received")
        result = create_device(
            took[1].item, donation, Category.objects.get(code="notebook"), actor=by, now=cast.NOW + timedelta(hours=6)
        )
        (device,) = result.devices
        device.refresh_from_db()
        assert (device.status, device.is_surplus, device.donation) == ("received", True, donation)
        assert (device.serial, device.model) == ("NEW1", "Latitude E5530")
        assert device.number.startswith("H4F-") and device.media.count() == 1
        assert not InboxItem.objects.waiting().exists()
        assert {match.how for match in device.matches.all()} == {MatchHow.PERSON, MatchHow.DISK}

    def test_nothing_stays_of_it_when_somebody_was_faster(self, volunteer, by):
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        inbox.set_aside(item, actor=by, reason="privat", now=LATER)
        with pytest.raises(TransitionRefused):
            create_device(item, cast.donation(status="received"), cast.category(), actor=by, now=LATER)
        assert not Device.objects.exists()


class TestSettingAside:
    def test_needs_a_reason_and_can_be_taken_up_again(self, volunteer, by):
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        upload = cast.upload(volunteer, "a.json")
        UploadLine.objects.update(evidence=item.evidence, state="needs_you")
        with pytest.raises(TransitionRefused, match="warum"):
            inbox.set_aside(item, actor=by, reason=" ", now=LATER)
        inbox.set_aside(item, actor=by, reason="privater Rechner", now=LATER)
        assert (upload.lines.get().state, InboxItem.objects.waiting().exists()) == ("understood", False)
        inbox.take_up_again(item, now=LATER)
        assert (upload.lines.get().state, InboxItem.objects.waiting().get()) == ("needs_you", item)

    def test_the_same_file_again_bothers_nobody(self, volunteer, by):
        report = lshw("NEW1", "DISK1")
        inbox.set_aside(take(report, volunteer).item, actor=by, reason="privat", now=LATER)
        again = take(report, volunteer)
        assert (again.outcome, again.item) == ("known", None)
        assert not InboxItem.objects.waiting().exists()


def test_a_disk_taken_out_stays_out_when_the_question_is_set_aside(volunteer, by):
    device = notebook("D8FTRY1")
    report = lshw("D8FTRY1", "DISK1")
    take(report, volunteer)
    taken_out = Settlement(MediumStatus.REMOVED, finished_at=LATER, location=cast.location())
    settle_by_hand(device.media.get(), taken_out, actor=by, now=LATER)
    item = take(report, volunteer, LATER).item
    inbox.set_aside(item, actor=by, reason="alte Datei", now=LATER)
    assert (device.media.get().status, devices_of(item.evidence)) == (MediumStatus.REMOVED, [device])


class TestLooseMedia:
    def test_a_log_that_waited_speaks_of_the_disk_when_it_is_added_at_intake(self, client, volunteer):
        donation, now = cast.donation(status="received"), timezone.now()
        item = take(nwipe("NEW1", "LOOSE1", now - timedelta(hours=2)), volunteer, now).item
        client.force_login(volunteer)
        client.post(reverse("loose_medium_add", args=[donation.number]), {"kind": "hdd", "serial": "LOOSE1"})
        item.refresh_from_db()
        assert (item.decision, item.settled_by) == (InboxDecision.MATCHED, volunteer)
        page = client.get(reverse("evidence_detail", args=[item.evidence_id]))
        assert donation.media.get().mark in page.content.decode()

    def test_a_log_that_names_nothing_of_it_still_waits(self, client, volunteer):
        donation = cast.donation(status="received")
        item = take(nwipe("NEW1", "OTHER1", cast.NOW), volunteer).item
        client.force_login(volunteer)
        client.post(reverse("loose_medium_add", args=[donation.number]), {"kind": "hdd", "serial": "LOOSE1"})
        item.refresh_from_db()
        assert item.settled_at is None
