"""Lost with data: the time left, and what was decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
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
