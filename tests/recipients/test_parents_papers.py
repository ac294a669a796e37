"""The parents' sheet in all languages and the code list: what they say, how they look, who gets them."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from documents.models import TextVersion
from documents.pdf import MissingGlyph
from recipients.papers.code_list import draw_code_list
from recipients.papers.parents_sheet import NAMES, draw_parents_sheet
from recipients.parents.code_list import code_list
from recipients.parents.sheet import KEY, languages, sheet
from tests import cast
from tests.documents.pdf.pdf_reading import page_texts
from tests.recipients.parents_example import SECOND, codes_content, sheet_content, wording_of


@pytest.mark.parametrize("second", SECOND)
def test_each_translation_has_every_passage(second):
    german, other = wording_of("de"), wording_of(second)
    assert list(german) == list(other) == list(NAMES)
    assert all(bool(german[name]["heading"]) == bool(other[name]["heading"]) for name in NAMES)
    places = ("{issuer}", "{address}", "{mail}")
    assert [place in other["who"]["text"] for place in places] == [True] * 3


def test_the_sheet_says_that_german_is_binding_and_that_it_is_a_draft():
    (text,) = page_texts(draw_parents_sheet(sheet_content("uk")))
    for said in (
        "Verbindlich ist der deutsche Text.",
        "Юридичну силу має німецький текст.",
        "Art. 6 Abs. 1 Buchst. a DSGVO",
        "Textfassung 1, Entwurf",
        "Dieses Blatt bleibt in der Schule.",
        "Name der Schülerin / des Schülers",
        "Seite 1 von 1",
    ):
        assert said in text


def test_a_long_sheet_takes_a_second_page_with_the_consent_on_it():
    texts = [
        {**wording, "data": {**wording["data"], "text": wording["data"]["text"] * 6}}
        for wording in (wording_of("de"), wording_of("fa"))
    ]
    first, second = page_texts(draw_parents_sheet(sheet_content("fa", texts=texts)))
    assert "Seite 1 von 2" in first
    assert "Ich habe die Information gelesen." in second


def test_a_missing_glyph_fails_by_name():
    texts = [wording_of("de"), {**wording_of("ar"), "kept": {"heading": "", "text": "تبقى ☃"}}]
    with pytest.raises(MissingGlyph, match="SNOWMAN"):
        draw_parents_sheet(sheet_content("ar", texts=texts))


def test_the_code_list_says_that_it_stays_at_the_school():
    first, second = page_texts(draw_code_list(codes_content(26)))
    for said in (
        "Schlüsselliste",
        "Oberschule am Musterpark · Schulnummer 4310000",
        "Bedarfsmeldung B-2026-00042 · gedruckt am 24.11.2026",
        "bleibt in der Schule",
        "geben Sie keine Namen in das Programm ein",
        "M7K-1TR",
        "Haushalt F3B-7KM",
        "Name der Schülerin / des Schülers (von Hand)",
    ):
        assert said in first
    assert "M7K-26TR" in second
    assert "Name der Schülerin / des Schülers (von Hand)" in second


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
class TestFromTheDatabase:
    def test_all_languages_of_the_wording_are_offered(self, now):
        assert languages(now.date()) == list(SECOND)

    def test_a_new_german_version_offers_only_what_was_translated_anew(self, now):
        german = TextVersion.objects.get(key=KEY, language="de")
        TextVersion.objects.create(key=KEY, language="de", version=2, body=german.body, valid_from=now.date())
        assert languages(now.date()) == []
        assert sheet(now=now)["edition"] == "Textfassung 2, Entwurf"
        with pytest.raises(TransitionRefused, match="nicht in „uk“ übersetzt"):
            sheet("uk", now=now)

    def test_the_issuer_is_filled_in(self, now):
        who = [wording["who"]["text"] for wording in sheet("ar", now=now)["texts"]]
        assert all("Hardware4Future Leipzig" in text and "{" not in text for text in who)

    def test_a_passage_that_is_missing_is_named(self, now):
        text = TextVersion.objects.get(key=KEY, language="tr")
        TextVersion.objects.filter(pk=text.pk).update(body=[part for part in text.body if part["name"] != "terms"])
        with pytest.raises(TransitionRefused, match="terms"):
            sheet("tr", now=now)

    def test_the_page_shows_both_languages_in_their_direction(self, client, school, school_user):
        client.force_login(school_user)
        answer = client.get(reverse("parents_sheet"), {"language": "fa"})
        assert 'lang="fa" dir="rtl"' in answer.text
        assert "حقوق شما" in answer.text
        file = client.get(reverse("parents_sheet_file"), {"language": "fa"})
        assert file["Content-Type"] == "application/pdf"
        assert client.get(reverse("parents_sheet_file"), {"language": "xx"}).status_code == 404

    def test_a_text_that_cannot_be_drawn_says_so_on_the_page(self, client, school, school_user):
        text = TextVersion.objects.get(key=KEY, language="en")
        body = [{**part, "text": "☃"} if part["name"] == "kept" else part for part in text.body]
        TextVersion.objects.filter(pk=text.pk).update(body=body)
        client.force_login(school_user)
        answer = client.get(reverse("parents_sheet_file"), {"language": "en"}, follow=True)
        assert "Das Zeichen „☃“" in answer.text

    def test_the_code_list_holds_the_codes_that_are_not_over(self, client, school, school_user, now):
        request = cast.request(school, school_user, status="draft")
        cast.need(request, pupil_code="B2D-3FG", household_code="F3B-7KM", items=2)
        cast.need(request, pupil_code="C4F-5HJ", status="withdrawn")
        cast.need(request, pupil_code="", school_grade=None, agreement="loan")
        assert code_list(request, now=now)["lines"] == [
            {"code": "B2D-3FG", "household": "F3B-7KM", "school_grade": "7", "wanted": "Notebook, Notebook"}
        ]
        client.force_login(school_user)
        answer = client.get(reverse("code_list_file", args=[request.number]))
        assert (answer["Content-Type"], answer["Cache-Control"]) == (
            "application/pdf",
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
        assert "B2D-3FG" in page_texts(answer.content)[0]

    def test_a_request_without_codes_has_no_list(self, client, school, school_user):
        request = cast.request(school, school_user)
        client.force_login(school_user)
        answer = client.get(reverse("code_list_file", args=[request.number]), follow=True)
        assert "keine Schülercodes" in answer.text
