"""Lost with data: the time left, and what was decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from custody.services import change_status
from devices import stages
from devices.history import history
from devices.waiting.losses import assess_loss, assessments, term_of, unassessed
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(senior_volunteer):
    device = cast.device(donation=cast.donation(status="received", donor=cast.donor()))
    cast.medium(device, serial="WD-77")
    now = timezone.now() - timedelta(hours=70)
    stages.report_lost(device, actor=Actor.person(senior_volunteer), reason="fehlt", now=now)
    device.refresh_from_db()
    return device


def test_seventy_two_hours_from_the_report(lost):
    since = lost.status_since
    assert str(term_of(lost, since + timedelta(hours=70, minutes=30))) == "noch 1 Stunde"
    late = term_of(lost, since + timedelta(hours=77))
    assert (str(late), late.is_over) == ("seit 5 Stunden abgelaufen", True)


def test_a_decision_ends_the_alarm_and_a_new_loss_begins_a_new_one(lost, coordinator, senior_volunteer):
    assert unassessed() == [lost]
    assess_loss(lost, reported=True, reason="Aktenzeichen 2026-118", actor=Actor.person(coordinator))
    assert assessments([lost])[lost.pk].data["reported"] is True
    assert unassessed() == []
    stages.report_found(lost, actor=Actor.person(coordinator), reason="")
    stages.report_lost(lost, actor=Actor.person(coordinator), reason="wieder weg")
    assert unassessed() == [lost]


def test_it_needs_a_reason_and_a_loss_and_its_words_are_coordinations(lost, coordinator, volunteer):
    actor = Actor.person(coordinator)
    for device, reason in ((lost, " "), (cast.device(), "x")):
        with pytest.raises(TransitionRefused):
            assess_loss(device, reported=False, reason=reason, actor=actor)
    assess_loss(lost, reported=False, reason="verschlüsselt", actor=actor)
    assert "verschlüsselt" in history(lost, coordinator)[0].note
    assert "verschlüsselt" not in history(lost, volunteer)[0].note


def test_the_page_shows_donor_media_and_the_time_left(client, coordinator, lost):
    client.force_login(coordinator)
    html = client.get(reverse("lost_devices")).content.decode()
    for words in (lost.number, "Steuerbüro Beispiel", "WD-77", "noch 1 Stunde"):
        assert words in html
    answer = {"outcome": "reported", "reason": "Aktenzeichen 2026-118"}
    html = client.post(reverse("loss_assess", args=[lost.number]), answer, follow=True).content.decode()
    assert "noch 1 Stunde" not in html and "gemeldet" in html


class TestInUseSinceItsErasure:
    """A device that was lent out: its disk was erased before."""

    @pytest.fixture
    def on_loan(self, school_user, coordinator):
        device = cast.device(status="ready", status_since=cast.NOW)
        cast.medium(device, serial="WD-78", status="erased", status_since=cast.NOW - timedelta(days=90))
        school = cast.institution(school_user)
        need = cast.need(cast.request(school, school_user), agreement="loan", pupil_code="")
        handover = cast.handover(school, coordinator)
        cast.allocation(device, need.items.get(), coordinator, status="handed_over", handover=handover)
        device.refresh_from_db()
        return device

    def test_lost_after_it_came_back_it_is_lost_with_what_its_user_left(self, client, on_loan, coordinator):
        actor = Actor.person(coordinator)
        change_status(on_loan, "in_repair", actor=actor)
        stages.report_lost(on_loan, actor=actor, reason="Diebstahl")
        assert unassessed() == [on_loan]
        body = Mail.objects.get().body
        assert "WD-78" in body and "seitdem in Gebrauch" in body
        client.force_login(coordinator)
        assert "WD-78" in client.get(reverse("lost_devices")).content.decode()
        page = client.get(reverse("device_detail", args=[on_loan.number])).content.decode()
        assert reverse("loss_assess", args=[on_loan.number]) in page
        assert "Nicht gelöscht: " in page

    def test_lost_with_its_user_it_holds_only_what_is_the_users_own(self, on_loan, coordinator):
        stages.report_lost(on_loan, actor=Actor.person(coordinator), reason="kam nie zurück")
        assert unassessed() == []
        assert not Mail.objects.exists()

    def test_found_and_lost_again_before_its_new_cycle_it_alerts(self, on_loan, coordinator):
        actor = Actor.person(coordinator)
        stages.report_lost(on_loan, actor=actor, reason="kam nie zurück")
        stages.report_found(on_loan, actor=actor, reason="")
        stages.report_lost(on_loan, actor=actor, reason="wieder weg")
        assert unassessed() == [on_loan]
        assert Mail.objects.count() == 1
