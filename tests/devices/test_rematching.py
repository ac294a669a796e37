"""A wrong match is taken back by a new row: nothing of it stays on the device, and nothing is stuck."""

from datetime import timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from devices.enums import InboxReason, MediumStatus
from devices.erasure import Settlement, doubted, settle_by_hand
from devices.facts import change_facts
from devices.inbox_decisions import choose
from devices.media import say_no_medium
from devices.models import Device, EvidenceMatch, InboxItem, StorageMedium
from devices.rematching import retract_match
from tests import cast
from tests.devices import stock_cast
from tests.devices.printouts import lshw, nwipe, smartctl, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=5)
LATEST = LATER + timedelta(hours=1)


@pytest.fixture
def by(volunteer) -> Actor:
    return Actor.person(volunteer)


@pytest.fixture
def device() -> Device:
    return cast.device(serial="D8FTRY1", maker="", model="", status_since=cast.NOW - timedelta(days=1))


def retract(result, device, by, now=LATEST) -> EvidenceMatch:
    match = EvidenceMatch.objects.standing().get(evidence=result.evidence, device=device)
    return retract_match(match, actor=by, reason="falsches Gerät", now=now)


def test_facts_and_media_that_only_it_gave_leave_and_what_was_typed_stays(device, volunteer, by):
    result = take(lshw("D8FTRY1", "DISK1"), volunteer)
    change_facts(device, {"ram_mib": 4096}, actor=by)
    retract(result, device, by)
    device.refresh_from_db()
    assert (device.model, device.uuid, device.cores, device.ram_mib) == ("", "", None, 4096)
    assert device.serial == "D8FTRY1", "it was typed before"
    assert (device.unsettled_media, device.media.count()) == (0, 0)
    assert StorageMedium.with_mistaken.get().mistaken_at == LATEST


def test_the_device_is_not_stuck(device, volunteer, by):
    retract(take(lshw("D8FTRY1", "DISK1"), volunteer), device, by)
    say_no_medium(device, actor=by, now=LATEST)
    device.refresh_from_db()
    assert device.no_medium_said


def test_the_history_keeps_the_reason_beside_it_and_the_original_waits(device, volunteer, by):
    result = take(lshw("D8FTRY1", "DISK1"), volunteer)
    retract(result, device, by)
    event = device.events.get(kind="match_retracted")
    assert (event.note.text, "falsches" in str(event.data)) == ("falsches Gerät", False)
    item = InboxItem.objects.waiting().get()
    assert (item.evidence, item.reason) == (result.evidence, InboxReason.RETRACTED)


def test_what_another_report_says_too_stays(device, volunteer, by):
    smart = take(smartctl("DISK1"), volunteer)
    wrong = take(lshw("D8FTRY1", "DISK1"), volunteer)
    assert smart.item is not None
    retract(wrong, device, by)
    device.refresh_from_db()
    assert (device.media.get().serial, device.model) == ("DISK1", "")


def test_erasures_by_a_log_are_retracted_and_a_ready_device_comes_off_the_shelf(device, volunteer, by):
    take(lshw("D8FTRY1", "DISK1"), volunteer)
    log = take(nwipe("STICK", "DISK1", LATER), volunteer, LATER)
    Device.objects.filter(pk=device.pk).update(status="ready")
    retract(log, device, by)
    device.refresh_from_db()
    disk = device.media.get()
    assert (disk.status, device.status, device.unsettled_media) == (MediumStatus.PENDING, "in_refurbishment", 1)
    assert disk.erasures.count() == 2 and not disk.erasures.standing().exists()


def test_coordination_hears_of_a_disk_that_a_wrong_log_let_leave_on_a_pallet(device, volunteer, by, coordinator):
    disk = cast.medium(device, serial="DISK1", entered_at=cast.NOW)
    taken_out = Settlement(MediumStatus.REMOVED, finished_at=cast.NOW, location=cast.location())
    settle_by_hand(disk, taken_out, actor=by, now=cast.NOW)
    log = take(nwipe("D8FTRY1", "DISK1", LATER), volunteer, LATER)
    disk.refresh_from_db()
    assert (disk.status, disk.device) == (MediumStatus.ERASED, device)
    stock_cast.collected(stock_cast.pallet(), disk)
    retract(log, device, by)
    disk.refresh_from_db()
    assert (disk.status, list(doubted())) == (MediumStatus.PENDING, [disk])
    assert disk.mark in Mail.objects.get(recipient=coordinator.email).subject


def test_a_medium_settled_by_a_wrong_log_and_known_by_a_wrong_report_is_taken_off_in_the_end(device, volunteer, by):
    report = take(lshw("D8FTRY1", "DISK1"), volunteer)
    log = take(nwipe("STICK", "DISK1", LATER), volunteer, LATER)
    retract(log, device, by)
    retract(report, device, by)
    device.refresh_from_db()
    assert (device.unsettled_media, device.media.count()) == (0, 0)
    assert StorageMedium.with_mistaken.get().erasures.count() == 2


def test_a_disk_that_came_over_goes_back(device, volunteer, by):
    other = cast.device(serial="OTHER1", maker="", model="", status_since=cast.NOW - timedelta(days=1))
    disk = cast.medium(other, serial="DISK1")
    result = take(lshw("D8FTRY1", "DISK1"), volunteer)
    choose(result.item, device, actor=by, now=LATER)
    retract(result, device, by)
    for row in (disk, device, other):
        row.refresh_from_db()
    assert (disk.device, device.unsettled_media, other.unsettled_media) == (other, 0, 1)


def test_only_a_person_gives_it_to_that_device_again(device, volunteer, by):
    report = lshw("D8FTRY1", "DISK1")
    result = take(report, volunteer)
    retract(result, device, by)
    again = take(report, volunteer, LATEST)
    assert (again.outcome, again.item.reason) == ("needs_you", InboxReason.RETRACTED)
    choose(again.item, device, actor=by, now=LATEST)
    device.refresh_from_db()
    assert (device.model, device.media.get().serial) == ("Latitude E5530", "DISK1")
    assert list(result.evidence.matches.values_list("sequence", flat=True)) == [3, 2, 1]


@pytest.mark.parametrize(("reason", "status"), [(" ", "received"), ("falsch", "handed_over")])
def test_is_refused_without_a_reason_or_when_the_device_left(device, volunteer, by, reason, status):
    result = take(lshw("D8FTRY1", "DISK1"), volunteer)
    StorageMedium.objects.update(device=None)
    Device.objects.filter(pk=device.pk).update(status=status, unsettled_media=0)
    with pytest.raises(TransitionRefused):
        retract_match(result.evidence.matches.get(), actor=by, reason=reason, now=LATEST)


def test_is_refused_twice(device, volunteer, by):
    result = take(lshw("D8FTRY1", "DISK1"), volunteer)
    match = result.evidence.matches.get()
    retract_match(match, actor=by, reason="falsch", now=LATEST)
    with pytest.raises(TransitionRefused, match="gilt nicht mehr"):
        retract_match(match, actor=by, reason="falsch", now=LATEST)
