"""A donor's own choice of a slot; what follows from a donation's steps; reminders."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from custody.services import change_status
from donations import services
from donations.appointments import picking, slots
from donations.appointments.models import Appointment, OpeningHours
from donations.appointments.reminding import remind
from tests import cast

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
THREE = slots.moment(TUESDAY, time(15))


@pytest.fixture
def hours():
    fields = {"weekday": 1, "starts": time(15), "ends": time(17), "slot_minutes": 60, "capacity": 1}
    return OpeningHours.objects.create(**fields)


@pytest.fixture
def offered(donor_user):
    return cast.donation(donor=cast.donor(donor_user), scheduled_for=None, received_on=None)


@pytest.fixture
def accepted(offered, coordinator, acting, now):
    picking.accept(offered, actor=acting(coordinator), now=now)
    return offered


def key(at=THREE):
    return at.strftime("%Y%m%dT%H%MZ")


def kinds():
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_the_donor_is_told_to_choose_once(accepted, coordinator, acting, now):
    assert kinds() == ["donation_accepted"]
    assert f"/donations/{accepted.number}/slot/" in Mail.objects.get().body
    assert accepted.events.get().kind == "offer_accepted"
    with pytest.raises(TransitionRefused):
        picking.accept(accepted, actor=acting(coordinator), now=now)


def test_a_slot_makes_the_appointment_and_mails_its_window(accepted, hours, donor_user, acting, now):
    picking.pick(accepted, key(), actor=acting(donor_user), now=now)
    accepted.refresh_from_db()
    assert (accepted.status, accepted.scheduled_for) == ("scheduled", THREE)
    assert accepted.appointment.slot_place == 1
    assert "24.11.2026, 15:00–16:00 Uhr" in Mail.objects.get(kind="donation_scheduled").body


def test_moving_gives_the_place_to_others(accepted, hours, donor_user, acting, now):
    picking.pick(accepted, key(), actor=acting(donor_user), now=now)
    picking.pick(accepted, key(THREE + timedelta(hours=1)), actor=acting(donor_user), now=now)
    accepted.refresh_from_db()
    assert [slot.free for slot in slots.slots_between(TUESDAY, TUESDAY)] == [1, 0]
    assert kinds() == ["donation_accepted", "donation_scheduled", "donation_moved"]


def test_a_full_slot_is_refused(accepted, hours, donor_user, acting, now):
    Appointment.objects.create(donation=cast.donation(), starts_at=THREE, slot_place=1)
    with pytest.raises(picking.SlotFull):
        picking.pick(accepted, key(), actor=acting(donor_user), now=now)
    accepted.refresh_from_db()
    assert accepted.status == "announced"


@pytest.mark.parametrize("at", [THREE - timedelta(days=7), THREE + timedelta(minutes=30), THREE + timedelta(days=70)])
def test_what_is_past_or_not_offered_is_refused(accepted, hours, donor_user, acting, now, at):
    with pytest.raises(TransitionRefused):
        picking.pick(accepted, key(at), actor=acting(donor_user), now=now)


def test_who_may_choose_is_asked_again_once_the_donation_is_held(accepted, hours, donor_user, coordinator, acting, now):
    Appointment.objects.filter(donation=accepted).update(accepted_at=None)
    for by in (acting(donor_user), Actor.link()):
        with pytest.raises(TransitionRefused, match="gerade keine Zeit zu wählen"):
            picking.pick(accepted, key(), actor=by, now=now)
    assert picking.pick(accepted, key(), actor=acting(coordinator), now=now).starts_at == THREE


def test_who_withdraws_leaves_the_place_to_others_and_gets_a_mail(accepted, hours, donor_user, acting, now):
    picking.pick(accepted, key(), actor=acting(donor_user), now=now)
    services.withdraw(accepted, reason="doch nicht", actor=acting(donor_user), now=now)
    assert slots.slots_between(TUESDAY, TUESDAY)[0].free == 1
    assert kinds()[-1] == "donation_cancelled"


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({"status": "announced"}, False),
        ({"status": "scheduled"}, True),
        ({"status": "scheduled", "delivery": "pick_up"}, False),
        ({"status": "received"}, False),
        ({"status": "declined"}, False),
    ],
)
def test_who_may_choose(fields, may):
    assert picking.may_choose(cast.donation(**fields)) is may


class TestPage:
    def get(self, client, user, donation):
        client.force_login(user)
        return client.get(reverse("donation_slot", args=[donation.number]))

    @pytest.fixture
    def open_every_day(self):
        rows = [{"weekday": day, "starts": time(10), "ends": time(12), "slot_minutes": 60} for day in range(7)]
        OpeningHours.objects.bulk_create([OpeningHours(**row) for row in rows])

    def test_a_donor_picks_one_and_comes_back_to_the_donation(self, client, donor_user, accepted, open_every_day):
        page = self.get(client, donor_user, accepted)
        slot = page.context["days"][1].slots[0]
        answer = client.post(page.request["PATH_INFO"], {"slot": slot.key})
        assert answer.url == reverse("donation_detail", args=[accepted.number])
        accepted.refresh_from_db()
        assert accepted.scheduled_for == slot.starts_at

    @pytest.mark.parametrize("sent", [{}, {"slot": "19991231T0900Z"}, {"slot": "x"}])
    def test_a_wrong_choice_gets_a_sentence(self, client, donor_user, accepted, open_every_day, sent):
        self.get(client, donor_user, accepted)
        page = client.post(reverse("donation_slot", args=[accepted.number]), sent)
        assert page.context["form"].errors["slot"]
        assert page.status_code == 200

    def test_before_it_is_accepted_there_is_nothing_to_choose(self, client, donor_user, coordinator, offered):
        assert self.get(client, donor_user, offered).status_code == 302
        assert self.get(client, coordinator, offered).status_code == 200

    def test_full_slots_are_shown_as_full(self, client, donor_user, accepted, open_every_day):
        slot = self.get(client, donor_user, accepted).context["days"][1].slots[0]
        Appointment.objects.create(donation=cast.donation(), starts_at=slot.starts_at, slot_place=1)
        html = self.get(client, donor_user, accepted).content.decode()
        assert f'value="{slot.key}" disabled' in html
        assert "ausgebucht" in html

    def test_the_appointment_goes_into_ones_own_calendar(self, client, donor_user, accepted, open_every_day):
        assert "donation_calendar_file" not in self.get(client, donor_user, accepted).content.decode()
        address = reverse("donation_calendar_file", args=[accepted.number])
        assert client.get(address).status_code == 404
        slot = self.get(client, donor_user, accepted).context["days"][1].slots[0]
        client.post(reverse("donation_slot", args=[accepted.number]), {"slot": slot.key})
        file = client.get(address)
        assert file["Content-Disposition"] == f'attachment; filename="{accepted.number}.ics"'
        assert f"DTSTART:{slot.starts_at:%Y%m%dT%H%M%SZ}".encode() in file.content


class TestTold:
    def test_taken_in_and_settled_are_told_once_and_later_arrivals_are_not(self, offered, coordinator, acting, now):
        by = acting(coordinator)
        change_status(offered, "received", actor=by, received_on=TUESDAY)
        for status in ("settled", "received", "settled"):
            change_status(offered, status, actor=by)
        assert kinds() == ["donation_received", "donation_settled"]

    def test_a_reminder_goes_out_the_day_before_once(self, offered, coordinator, acting, now):
        services.schedule(offered, at=THREE + timedelta(days=1), actor=acting(coordinator), now=now - timedelta(days=3))
        night = slots.moment(TUESDAY, time(7, 59))
        assert remind(now=night) == 0
        assert remind(now=night - timedelta(days=1, hours=-3)) == 0
        for minutes in (1, 16, 600):
            remind(now=night + timedelta(minutes=minutes))
        assert kinds() == ["donation_scheduled", "donation_reminded"]
        assert "morgen" in Mail.objects.get(kind="donation_reminded").body

    def test_an_appointment_made_today_has_just_had_its_mail(self, offered, coordinator, acting, now):
        services.schedule(offered, at=THREE + timedelta(days=1), actor=acting(coordinator), now=now)
        assert remind(now=now) == 0

    def test_what_was_withdrawn_is_not_reminded(self, offered, coordinator, acting, now):
        services.schedule(offered, at=THREE + timedelta(days=1), actor=acting(coordinator), now=now - timedelta(days=3))
        services.withdraw(offered, reason="x", actor=acting(coordinator), now=now)
        assert remind(now=now) == 0
