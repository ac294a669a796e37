"""What came in the same moment as the thing that it speaks of is heard some minutes later."""

from datetime import timedelta

import pytest

from devices.enums import MediumStatus
from devices.models import Erasure, InboxItem
from devices.rehearing import hear_missed
from tests import cast
from tests.devices.printouts import lshw, nwipe, station_log, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=5)
SOON = LATER + timedelta(minutes=10)


def here(serial: str = "D8FTRY1"):
    return cast.device(serial=serial, maker="", model="", status_since=cast.NOW - timedelta(days=1))


def test_a_log_whose_disk_became_known_in_the_same_moment_settles_it(volunteer):
    log = take(nwipe("OTHER", "DISK1", LATER), volunteer, LATER)
    assert log.item is not None
    disk = cast.medium(here(), serial="DISK1", entered_at=cast.NOW)
    assert (hear_missed(now=SOON), hear_missed(now=SOON)) == (1, 0)
    disk.refresh_from_db()
    assert (disk.status, Erasure.objects.get().medium) == (MediumStatus.ERASED, disk)
    assert not InboxItem.objects.waiting().exists()


def test_a_report_and_then_its_log_are_heard_in_that_order(volunteer):
    take(nwipe("OTHER", "TF755AWHKL0LHM", LATER), volunteer, LATER)
    take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer, LATER)
    device = here()
    hear_missed(now=SOON)
    assert device.media.get().status == MediumStatus.ERASED
    assert not InboxItem.objects.waiting().exists()


def test_a_disk_of_a_log_that_spoke_of_another_is_found_too(volunteer):
    cast.medium(here(), serial="DISK1", entered_at=cast.NOW)
    take(station_log(["DISK1", "DISK2"], LATER), volunteer, LATER)
    second = cast.medium(here("D8FTRY2"), serial="DISK2", entered_at=cast.NOW)
    assert hear_missed(now=SOON) == 1
    second.refresh_from_db()
    assert second.status == MediumStatus.ERASED


def test_what_still_finds_nothing_waits_on_and_after_an_hour_nobody_looks(volunteer):
    take(nwipe("OTHER", "DISK1", LATER), volunteer, LATER)
    assert hear_missed(now=SOON) == 0
    assert InboxItem.objects.waiting().count() == 1
    cast.medium(here(), serial="DISK1", entered_at=cast.NOW)
    assert hear_missed(now=LATER + timedelta(hours=2)) == 0
