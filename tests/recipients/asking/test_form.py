"""The form of a request: rows nobody touched, details that are folded up, going on to tables and class sets."""

import pytest
from django.urls import reverse

from devices.models import Category
from recipients import requests
from recipients.asking.needs import NeedWish
from recipients.models import EntitlementBasis, Need, Request, SchoolType
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def at_school(client, school, school_user):
    client.force_login(school_user)
    return client


@pytest.fixture
def notebook():
    return Category.objects.get(code="notebook")


def typed(*rows: dict, **fields) -> dict:
    data = {"needs-TOTAL_FORMS": len(rows), "needs-INITIAL_FORMS": len(rows), **fields}
    usual = dict.fromkeys(("final_year", "no_device_at_home", "siblings_share"), "unknown")
    usual |= {
        "category": "notebook",
        "further": "",
        "agreement": "gift",
        "receipt_language": "de",
        "household_code": "",
    }
    for index, row in enumerate(rows):
        data |= {f"needs-{index}-{name}": value for name, value in {**usual, **row}.items()}
    return data


def untouched(code: str, **fields) -> dict:
    return {"pupil_code": code, "proposed": code, "school_grade": ""} | fields


def test_rows_with_a_proposed_code_alone_count_for_nothing(at_school, school):
    rows = [untouched("M7K-4TR", school_grade="7"), untouched("B2D-3FG"), untouched("C4H-5JK")]
    at_school.post(reverse("request_new"), typed(*rows, institution=school.pk))
    assert [need.pupil_code for need in Need.objects.all()] == ["M7K-4TR"]


@pytest.mark.parametrize(
    "said", [{"pupil_code": "B2D-3FG"}, {"no_device_at_home": "yes"}, {"category": "tablet"}, {"wishes": "light"}]
)
def test_a_row_that_says_anything_is_looked_at(at_school, school, said):
    row = untouched("M7K-4TR", **said)
    answer = at_school.post(reverse("request_new"), typed(row, institution=school.pk))
    assert "Bitte wählen Sie die Klassenstufe." in answer.text
    assert not Request.objects.exists()


def test_a_form_that_says_nothing_makes_no_draft(at_school, school):
    answer = at_school.post(reverse("request_new"), typed(untouched("M7K-4TR"), institution=school.pk))
    assert "data-error-summary" in answer.text
    assert not Request.objects.exists()


@pytest.mark.parametrize(("then", "url_name"), [("paste", "request_paste"), ("class_set", "class_set_new")])
def test_a_draft_without_needs_is_kept_on_the_way_to_a_table_or_a_class_set(at_school, school, then, url_name):
    answer = at_school.post(reverse("request_new"), typed(untouched("M7K-4TR"), institution=school.pk, then=then))
    row = Request.objects.get()
    assert answer.url == reverse(url_name, args=[row.number])
    assert not row.needs.exists()


def test_siblings_languages_and_wishes_come_back_as_they_were_entered(at_school, school):
    said = {"household_code": "4km-7tr", "receipt_language": "fa", "wishes": ["light", "quiet"]}
    rows = [
        untouched("M7K-4TR", school_grade="7", **said),
        untouched("B2D-3FG", school_grade="9", household_code="4KM-7TR"),
    ]
    at_school.post(reverse("request_new"), typed(*rows, institution=school.pk))
    row = Request.objects.get()
    first, second = row.needs.order_by("position")
    assert (first.household_code, first.receipt_language) == ("4KM-7TR", "fa")
    assert second.household_code == "4KM-7TR"
    assert {wish.code for wish in first.wishes.all()} == {"light", "quiet"}
    form = at_school.get(reverse("request_edit", args=[row.number])).context["rows"].forms[0]
    assert (form["wishes"].value(), form["receipt_language"].value(), form.is_unfolded) == (
        ["light", "quiet"],
        "fa",
        True,
    )
    text = at_school.get(reverse("request_detail", args=[row.number])).text
    assert "Haushalt 4KM-7TR, Farsi, leicht zu tragen" in text


def test_a_device_set_is_one_choice(at_school, school):
    at_school.post(
        reverse("request_new"),
        typed(untouched("M7K-4TR", school_grade="8", category="set-desktop-workplace"), institution=school.pk),
    )
    need = Need.objects.get()
    assert [item.category.code for item in need.items.all()] == ["desktop", "monitor"]
    text = at_school.get(reverse("request_detail", args=[need.request.number])).text
    assert "Tastatur, Maus" in text


def test_grades_are_those_that_the_school_teaches(at_school, school):
    school.school_type = SchoolType.objects.get(code="primary")
    school.save()
    text = at_school.get(reverse("request_new")).text
    assert '<option value="4">' in text
    assert '<option value="5">' not in text
    rows = typed(untouched("M7K-4TR", school_grade="5"), institution=school.pk)
    assert "Diese Klassenstufe gibt es an Ihrer Einrichtung nicht." in at_school.post(reverse("request_new"), rows).text


def test_coordination_that_files_for_one_of_several_is_told_too(client, coordinator, school):
    school.school_type = SchoolType.objects.get(code="primary")
    school.save()
    cast.institution(name="Andere Schule")
    client.force_login(coordinator)
    rows = typed(untouched("M7K-4TR", school_grade="5"), institution=school.pk)
    assert "Klassenstufe 5 gibt es an Oberschule am Musterpark nicht" in client.post(reverse("request_new"), rows).text
    assert not Request.objects.exists()


def test_the_notice_is_asked_only_where_the_operator_says_so(at_school, school, settings):
    assert "basis" not in at_school.get(reverse("request_new")).text
    settings.ASK_WHICH_NOTICE = True
    assert 'name="needs-0-basis"' in at_school.get(reverse("request_new")).text
    row = untouched("M7K-4TR", school_grade="8", basis="wohngeld")
    at_school.post(reverse("request_new"), typed(row, institution=school.pk))
    assert Need.objects.get().basis == EntitlementBasis.objects.get(code="wohngeld")


def test_a_message_that_may_be_personal_is_pointed_at_and_not_refused(at_school, school):
    row = untouched("M7K-4TR", school_grade="8")
    answer = at_school.post(
        reverse("request_new"), typed(row, institution=school.pk, message="Familie Meyer, geb. 12.03.2014"), follow=True
    )
    assert "Bitte lesen Sie Ihre Mitteilung noch einmal" in answer.text
    assert Request.objects.get().message == "Familie Meyer, geb. 12.03.2014"


@pytest.mark.parametrize("count", [1, 3])
def test_a_draft_costs_the_same_for_one_need_and_for_three(
    at_school, school, school_user, notebook, acting, django_assert_num_queries, count
):
    wishes = [NeedWish([notebook], f"Q{number}X-2BC", 7) for number in range(2, 2 + count)]
    row = requests.open_draft(institution=school, values={}, wishes=wishes, actor=acting(school_user))
    at_school.get(reverse("request_list"))
    with django_assert_num_queries(18):
        assert len(at_school.get(reverse("request_edit", args=[row.number])).context["rows"].forms) == count
