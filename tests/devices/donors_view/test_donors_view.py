"""What donors see of their devices: what came, each one's way, the effect."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from devices.donors_view.arrivals import arrivals_of
from devices.donors_view.ways import ways_of
from donations.state_links import path_of
from tests import cast
from tests.devices.histories import walked

pytestmark = pytest.mark.django_db
T = [cast.NOW - timedelta(days=30 * (9 - month)) for month in range(9)]


@pytest.fixture
def donation(donor_user):
    return cast.donation(donor=cast.donor(donor_user), status="received")


def texts(device) -> list[str]:
    with translation.override("en"):
        return [stop.text for stop in ways_of([device.pk])[device.pk]]


class TestArrivals:
    def test_each_kind_says_what_became_of_what_was_announced(self, donation):
        monitor = cast.category("monitor")
        for status in ("received", "handed_over", "not_received", "registered", "rejected"):
            cast.device(donation=donation, status=status)
        cast.device(donation=donation, category=monitor, is_surplus=True)
        found = {row.category: row for row in arrivals_of(donation).rows}
        notebooks, monitors = found[cast.category().name], found[monitor.name]
        numbers = (notebooks.announced, notebooks.arrived, notebooks.missing, notebooks.refused, notebooks.awaited)
        assert numbers == (5, 2, 1, 1, 1)
        assert (monitors.announced, monitors.arrived, monitors.extra) == (0, 0, 1)

    def test_all_that_was_announced_and_nothing_else_is_said_so(self, donation):
        cast.device(donation=donation)
        assert arrivals_of(donation).is_as_announced
        assert list(arrivals_of(donation).columns) == ["announced", "arrived"]
        cast.device(donation=donation, is_surplus=True)
        assert not arrivals_of(donation).is_as_announced
        assert list(arrivals_of(donation).columns) == ["announced", "arrived", "extra"]


class TestWays:
    def test_a_donor_reads_neither_promises_nor_repairs(self, donation):
        device = walked(
            cast.device(donation=donation),
            ("received", T[0]),
            ("ready", T[1]),
            ("reserved", T[2]),
            ("ready", T[3]),
            ("delivered", T[4]),
            ("handed_over", T[5]),
            ("in_repair", T[6]),
            ("handed_over", T[7]),
        )
        assert len(ways_of([device.pk])[device.pk]) == 4
        assert "reserved" not in texts(device)

    def test_a_step_that_was_taken_back_is_not_told(self, donation):
        device = walked(cast.device(donation=donation), ("ready", T[0]), ("recycled", T[1]), taken_back=(2,))
        assert len(texts(device)) == 1

    def test_own_disks_are_told_and_disks_of_others_are_not(self, donation):
        device = walked(cast.device(donation=donation), ("received", T[0]))
        cast.medium(device, status="erased", serial="EIGEN")
        cast.medium(device, status="erased", serial="FREMD", donation=cast.donation())
        cast.medium(device, serial="OFFEN")
        told = " ".join(texts(device))
        assert "EIGEN" in told
        assert "FREMD" not in told
        assert "OFFEN" not in told


class TestThePage:
    def test_it_shows_the_way_the_comparison_and_the_effect(self, client, donor_user, donation, reference):
        device = cast.device(donation=donation, status="handed_over", category=cast.category(), is_surplus=True)
        walked(device, ("received", T[0]), ("ready", T[1]), ("handed_over", cast.NOW - timedelta(days=365.25)))
        client.force_login(donor_user)
        text = client.get(reverse("donation_detail", args=[donation.number])).content.decode()
        assert "Angekündigt und eingegangen" in text
        assert "kam unangekündigt" in text
        assert "Wirkung bisher" in text
        assert "falls dadurch ein Neukauf ersetzt wurde" in text
        assert "ADEME 2022" in text
        assert "Weg bisher" in text

    def test_the_holder_of_a_link_sees_the_same(self, client, donation, reference):
        device = cast.device(donation=donation, status="handed_over")
        walked(device, ("received", T[0]), ("ready", T[1]), ("handed_over", T[2]))
        link = donation.state_links.create(expires_at=timezone.now() + timedelta(days=9))
        text = client.get(path_of(link)).content.decode()
        for part in ("Angekündigt und eingegangen", "Alles kam wie angekündigt", "Weg bisher", "Wirkung bisher"):
            assert part in text

    def test_three_devices_cost_no_more_queries_than_one(
        self, client, donor_user, donation, reference, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def given():
            device = cast.device(donation=donation, status="handed_over")
            cast.medium(walked(device, ("received", T[0]), ("handed_over", T[1])), status="erased")

        address = reverse("donation_detail", args=[donation.number])
        given()
        client.force_login(donor_user)
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        given()
        given()
        with django_assert_num_queries(len(one)):
            client.get(address)
