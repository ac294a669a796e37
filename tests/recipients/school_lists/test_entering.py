"""A list that was looked over becomes institutions, each number once; and its pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from recipients.belonging import claims
from recipients.models import Institution, SchoolList
from recipients.school_lists import entering
from tests import cast
from tests.conftest import person
from tests.recipients.school_lists.test_reading import SCHOOL, TITLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
WRONG = SCHOOL.replace("4310101", "43").replace("Grundschule am Auwald", "Kaputt")
OTHER = SCHOOL.replace("4310101", "4310102").replace("Grundschule am Auwald", "Grundschule Süd")
CONTENT = "\n".join((TITLES, SCHOOL, WRONG, OTHER)).encode("cp1252")


@pytest.fixture
def brought(coordinator):
    return entering.bring(CONTENT, file_name="schulen.csv", by=coordinator)


@pytest.fixture
def enter(coordinator, acting):
    return lambda row: entering.enter(row, actor=acting(coordinator))


def test_good_rows_become_approved_schools_without_people(brought, enter):
    assert enter(brought) == 2
    school = Institution.objects.get(official_number="4310101")
    assert (school.status, school.school_type.code, school.members.count()) == ("approved", "primary", 0)
    assert school.sort_name == "grundschule am auwald"
    line = school.events.get()
    assert (line.kind, line.new_status, line.data) == ("imported", "approved", {"list": brought.pk})


def test_importing_twice_creates_nothing_twice(brought, enter, coordinator):
    enter(brought)
    again = entering.bring(CONTENT, file_name="schulen.csv", by=coordinator)
    assert enter(again) == 0
    assert Institution.objects.count() == 2
    with pytest.raises(TransitionRefused, match="schon eingetragen"):
        enter(brought)


def test_two_lists_looked_over_at_once_enter_each_school_once(brought, enter, coordinator):
    other = entering.bring(CONTENT, file_name="schulen.csv", by=coordinator)
    assert (enter(brought), enter(other)) == (2, 0)


def test_a_school_that_is_registered_is_left_as_it_is_and_a_refused_one_comes_anew(brought, enter):
    cast.institution(official_number="4310101", name="Alter Name")
    cast.institution(official_number="4310102", name="Abgelehnt", status="refused")
    assert enter(brought) == 1
    assert Institution.objects.get(official_number="4310101").name == "Alter Name"


def test_what_nobody_entered_is_deleted_after_a_day(brought, enter, coordinator, now):
    SchoolList.objects.update(created_at=now)
    assert entering.forget(now=now + timedelta(hours=23)) == 0
    assert entering.forget(now=now + timedelta(days=1)) == 1


def test_of_an_entered_list_the_figures_stay_alone(brought, enter, now):
    enter(brought)
    brought.refresh_from_db()
    assert (brought.rows, brought.row_count, brought.entered_count) == ([], 3, 2)
    assert entering.forget(now=now + timedelta(days=900)) == 0


def test_the_preview_shows_errors_per_row_before_anything_is_entered(client, coordinator):
    cast.institution(official_number="4310102", name="Grundschule Süd")
    client.force_login(coordinator)
    file = SimpleUploadedFile("schulen.csv", CONTENT)
    answer = client.post(reverse("school_list_new"), {"file": file}, follow=True)
    assert "1 neu, 1 schon angemeldet, 1 mit Fehlern." in answer.text
    assert "Die Schulnummer hat sieben Ziffern" in answer.text
    assert Institution.objects.count() == 1
    answer = client.post(reverse("school_list_enter", args=[SchoolList.objects.get().pk]), follow=True)
    assert "1 Schule ist eingetragen." in answer.text
    assert {row.name for row in answer.context["object_list"]} == {"Grundschule am Auwald", "Grundschule Süd"}


def test_a_file_that_is_no_list_says_so_at_its_field_and_keeps_nothing(client, coordinator):
    client.force_login(coordinator)
    answer = client.post(reverse("school_list_new"), {"file": SimpleUploadedFile("bild.csv", b"\x89PNG\r\n")})
    assert "Das ist keine Tabelle" in answer.text
    assert not SchoolList.objects.exists()


def test_a_listed_school_is_taken_over_at_sign_up(client, brought, enter, coordinator, acting):
    enter(brought)
    clara = person("Clara Amt")
    client.force_login(clara)
    values = {
        "kind": "school",
        "name": "GS Auwald",
        "official_number": "431 0101",
        "school_type": "primary",
        "street": "Auwaldweg 1",
        "postcode": "04179",
        "city": "Leipzig",
        "contact": "Clara Amt",
    }
    answer = client.post(reverse("institution_apply"), values, follow=True)
    assert "Grundschule am Auwald wird geprüft" in answer.text
    school = Institution.objects.get(official_number="4310101")
    assert client.get(reverse("institution_detail", args=[school.pk])).status_code == 403
    claims.accept(school.claims.get(), actor=acting(coordinator))
    assert client.get(reverse("institution_detail", args=[school.pk])).status_code == 200
