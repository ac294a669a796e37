"""Pages of institutions, as each role meets them."""

import csv

import pytest
from django.urls import reverse

from accounts.pages import cards
from accounts.pages.search import search
from recipients import institutions
from recipients.models import Institution
from tests import cast
from tests.conftest import person
from tests.recipients.test_institutions import VALUES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
FORM = VALUES | {"school_type": "secondary"}


@pytest.fixture
def newcomer():
    return person("Nele Neu")


@pytest.fixture
def applied(newcomer, acting):
    return institutions.apply(values=VALUES, member=newcomer, actor=acting(newcomer))


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def page(name: str, row: Institution) -> str:
    return reverse(name, args=[row.pk])


def test_a_person_applies_and_sees_that_it_is_being_looked_at(client, newcomer):
    client.force_login(newcomer)
    answer = client.post(reverse("institution_apply"), FORM | {"official_number": "433 0123"}, follow=True)
    row = Institution.objects.get()
    assert answer.redirect_chain == [(page("institution_detail", row), 302)]
    assert (row.name, row.official_number, row.status) == ("Käthe-Kollwitz-Schule", "4330123", "applied")
    assert "Die Koordination sieht sich Ihren Antrag an" in answer.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"official_number": ""}, "Bitte tragen Sie die Schulnummer ein, zum Beispiel 4330123."),
        ({"official_number": "DE 12"}, "Die Schulnummer hat sieben Ziffern, zum Beispiel 4330123."),
        ({"school_type": ""}, "Bitte wählen Sie die Schulart."),
    ],
)
def test_a_school_says_its_number_and_type(client, newcomer, change, sentence):
    client.force_login(newcomer)
    answer = client.post(reverse("institution_apply"), FORM | change)
    assert sentence in answer.text
    assert "Käthe-Kollwitz-Schule" in answer.text
    assert not Institution.objects.exists()


def test_a_partner_has_neither_number_nor_type(client, newcomer):
    client.force_login(newcomer)
    client.post(reverse("institution_apply"), FORM | {"kind": "partner"})
    row = Institution.objects.get()
    assert (row.kind, row.official_number, row.school_type) == ("partner", "", None)


def test_nobody_applies_for_the_counter(client, newcomer):
    client.force_login(newcomer)
    assert client.post(reverse("institution_apply"), FORM | {"kind": "counter"}).status_code == 200
    assert not Institution.objects.exists()


def test_a_school_that_is_registered_is_named_at_the_field(client, applied, school_user):
    client.force_login(school_user)
    answer = client.post(reverse("institution_apply"), FORM)
    assert "Diese Schule ist schon angemeldet." in answer.text


def test_coordination_approves_suspends_and_lifts(office, applied):
    office.post(page("institution_approve", applied))
    applied.refresh_from_db()
    assert applied.status == "approved"
    answer = office.post(page("institution_suspend", applied), {"reason": "Ansprechperson fehlt"}, follow=True)
    assert "Ansprechperson fehlt" in answer.text
    applied.refresh_from_db()
    assert applied.status == "suspended"
    answer = office.post(page("institution_lift", applied), {"reason": "Neue Leitung"}, follow=True)
    assert "Neue Leitung" in answer.text
    applied.refresh_from_db()
    assert applied.status == "approved"


def test_a_refusal_asks_for_a_reason_and_the_applicant_reads_it_without_names(office, applied, newcomer):
    assert office.post(page("institution_refuse", applied), {"reason": ""}).status_code == 200
    applied.refresh_from_db()
    assert applied.status == "applied"
    office.post(page("institution_refuse", applied), {"reason": "Bitte zuerst anrufen"})
    office.force_login(newcomer)
    text = office.get(page("institution_detail", applied)).text
    assert "Bitte zuerst anrufen" in text
    assert "Anna Berger" not in text


def test_a_step_that_is_not_possible_says_why(office, applied):
    answer = office.post(page("institution_lift", applied), {"reason": "Neue Leitung"})
    assert "Bitte sehen Sie noch einmal nach" in answer.text
    applied.refresh_from_db()
    assert applied.status == "applied"


def test_steps_are_post_only(office, applied):
    assert office.get(page("institution_approve", applied)).status_code == 405


def test_foreign_institutions_are_not_found_and_the_list_is_coordinations(client, applied, school_user, volunteer):
    client.force_login(school_user)
    assert client.get(page("institution_detail", applied)).status_code == 404
    assert client.get(reverse("institution_list")).status_code == 403
    assert client.post(page("institution_approve", applied)).status_code == 403
    client.force_login(volunteer)
    assert client.get(page("institution_detail", applied)).status_code == 403


def test_the_list_is_searched_with_umlauts_and_filtered_by_status(office, applied):
    cast.institution(name="Oberschule")
    url = reverse("institution_list")
    assert [row.name for row in office.get(url, {"q": "kaethe"}).context["object_list"]] == ["Käthe-Kollwitz-Schule"]
    assert [row.name for row in office.get(url, {"q": "4330123"}).context["object_list"]] == ["Käthe-Kollwitz-Schule"]
    assert [row.name for row in office.get(url, {"status": "approved"}).context["object_list"]] == ["Oberschule"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    office, school_user, coordinator, django_assert_num_queries, count
):
    for number in range(count):
        cast.request(cast.institution(school_user, name=f"Schule {number}"), coordinator)
    office.get(reverse("institution_list"))
    with django_assert_num_queries(6):
        assert len(office.get(reverse("institution_list")).context["object_list"]) == count


def test_exports_are_harmless(office, applied):
    Institution.objects.update(name="=cmd|'/C calc'!A0")
    body = b"".join(office.get(reverse("institution_list"), {"export": "csv"})).decode("utf-8-sig")
    cells = next(csv.reader(body.splitlines()[1:], delimiter=","))
    assert cells[0] == "'=cmd|'/C calc'!A0"


def test_applications_stand_on_coordinations_start_page_and_in_its_search(applied, coordinator, volunteer):
    card = cards.CARDS["institutions_applied"]
    assert (card.count(coordinator), card.url()) == (1, reverse("institution_list") + "?status=applied")
    assert card not in cards.cards_for(volunteer)
    found = {source.code: hits for source, hits in search(coordinator, "Kollwitz")}
    assert [hit.title for hit in found["institutions"]] == ["Käthe-Kollwitz-Schule"]
    assert search(volunteer, "Kollwitz") == []
