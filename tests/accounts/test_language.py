import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def language_of(response) -> str:
    return response.content.decode().split('<html lang="')[1][:2]


def test_pages_are_german_whatever_the_browser_wishes(client):
    assert language_of(client.get("/", headers={"accept-language": "en-GB,en"})) == "de"


def test_a_visitors_choice_stays_in_the_session(client):
    response = client.post(reverse("set_language_choice"), {"language": "en", "next": "/help/"})
    assert response.url == "/help/"
    assert language_of(client.get("/")) == "en"
    assert [cookie for cookie in client.cookies if cookie not in ("sessionid", "csrftoken")] == []


def test_a_persons_choice_stays_with_the_person(client, volunteer):
    client.force_login(volunteer)
    client.post(reverse("set_language_choice"), {"language": "en"})
    client.logout()
    client.force_login(volunteer)
    assert language_of(client.get("/")) == "en"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_switch_never_leads_away(target, client):
    assert client.post(reverse("set_language_choice"), {"language": "en", "next": target}).url == "/"


def test_an_unknown_language_changes_nothing(client):
    client.post(reverse("set_language_choice"), {"language": "xx"})
    assert language_of(client.get("/")) == "de"


def test_the_switch_is_not_turned_by_a_link(client):
    assert client.get(reverse("set_language_choice")).status_code == 405


def test_a_person_changes_name_and_language(client, volunteer):
    client.force_login(volunteer)
    response = client.post(reverse("profile"), {"name": "Jonas O.", "language": "en"}, follow=True)
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.language) == ("Jonas O.", "en")
    assert "Your details are saved." in response.content.decode()


def test_what_a_page_says_after_a_step_is_in_no_cookie(client, volunteer):
    client.force_login(volunteer)
    client.post(reverse("profile"), {"name": "Jonas O.", "language": "de"})
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
