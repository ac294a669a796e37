from datetime import date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.services import change_status, take_back
from devices.models import Device
from h4f.start import agenda, stages, weeks
from recipients.models import HandoverVolunteer
from tests import cast

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 11, 24)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)


class TestAgenda:
    @pytest.fixture
    def handover(self, school_user, coordinator):
        school = cast.institution(school_user)
        return cast.handover(school, coordinator, starts_at=at(TUESDAY, 13))

    def test_a_coordinator_sees_what_comes_and_goes_that_day_by_time(self, coordinator, handover):
        donor = cast.donor(name="Steuerbüro Beispiel")
        pick_up = cast.donation(status="scheduled", delivery="pick_up", donor=donor, scheduled_for=at(TUESDAY, 15))
        cast.device(donation=pick_up, status="registered")
        cast.donation(status="scheduled", scheduled_for=at(TUESDAY + timedelta(days=1), 9))
        lines = [(line.title, line.detail) for line in agenda(coordinator, TUESDAY)]
        assert lines == [
            ("Übergabe: Oberschule am Musterpark", "0 Geräte"),
            (f"Abholung {pick_up.number}", "Steuerbüro Beispiel, 1 Gerät"),
        ]

    def test_a_day_ends_at_midnight_in_leipzig(self, coordinator):
        cast.donation(status="scheduled", scheduled_for=at(TUESDAY, 0))
        cast.donation(status="scheduled", scheduled_for=at(TUESDAY, 23) + timedelta(minutes=59))
        cast.donation(status="scheduled", scheduled_for=at(TUESDAY, 23) + timedelta(hours=1))
        assert len(agenda(coordinator, TUESDAY)) == 2

    def test_volunteers_see_no_donors(self, volunteer):
        cast.donation(status="scheduled", scheduled_for=at(TUESDAY, 9), donor=cast.donor())
        assert agenda(volunteer, TUESDAY) == []

    def test_an_assigned_volunteer_sees_the_handover_on_its_day_only(self, volunteer, senior_volunteer, handover):
        today = timezone.localdate()
        type(handover).objects.update(starts_at=at(today, 12))
        HandoverVolunteer.objects.create(handover=handover, user=volunteer)
        assert [line.row for line in agenda(volunteer, today)] == [handover]
        assert agenda(senior_volunteer, today) == []
        type(handover).objects.update(starts_at=at(today + timedelta(days=1), 12))
        assert agenda(volunteer, today + timedelta(days=1)) == []

    def test_an_institution_finds_its_own_handover_on_its_start_page(
        self, client, school_user, other_school_user, handover
    ):
        type(handover).objects.update(starts_at=at(timezone.localdate(), 12))
        url = f"/handovers/{quote(handover.number)}/"
        for person, shown in ((school_user, True), (other_school_user, False)):
            client.force_login(person)
            assert (url in client.get("/").content.decode()) is shown


class TestStages:
    def test_where_the_devices_stand_and_how_old_the_oldest_is(self, volunteer):
        for days in (3, 12):
            cast.device(status="received", status_since=cast.NOW - timedelta(days=days))
        cast.device(status="ready", status_since=cast.NOW - timedelta(hours=5))
        cast.device(status="recycled")
        found = stages(volunteer, cast.NOW)
        assert [(stage.status, stage.count, stage.oldest_days, stage.share) for stage in found] == [
            ("received", 2, 12, 100),
            ("in_refurbishment", 0, None, 0),
            ("ready", 1, 0, 50),
            ("reserved", 0, None, 0),
            ("delivered", 0, None, 0),
        ]

    def test_donors_and_schools_see_no_stock(self, donor_user, school_user):
        cast.device()
        assert stages(donor_user, cast.NOW) == stages(school_user, cast.NOW) == []


class TestWeeks:
    @pytest.fixture
    def hand_over(self, coordinator, monkeypatch):
        """Hands a device over on a day, its guards out of the way."""
        monkeypatch.setattr(Device.lifecycle, "guards", {})

        def on(day: date) -> Device:
            device = cast.device(status="delivered")
            change_status(device, "handed_over", actor=Actor.person(coordinator), happened_at=at(day, 12))
            return device

        return on

    def test_nine_iso_weeks_ending_with_this_one(self, coordinator):
        found = weeks(coordinator, TUESDAY)
        assert [week.number for week in found] == [40, 41, 42, 43, 44, 45, 46, 47, 48]
        assert [week.is_current for week in found] == [False] * 8 + [True]

    def test_each_device_counts_in_the_week_it_was_handed_over(self, coordinator, hand_over):
        for day in (date(2026, 9, 27), date(2026, 9, 28), date(2026, 11, 22), date(2026, 11, 23), TUESDAY):
            hand_over(day)
        assert [week.count for week in weeks(coordinator, TUESDAY)] == [1, 0, 0, 0, 0, 0, 0, 1, 2]
        assert [week.height for week in weeks(coordinator, TUESDAY)][-2:] == [44, 88]

    def test_a_handover_that_was_taken_back_leaves_no_trace(self, coordinator, hand_over):
        device = hand_over(TUESDAY)
        take_back(device, actor=Actor.person(coordinator), reason="falsches Gerät", anyone=True)
        assert weeks(coordinator, TUESDAY)[-1].count == 0


class TestTiles:
    def test_what_is_open_comes_before_what_is_at_nought(self, client, coordinator):
        client.force_login(coordinator)
        cast.donation(status="announced", donor=cast.donor())
        tiles = client.get("/").context["tiles"]
        has_some = [bool(tile.count) for tile in tiles]
        assert True in has_some and False in has_some
        assert has_some == sorted(has_some, reverse=True)

    def test_every_tile_leads_to_a_list_with_as_many_rows(self, client, reference, coordinator):
        client.force_login(coordinator)
        for status in ("announced", "announced", "scheduled"):
            cast.device(donation=cast.donation(status=status), status="registered")
        cast.medium(cast.device(status="in_refurbishment"))
        counted = {tile.url: tile.count for tile in client.get("/").context["tiles"] if tile.count}
        assert {url: client.get(url).context["page_obj"].paginator.count for url in counted} == counted
