"""The verbs of donors and donations."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from donations.services import (
    NoSuchPerson,
    add_member,
    assign_donor,
    create_donor,
    decline,
    edit_donor,
    record_agreement,
    refresh_search_text,
    schedule,
    withdraw,
)
from tests import cast

VALUES = {"kind": "company", "name": "Öko-Druck Groß", "city": "Leipzig"}


@pytest.fixture
def donor(donor_user):
    return cast.donor(donor_user)


@pytest.fixture
def offered(donor):
    return cast.donation(donor=donor, scheduled_for=None, received_on=None)


@pytest.fixture
def by_coordination(coordinator, acting):
    return acting(coordinator)


def subjects():
    return list(Mail.objects.order_by("pk").values_list("recipient", "subject"))


class TestDonors:
    def test_a_person_becomes_donor_by_saying_who_gives(self, school_user):
        donor = create_donor(values=VALUES, member=school_user)
        assert donor.sort_name == "oeko-druck gross"
        assert [member.user for member in donor.members.all()] == [school_user]
        assert set(school_user.groups.values_list("name", flat=True)) == {Role.DONOR, Role.INSTITUTION}

    def test_coordination_enters_a_donor_without_becoming_one(self, db):
        assert create_donor(values=VALUES, member=None).members.count() == 0

    def test_further_people_follow_a_donor_once_they_have_signed_up(self, donor, school_user):
        assert add_member(donor, email=school_user.email.upper()) == school_user
        add_member(donor, email=school_user.email)
        assert donor.members.filter(user=school_user).count() == 1
        assert school_user.groups.filter(name=Role.DONOR).exists()
        with pytest.raises(NoSuchPerson, match="Konto"):
            add_member(donor, email="niemand@example.org")

    def test_an_edited_donor_is_found_by_its_new_name(self, offered, donor):
        refresh_search_text([offered])
        edit_donor(donor, values={"name": "Neue Müller GmbH", "city": "Halle"})
        offered.refresh_from_db()
        assert donor.sort_name == "neue mueller gmbh"
        assert "neue mueller gmbh" in offered.search_text
        assert "steuerbuero" not in offered.search_text


class TestAppointments:
    def test_an_appointment_accepts_the_donation_and_tells_its_people(self, offered, by_coordination, donor_user, now):
        at = now + timedelta(days=3)
        schedule(offered, at=at, actor=by_coordination, now=now)
        offered.refresh_from_db()
        assert (offered.status, offered.scheduled_for) == ("scheduled", at)
        assert offered.events.get().data == {"scheduled_for": at.isoformat()}
        assert subjects() == [(donor_user.email, f"Termin für Ihre Spende {offered.number}")]
        assert "27.11.2026, 10:00" in Mail.objects.get().body

    def test_a_pick_up_names_its_address_in_the_mail(self, offered, by_coordination, now):
        offered.delivery, offered.pick_up_address = "pick_up", "Ring 1, 04109 Leipzig"
        offered.data_agreement = "signed"
        offered.save()
        schedule(offered, at=now + timedelta(days=3), actor=by_coordination, now=now)
        assert "holen sie am 27.11.2026, 10:00 Uhr ab" in Mail.objects.get().body
        assert "Ring 1, 04109 Leipzig" in Mail.objects.get().body

    def test_a_person_who_reads_english_gets_english(self, offered, by_coordination, donor_user, now):
        donor_user.language = "en"
        donor_user.save()
        schedule(offered, at=now + timedelta(days=3), actor=by_coordination, now=now)
        assert subjects() == [(donor_user.email, f"Appointment for your donation {offered.number}")]

    def test_a_donor_without_account_is_told_at_its_own_address(self, by_coordination, now):
        donor = cast.donor(email="amt@example.org")
        schedule(cast.donation(donor=donor), at=now + timedelta(days=1), actor=by_coordination, now=now)
        assert [recipient for recipient, _subject in subjects()] == ["amt@example.org"]

    def test_nobody_is_told_about_a_donation_of_an_unknown_donor(self, by_coordination, now):
        schedule(cast.donation(), at=now + timedelta(days=1), actor=by_coordination, now=now)
        assert subjects() == []

    def test_a_moved_appointment_keeps_the_status_and_mails_again(self, offered, by_coordination, now):
        schedule(offered, at=now + timedelta(days=3), actor=by_coordination, now=now)
        schedule(offered, at=now + timedelta(days=5), actor=by_coordination, now=now)
        offered.refresh_from_db()
        assert (offered.status, offered.scheduled_for) == ("scheduled", now + timedelta(days=5))
        assert list(offered.events.values_list("kind", flat=True)) == ["status_changed", "appointment_moved"]
        assert len(subjects()) == 2

    def test_the_same_appointment_twice_is_refused_and_mails_once(self, offered, by_coordination, now):
        schedule(offered, at=now + timedelta(days=3), actor=by_coordination, now=now)
        with pytest.raises(TransitionRefused):
            schedule(offered, at=now + timedelta(days=3), actor=by_coordination, now=now)
        assert len(subjects()) == 1

    def test_a_time_that_has_passed_is_refused(self, offered, by_coordination, now):
        with pytest.raises(TransitionRefused, match="vorbei"):
            schedule(offered, at=now - timedelta(minutes=1), actor=by_coordination, now=now)

    @pytest.mark.parametrize("status", ["received", "settled", "declined", "cancelled"])
    def test_a_donation_past_it_gets_no_appointment(self, donor, by_coordination, now, status):
        with pytest.raises(TransitionRefused):
            schedule(
                cast.donation(donor=donor, status=status), at=now + timedelta(days=1), actor=by_coordination, now=now
            )
        assert subjects() == []


class TestEnds:
    def test_a_declined_donor_reads_the_reason(self, offered, by_coordination):
        decline(offered, reason="  Röhrenmonitore nehmen wir nicht.  ", actor=by_coordination)
        assert offered.status == "declined"
        assert offered.events.get().note.text == "Röhrenmonitore nehmen wir nicht."
        assert "Röhrenmonitore nehmen wir nicht." in Mail.objects.get().body

    @pytest.mark.parametrize("end", [decline, withdraw])
    @pytest.mark.parametrize("reason", ["", "   "])
    def test_an_end_needs_a_reason(self, offered, by_coordination, end, reason):
        with pytest.raises(TransitionRefused, match="Grund"):
            end(offered, reason=reason, actor=by_coordination)

    @pytest.mark.parametrize("status", ["announced", "scheduled"])
    def test_an_offer_can_be_withdrawn_until_something_came(self, donor, donor_user, acting, status):
        donation = cast.donation(donor=donor, status=status)
        withdraw(donation, reason="Anders vergeben", actor=acting(donor_user))
        assert donation.status == "cancelled"
        assert donation.events.get().actor == donor_user

    @pytest.mark.parametrize("end", [decline, withdraw])
    @pytest.mark.parametrize("status", ["received", "settled", "declined", "cancelled"])
    def test_what_has_come_or_ended_cannot_end_again(self, donor, by_coordination, end, status):
        donation = cast.donation(donor=donor, status=status)
        with pytest.raises(TransitionRefused):
            end(donation, reason="zu spät", actor=by_coordination)
        donation.refresh_from_db()
        assert donation.status == status


class TestCoordination:
    def test_a_donation_left_at_the_door_gets_its_donor_once(self, donor, by_coordination):
        donation = cast.donation()
        assign_donor(donation, donor=donor, actor=by_coordination)
        assert donation.donor == donor
        assert "steuerbuero beispiel" in donation.search_text
        assert donation.events.get().data == {"donor": donor.pk}
        with pytest.raises(TransitionRefused):
            assign_donor(donation, donor=cast.donor(name="Andere"), actor=by_coordination)
        donation.refresh_from_db()
        assert donation.donor == donor

    def test_the_processing_agreement_is_recorded_once_per_change(self, offered, by_coordination):
        record_agreement(offered, agreement="signed", actor=by_coordination)
        record_agreement(offered, agreement="signed", actor=by_coordination)
        assert offered.data_agreement == "signed"
        assert offered.events.get().data == {"agreement": "signed"}
