from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts import sessions

pytestmark = pytest.mark.django_db


def test_a_form_sent_after_the_session_ended_is_offered_again_after_sign_in(client, donor_user):
    answer = client.post(reverse("profile"), {"name": "Dora  Müller", "language": "de"})
    assert answer.url == f"{reverse('account_login')}?next={reverse('session_resume')}"
    client.force_login(donor_user)
    page = client.get(reverse("session_resume"))
    assert page.context["kept"].path == reverse("profile")
    assert "Dora  Müller" in page.content.decode()
    client.post(reverse("profile"), dict(page.context["kept"].fields))
    donor_user.refresh_from_db()
    assert donor_user.name == "Dora  Müller"
    assert client.get(reverse("session_resume")).url == reverse("start")


def test_a_kept_form_holds_no_passwords(client):
    secrets = {"oldpassword": "geheim", "password1": "neu", "pin": "2580", "pin_again": "2580", "badge": "HB123"}
    client.post(reverse("profile"), secrets | {"name": "Dora"})
    assert client.session[sessions.KEPT]["fields"] == [["name", "Dora"]]


def test_a_kept_form_can_be_thrown_away(client, donor_user):
    client.post(reverse("profile"), {"name": "Dora"})
    client.force_login(donor_user)
    client.post(reverse("session_resume"))
    assert sessions.KEPT not in client.session


def test_a_kept_form_is_gone_after_a_quarter_of_an_hour(client, donor_user, monkeypatch):
    client.post(reverse("profile"), {"name": "Dora"})
    client.force_login(donor_user)
    late = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("accounts.sessions.timezone.now", lambda: late)
    assert client.get(reverse("session_resume")).url == reverse("start")


def test_what_one_person_sent_is_not_shown_to_the_next(client, donor_user, volunteer):
    client.force_login(donor_user)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(reverse("profile"), {"name": "Dora"})
    client.force_login(volunteer)
    page = client.get(reverse("session_resume"), follow=True)
    assert "von jemand anderem" in page.content.decode() and "Dora" not in page.content.decode()


def test_whose_session_ended_finds_the_form_again(client, donor_user):
    client.force_login(donor_user)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(reverse("profile"), {"name": "Dora"})
    client.force_login(donor_user)
    assert client.get(reverse("session_resume")).context["kept"].fields == [("name", "Dora")]


def test_a_form_that_is_too_large_is_not_kept(client):
    answer = client.post(reverse("profile"), {"name": "x" * (sessions.MOST_KEPT_BYTES + 1)})
    assert answer.url == f"{reverse('account_login')}?next={reverse('start')}"
    assert sessions.KEPT not in client.session


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/devices/?q=a"}
    answer = client.get(reverse("device_list"), headers=headers)
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/devices/%3Fq%3Da"


def test_who_works_stays_signed_in(client, volunteer, monkeypatch, settings):
    client.force_login(volunteer)
    client.get(reverse("device_list"))
    left = client.get(reverse("session_left")).json()["seconds"]
    assert settings.SESSION_COOKIE_AGE - 5 <= left <= settings.SESSION_COOKIE_AGE
    later = timezone.now() + timedelta(hours=11)
    monkeypatch.setattr("accounts.sessions.timezone.now", lambda: later)
    assert client.get(reverse("session_left")).json()["seconds"] <= 3600
    assert client.post(reverse("session_stay")).json()["seconds"] == settings.SESSION_COOKIE_AGE


def test_reading_pages_does_not_write_the_session_each_time(client, volunteer):
    client.force_login(volunteer)
    client.get(reverse("device_list"))
    kept = client.session[sessions.SEEN]
    client.get(reverse("device_list"))
    assert client.session[sessions.SEEN] == kept


def test_a_visitor_has_no_seconds_left(client):
    assert client.get(reverse("session_left")).json() == {"seconds": 0}


def test_ended_sessions_are_deleted_with_what_they_kept_and_others_stay(client, donor_user):
    client.post(reverse("profile"), {"name": "Dora"})
    now = timezone.now()
    assert sessions.clear_ended(now=now + timedelta(hours=35)) == 0
    assert sessions.clear_ended(now=now + timedelta(hours=37)) == 1
    assert not Session.objects.exists()
