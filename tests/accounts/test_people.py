import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, administrator):
    client.force_login(administrator)
    return client


def test_a_role_is_given_and_taken(signed_in):
    helper = person("Jörg Müller", Role.DONOR)
    response = signed_in.post(
        reverse("person_edit", args=[helper.pk]), {"groups": ["volunteer"], "is_active": "on"}, follow=True
    )
    assert "Die Rollen von Jörg Müller sind gespeichert." in response.content.decode()
    assert User.objects.get(pk=helper.pk).role_names == {"volunteer"}


def test_an_unknown_role_is_refused(signed_in):
    helper = person("Jörg Müller", Role.DONOR)
    response = signed_in.post(reverse("person_edit", args=[helper.pk]), {"groups": ["root"], "is_active": "on"})
    assert response.status_code == 200
    assert User.objects.get(pk=helper.pk).role_names == {"donor"}


@pytest.mark.parametrize("sent", [{"groups": ["donor"], "is_active": "on"}, {"groups": ["admin"]}])
def test_nobody_takes_the_administration_from_themselves(sent, signed_in, administrator):
    signed_in.post(reverse("person_edit", args=[administrator.pk]), sent)
    kept = User.objects.get(pk=administrator.pk)
    assert (kept.role_names, kept.is_active) == ({"admin"}, True)


@pytest.mark.parametrize("written", ["Müller", "mueller", "MULLER", "jorg"])
def test_people_are_found_with_umlauts_in_any_spelling(written, signed_in):
    person("Jörg Müller", Role.DONOR)
    person("Eva Klein", Role.DONOR)
    page = signed_in.get(reverse("people_list"), {"q": written}).content.decode()
    assert "Jörg Müller" in page
    assert "Eva Klein" not in page


def test_people_without_a_role_are_listed_for_whoever_gives_roles(signed_in):
    person("Neu Hier")
    person("Eva Klein", Role.DONOR)
    page = signed_in.get(reverse("people_list"), {"role": "none"}).content.decode()
    assert "Neu Hier" in page
    assert "Eva Klein" not in page


def test_three_people_cost_no_more_queries_than_one(signed_in):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(reverse("people_list"))
        return len(captured)

    queries()
    one = queries()
    for name in ("Eva Klein", "Jörg Müller"):
        person(name, Role.DONOR, Role.VOLUNTEER)
    assert queries() == one


@pytest.mark.parametrize("role", [Role.DONOR, Role.VOLUNTEER, Role.COORDINATOR, Role.INSTITUTION])
def test_only_the_administration_sees_people(role, client):
    client.force_login(person("Jemand", role))
    assert client.get(reverse("people_list")).status_code == 403
    assert client.get(reverse("person_edit", args=[1])).status_code == 403
