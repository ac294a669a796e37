"""Media that a report lacks: the page says so until a later one shows them, or somebody says that they are out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from devices.enums import InboxReason
from devices.missing import missing_media
from devices.originals import read_original
from tests import cast
from tests.devices.printouts import lshw, smartctl, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def swapped(volunteer):
    """Its last report shows another disk than the first one."""
    device = cast.device(serial="D8FTRY1", model="", maker="", status_since=cast.NOW - timedelta(days=1))
    take(lshw("D8FTRY1", "DISK1"), volunteer)
    take(lshw("D8FTRY1", "DISK2"), volunteer)
    return device


def missing(device) -> list[str]:
    media = list(device.media.all())
    return [medium.serial for medium in media if medium.pk in missing_media(device, media)]


def test_the_old_disk_is_missing_and_its_row_leads_to_taking_it_out(client, volunteer, swapped):
    assert missing(swapped) == ["DISK1"]
    client.force_login(volunteer)
    html = client.get(reverse("device_detail", args=[swapped.number])).content.decode()
    assert html.count("Nicht im letzten Bericht") == 1
    assert reverse("medium_settle", args=[swapped.media.get(serial="DISK1").pk]) in html


def test_a_later_report_that_shows_it_ends_that(volunteer, swapped):
    take(smartctl("DISK1"), volunteer)
    assert missing(swapped) == []


def test_taken_out_it_is_not_missing(swapped):
    swapped.media.filter(serial="DISK1").update(location=cast.location())
    assert missing(swapped) == []


def test_a_photo_names_no_device(volunteer):
    assert take(read_original("IMG_1.png", cast.png()), volunteer).item.reason == InboxReason.NAMES_NONE


def test_a_refused_end_leads_to_the_open_disk(client, senior_volunteer, swapped):
    client.force_login(senior_volunteer)
    html = client.get(reverse("device_step", args=[swapped.number, "recycle"])).content.decode()
    assert all(reverse("medium_detail", args=[medium.pk]) in html for medium in swapped.media.all())
