"""The secret link to the calendar, and the file that it gives."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.pages.appointments import Appointment as Line
from custody.services import change_status
from donations.appointments import feeds, ical, slots
from donations.appointments.models import CalendarFeed
from donations.appointments.views import feeds as views
from donations.services import schedule
from tests import cast

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def line(**fields):
    at = slots.moment(date(2027, 3, 28), time(10))
    return Line(**{"at": at, "title": "Abholung", "url": "/donations/S-2026-1/", "row": None, "uid": "x-1", **fields})


def lines(content: bytes) -> list[str]:
    return content.decode().split("\r\n")


class TestFile:
    def write(self, *found):
        return ical.calendar(found, name="Termine", site="https://h4f.example.org", now=NOW)

    def test_moments_are_utc_also_after_the_switch(self):
        winter = line(at=slots.moment(date(2027, 3, 27), time(10)), uid="x-0")
        written = lines(self.write(winter, line()))
        starts = [text for text in written if text.startswith("DTSTART")]
        assert starts == ["DTSTART:20270327T090000Z", "DTSTART:20270328T080000Z"]

    def test_long_and_special_texts_are_folded_and_escaped(self):
        title = "Übergabe; mit Komma, Rückstrich \\ und\nZeile " + "ü" * 80
        written = self.write(line(title=title))
        assert max(len(text.encode()) for text in lines(written)) <= 75
        (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
        assert str(event["SUMMARY"]) == title

    def test_a_later_version_cancels_under_the_same_uid(self):
        written = lines(self.write(line(version=4, is_off=True)))
        assert {"UID:x-1@h4f.example.org", "SEQUENCE:4", "STATUS:CANCELLED"} <= set(written)


@pytest.mark.django_db
class TestLink:
    @pytest.fixture(autouse=True)
    def fresh_counts(self):
        cache.clear()

    @pytest.fixture
    def donation(self, donor_user):
        donor = cast.donor(donor_user, name="Steuerbüro Geheim")
        fields = {"scheduled_for": None, "received_on": None, "pick_up_address": "Ring 1"}
        return cast.donation(donor=donor, **fields)

    def get(self, client, secret):
        return client.get(reverse("calendar_feed", args=[secret]))

    def events(self, client, secret):
        return icalendar.Calendar.from_ical(self.get(client, secret).content).walk("VEVENT")

    def test_it_follows_an_appointment_from_made_over_moved_to_cancelled(
        self, client, donation, coordinator, acting, now
    ):
        secret = feeds.make(coordinator, now=now)
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
        seen = []
        for days in (0, 1):
            schedule(donation, at=at + timedelta(days=days), actor=acting(coordinator))
            seen += self.events(client, secret)
        donation.refresh_from_db()
        change_status(donation, "cancelled", actor=acting(coordinator))
        seen += self.events(client, secret)
        assert len({event["UID"] for event in seen}) == 1
        assert [event["SEQUENCE"] for event in seen] == [1, 2, 3]
        assert [event["STATUS"] for event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [event.start for event in seen] == [at, at + timedelta(days=1), at + timedelta(days=1)]

    def test_neither_donor_nor_address_leaves_the_house(self, client, donation, coordinator, acting):
        schedule(donation, at=datetime.now(UTC) + timedelta(days=2), actor=acting(coordinator))
        content = self.get(client, feeds.make(coordinator, now=NOW)).content.decode()
        assert donation.number in content
        assert [word for word in ("Geheim", "Ring 1", "@example.org") if word in content] == []

    def test_a_new_link_ends_the_old_one_and_a_revoked_one_opens_nothing(self, client, coordinator):
        client.force_login(coordinator)
        page = client.post(reverse("calendar_feed_make"))
        first = page.context["address"].rpartition("/")[2].removesuffix(".ics")
        second = feeds.make(coordinator, now=NOW)
        client.logout()
        assert [self.get(client, secret).status_code for secret in (first, second, "falsch")] == [404, 200, 404]
        client.force_login(coordinator)
        client.post(reverse("calendar_feed_revoke"))
        assert self.get(client, second).status_code == 404
        assert CalendarFeed.objects.standing().count() == 0

    def test_the_secret_is_not_kept(self, coordinator):
        secret = feeds.make(coordinator, now=NOW)
        assert secret not in str(list(CalendarFeed.objects.values()))

    def test_who_is_no_coordinator_any_more_gets_nothing(self, client, coordinator):
        secret = feeds.make(coordinator, now=NOW)
        coordinator.groups.clear()
        assert self.get(client, secret).status_code == 404

    def test_a_program_that_asks_without_end_is_told_to_wait(self, client, coordinator, monkeypatch):
        secret = feeds.make(coordinator, now=NOW)
        monkeypatch.setattr(views, "PER_LINK", views.Limit("calendar_feed", most=2, seconds=60))
        assert [self.get(client, secret).status_code for _time in range(3)] == [200, 200, 429]

    def test_guessing_ends_soon(self, client, monkeypatch):
        monkeypatch.setattr(views, "WRONG", views.Limit("calendar_feed_wrong", most=2, seconds=60))
        assert [self.get(client, f"x{number}").status_code for number in range(3)] == [404, 404, 429]

    def test_use_is_noted_now_and_then(self, client, coordinator):
        secret = feeds.make(coordinator, now=NOW)
        self.get(client, secret)
        assert CalendarFeed.objects.get().last_used_at is not None
