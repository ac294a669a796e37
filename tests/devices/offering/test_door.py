"""What a volunteer finds at the door."""

import pytest
from django.urls import reverse

from accounts.pages.cards import CARDS
from donations.models import Donation
from tests import cast
from tests.devices.offering.conftest import rows

pytestmark = pytest.mark.django_db
URL = "/intake/left-at-the-door/"


@pytest.fixture
def at_the_door(client, volunteer):
    client.force_login(volunteer)
    return client


def test_everything_found_is_received_and_has_no_donor(at_the_door, volunteer, notebook):
    typed = rows({"category": str(notebook.pk), "count": "3"}, {"category": "loose_disks", "count": "4"})
    answer = at_the_door.post(URL, typed)
    donation = Donation.objects.get()
    assert answer.url == reverse("donation_intake", args=[donation.number])
    assert (donation.status, donation.donor, donation.source) == ("received", None, "door")
    assert donation.entered_by == volunteer
    assert set(donation.devices.values_list("status", flat=True)) == {"received"}
    assert donation.offered_lines.get(goods="loose_disks").outcome == "arrived"


def test_coordination_assigns_the_donor_later(at_the_door, client, coordinator, notebook):
    at_the_door.post(URL, rows({"category": str(notebook.pk)}))
    donation, donor = Donation.objects.get(), cast.donor()
    client.force_login(coordinator)
    tile = CARDS["donations_without_donor"]
    assert tile.count(coordinator) == 1
    assert donation.number in client.get(tile.url()).text
    client.post(reverse("donation_assign", args=[donation.number]), {"donor": donor.pk})
    donation.refresh_from_db()
    assert donation.donor == donor
    assert tile.count(coordinator) == 0


def test_mistakes_and_one_more_row_keep_what_was_typed(at_the_door, notebook):
    typed = rows({"category": str(notebook.pk), "count": "-2", "maker": "Fujitsu"})
    for data in (typed, typed | {"add_row": "rows"}):
        assert "Fujitsu" in at_the_door.post(URL, data).content.decode()
    assert not Donation.objects.exists()
