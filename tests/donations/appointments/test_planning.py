"""Pick-ups: who drives, in which order, who may see the addresses; the calendar of coordination."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.pages.appointments import between
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from donations.appointments import planning, slots
from donations.appointments.models import Appointment, OpeningHours, PickUpLook
from tests import cast

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)


def pick_up(at, driver=None, **fields):
    defaults = {"status": "scheduled", "delivery": "pick_up", "scheduled_for": at, "donor": cast.donor()}
    donation = cast.donation(**{**defaults, "pick_up_address": "Ring 1, 04109 Leipzig", **fields})
    Appointment.objects.create(donation=donation, starts_at=at, driver=driver)
    return donation


def at(hour, day=TUESDAY):
    return slots.moment(day, time(hour))


def numbers(route):
    return [stop.donation.number for stop in route.stops]


class TestPlan:
    @pytest.fixture
    def offered(self, donor_user):
        fields = {"scheduled_for": None, "received_on": None, "media_with_data": "no"}
        return cast.donation(donor=cast.donor(donor_user), delivery="pick_up", **fields)

    def test_window_and_driver_are_set_at_once_and_mailed_once(self, offered, coordinator, volunteer, acting, now):
        when = {"at": at(10) + timedelta(days=1), "until": at(12) + timedelta(days=1)}
        planning.plan(offered, **when, driver=volunteer, actor=acting(coordinator), now=now)
        offered.refresh_from_db()
        assert (offered.status, offered.appointment.driver) == ("scheduled", volunteer)
        assert "25.11.2026, 10:00–12:00 Uhr ab" in Mail.objects.get().body
        assert list(offered.events.values_list("kind", flat=True)) == ["status_changed", "driver_changed"]

    def test_another_driver_alone_sends_no_mail(self, offered, coordinator, volunteer, acting, now):
        when = {"at": at(10) + timedelta(days=1), "until": None, "actor": acting(coordinator), "now": now}
        planning.plan(offered, **when, driver=None)
        planning.plan(offered, **when, driver=volunteer)
        assert Mail.objects.count() == 1
        with pytest.raises(TransitionRefused):
            planning.plan(offered, **when, driver=volunteer)

    def test_a_window_that_ends_before_it_begins_is_said_at_its_field(self, client, offered, coordinator):
        client.force_login(coordinator)
        day = timezone.localdate() + timedelta(days=2)
        sent = {"day": day.isoformat(), "time": "10:00", "until": "09:00"}
        page = client.post(reverse("donation_schedule", args=[offered.number]), sent)
        assert list(page.context["form"].errors) == ["until"]


class TestRoute:
    def test_stops_come_by_time_until_somebody_sorts_them(self, volunteer):
        late, early, between_them = (pick_up(at(hour), volunteer) for hour in (15, 9, 11))
        other = pick_up(at(8))
        route, undriven = planning.routes(TUESDAY)
        assert numbers(route) == [early.number, between_them.number, late.number]
        assert (undriven.driver, numbers(undriven)) == (None, [other.number])
        planning.move(late, up=True)
        planning.move(late, up=True)
        planning.move(late, up=True)
        assert numbers(planning.routes(TUESDAY)[0]) == [late.number, early.number, between_them.number]
        planning.move(late, up=False)
        assert numbers(planning.routes(TUESDAY)[0]) == [early.number, late.number, between_them.number]

    def test_what_does_not_take_place_is_on_no_route(self, volunteer):
        gone = pick_up(at(9), volunteer, status="cancelled")
        with pytest.raises(TransitionRefused):
            planning.move(gone, up=True)
        assert planning.routes(TUESDAY) == []

    def test_who_drives_sees_the_own_addresses_on_the_day_and_that_is_logged(self, client, volunteer, senior_volunteer):
        today = timezone.localdate()
        mine = pick_up(at(23, today), volunteer)
        pick_up(at(9, today), senior_volunteer, pick_up_address="Fremde Straße 9")
        pick_up(at(9, today + timedelta(days=1)), volunteer)
        client.force_login(volunteer)
        html = client.get(reverse("route", args=[today])).content.decode()
        assert ("Ring 1, 04109 Leipzig" in html, "Fremde Straße 9" in html) == (True, False)
        assert client.get(reverse("route", args=[today + timedelta(days=1)])).status_code == 404
        look = PickUpLook.objects.get()
        assert (look.donation, look.user) == (mine, volunteer)

    def test_coordination_sees_every_route_without_a_log_entry(self, client, coordinator, volunteer):
        pick_up(at(9), volunteer)
        client.force_login(coordinator)
        assert "Ring 1" in client.get(reverse("route", args=[TUESDAY])).content.decode()
        assert PickUpLook.objects.count() == 0

    def test_the_order_is_changed_by_buttons(self, client, coordinator, volunteer):
        first, second = (pick_up(at(hour), volunteer) for hour in (9, 11))
        client.force_login(coordinator)
        answer = client.post(reverse("route_move", args=[first.number, "down"]))
        assert answer.url == reverse("route", args=[TUESDAY])
        assert numbers(planning.routes(TUESDAY)[0]) == [second.number, first.number]


class TestCalendar:
    def test_the_week_shows_every_apps_appointments_and_what_is_free(self, client, coordinator, school_user, volunteer):
        OpeningHours.objects.create(weekday=1, starts=time(15), ends=time(16), capacity=3)
        fetched = pick_up(at(9), volunteer)
        brought = cast.donation(status="scheduled", scheduled_for=at(15), donor=cast.donor())
        Appointment.objects.create(donation=brought, starts_at=at(15), ends_at=at(16), slot_place=1)
        handover = cast.handover(cast.institution(school_user), coordinator, starts_at=at(13))
        client.force_login(coordinator)
        page = client.get(reverse("appointment_calendar"), {"from": "2026-11-26"})
        tuesday = page.context["days"][1]
        assert [line.row for line in tuesday.appointments] == [fetched, handover, brought]
        assert (tuesday.day, tuesday.taken, tuesday.capacity, tuesday.pick_ups) == (TUESDAY, 1, 6, 1)
        assert client.get(reverse("appointment_day", args=[TUESDAY])).status_code == 200

    @pytest.mark.parametrize("text", ["", "gestern", "9999-12-31", "2026-02-31"])
    def test_an_address_with_no_such_day_shows_this_week(self, client, coordinator, text):
        client.force_login(coordinator)
        assert client.get(reverse("appointment_calendar"), {"from": text}).context["is_this_week"]

    @pytest.mark.parametrize("path", ["/appointments/2026-02-31/", "/appointments/9999-12-31/"])
    def test_a_day_that_is_none_is_not_found(self, client, coordinator, path):
        client.force_login(coordinator)
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_appointments_take_no_more_queries(self, coordinator, volunteer, rows, django_assert_num_queries):
        for _row in range(rows):
            cast.device(donation=pick_up(at(9), volunteer), status="registered")
        coordinator.has_perm("donations.view_donation")
        with django_assert_num_queries(2):
            between(coordinator, TUESDAY, TUESDAY)

    def test_pick_ups_that_nobody_drives_are_named(self, client, coordinator):
        donation = pick_up(datetime.now(tz=timezone.get_current_timezone()) + timedelta(days=3))
        client.force_login(coordinator)
        page = client.get(reverse("appointment_calendar"))
        assert list(page.context["undriven"]) == [donation]


class TestHours:
    def test_hours_are_added_changed_and_removed(self, client, coordinator):
        client.force_login(coordinator)
        sent = {"weekday": "1", "starts": "15:00", "ends": "17:00", "slot_minutes": "30", "capacity": "2"}
        client.post(reverse("opening_hours_new"), sent)
        row = OpeningHours.objects.get()
        client.post(reverse("opening_hours_edit", args=[row.pk]), {**sent, "capacity": "5"})
        row.refresh_from_db()
        assert (str(row.starts), row.capacity) == ("15:00:00", 5)
        assert "Dienstag" in client.get(reverse("opening_hours")).content.decode()
        client.post(reverse("opening_hours_remove", args=[row.pk]))
        assert not OpeningHours.objects.exists()

    def test_closing_days_says_how_many_are_expected_there(self, client, coordinator):
        day = timezone.localdate() + timedelta(days=3)
        pick_up(at(9, day))
        client.force_login(coordinator)
        page = client.post(reverse("closed_days_new"), {"first": day.isoformat()}, follow=True)
        assert "1 Termin" in page.content.decode()
