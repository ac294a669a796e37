"""Receipts with a second language beside the German text: what they say, how they look, when they are refused."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.archive.words import search_text
from documents.errors import ContentRefused
from documents.models import Document, TextVersion
from documents.pdf import MissingGlyph
from documents.rendering import render
from recipients import receipts
from recipients.asking.language import change_language
from recipients.models import Allocation, Handover, HandoverVolunteer, Need
from recipients.papers import (
    GERMAN_BINDING,
    GERMAN_DRAFT,
    GERMAN_TEXTS,
    GERMAN_TITLE,
    SECOND,
    SECOND_NAMES,
    draw_receipt,
    draw_receipts,
    issue_check,
)
from recipients.second_language import language_of
from tests import cast
from tests.documents.pdf.pdf_reading import codes, inside_margins, page_images, page_texts
from tests.recipients import handover_cast
from tests.recipients.receipt_example import bilingual_content, catalogue, example_device

LANGUAGES = ("en", "uk", "ar", "tr", "ru", "fa", "vi")


@pytest.mark.parametrize("second", LANGUAGES)
def test_each_catalogue_has_every_text_of_the_german_paper_it_was_translated_from(second):
    german = GERMAN_TEXTS | {"title": GERMAN_TITLE, "binding": GERMAN_BINDING, "draft": GERMAN_DRAFT}
    words = catalogue("receipt_words", second)
    assert [part["name"] for part in words] == list(SECOND_NAMES)
    assert [part["german"] for part in words] == [german[name] for name in SECOND_NAMES]
    for key in ("receipt_gift", "receipt_loan"):
        assert len(catalogue(key, second)) == len(catalogue(key, "de"))


def test_both_languages_say_which_text_is_binding():
    (text,) = page_texts(draw_receipt(bilingual_content("uk")))
    for said in (
        "Verbindlich ist der deutsche Text. Юридичну силу має німецький текст.",
        "Перевірити справжність",
        "4 Vereinbarung (Textfassung 1, Entwurf) Угода (чернетка)",
        "Ще очікується",
        "Seite 1 von 1",
    ):
        assert said in text


def test_the_code_of_a_receipt_in_two_languages_is_read():
    assert codes(page_images(draw_receipt(bilingual_content("ar")))[0]) == ["https://example.org/v/Q-2026-00017/a8d3k2"]


@pytest.mark.parametrize("second", ["en", "fa"])
def test_each_clause_begins_beside_its_translation_and_the_signatures_stay_free(second):
    """However many devices: above the closing block and above the foot stays a blank strip."""
    for count in (0, 3, 4):
        content = bilingual_content(second, devices=[example_device(n) for n in range(count)])
        pages = page_images(draw_receipt(content), dpi=72)
        assert all(inside_margins(page) for page in pages)
        for page in pages[:-1]:
            assert strip_of(page, 281.5, 283) == (255, 255)
        assert strip_of(pages[-1], 239.9, 241.4) == (255, 255)


def strip_of(page, top: float, bottom: float) -> tuple[int, int]:
    return page.crop((0, round(top / 25.4 * 72), page.width, round(bottom / 25.4 * 72))).getextrema()


def test_pages_of_a_mixed_pile_look_like_the_single_files():
    contents = [
        bilingual_content("ar"),
        bilingual_content("uk", number="Q-2026-00018"),
        bilingual_content("uk", number="Q-2026-00019", pupil=None, devices=[example_device(n) for n in range(5)]),
        bilingual_content("ar", "receipt_loan", number="Q-2026-00020"),
    ]
    together = page_images(draw_receipts(contents), dpi=72)
    alone = [image for content in contents for image in page_images(draw_receipt(content), dpi=72)]
    assert [image.tobytes() for image in together] == [image.tobytes() for image in alone]


def test_a_character_that_no_face_has_is_named_before_a_number_is_taken():
    content = bilingual_content("ar")
    issue_check(content)
    unused = content["second_texts"] | {"representative_name": "اسم ☃"}
    with pytest.raises(MissingGlyph, match="SNOWMAN"):
        issue_check(content | {"second_texts": unused})


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
class TestFromTheDatabase:
    @pytest.fixture
    def handover(self, school_user, coordinator):
        """Two needs; the family of the first reads Ukrainian."""
        school = cast.institution(school_user)
        rows = handover_cast.reserved(school, coordinator)
        Need.objects.filter(items__allocations=rows[0]).update(receipt_language="uk")
        return handover_cast.planned(school, coordinator, allocations=Allocation.objects.filter(pk__in=rows_of(rows)))

    def test_a_receipt_keeps_the_translations_it_was_made_with_and_a_german_one_has_none(self, handover, actor):
        receipts.issue(handover, actor=actor, now=cast.NOW)
        bilingual, german = contents()
        assert bilingual["second"] == "uk"
        assert bilingual["second_version"] == "receipt_words/1, receipt_gift/1"
        assert bilingual["second_clauses"][0]["heading"] == "Дарування."
        assert bilingual["second_texts"]["agreement"] == "Угода (чернетка)"
        assert bilingual["texts"]["binding"] == "Verbindlich ist der deutsche Text."
        assert not german.keys() & set(SECOND)
        assert "binding" not in german["texts"]

    def test_the_handovers_page_names_each_receipts_language_to_those_who_may_know_it(
        self, handover, actor, client, school_user, coordinator, volunteer
    ):
        receipts.issue(handover, actor=actor, now=cast.NOW)
        # A volunteer sees it on its day only.
        Handover.objects.filter(pk=handover.pk).update(starts_at=timezone.now())
        HandoverVolunteer.objects.create(handover=handover, user=volunteer)
        page = reverse("handover_receipts", args=[handover.number])
        for person, column in (
            (coordinator, ["Ukrainisch", "Deutsch"]),
            (school_user, ["Ukrainisch", "Deutsch"]),
            (volunteer, []),
        ):
            client.force_login(person)
            shown = client.get(page)
            assert (shown.status_code, re.findall(r'data-label="Sprache">(\w+)<', shown.text)) == (200, column)
        assert language_of(Document(content="")) == ""

    def test_the_archive_finds_nobody_by_the_language(self, handover, actor):
        receipts.issue(handover, actor=actor, now=cast.NOW)
        found = search_text(contents()[0])
        assert "uk" not in found.split()
        assert "д" not in found

    def test_a_checked_translation_is_no_draft(self, handover, actor):
        TextVersion.objects.filter(language="uk").update(is_draft=False)
        receipts.issue(handover, actor=actor, now=cast.NOW)
        assert contents()[0]["second_texts"]["agreement"] == "Угода"

    def test_clauses_without_a_translation_of_their_version_are_not_issued(self, handover, actor):
        german = TextVersion.objects.get(key="receipt_gift", language="de")
        TextVersion.objects.create(key=german.key, version=2, body=german.body, valid_from=german.valid_from)
        with pytest.raises(TransitionRefused, match="nicht in „Ukrainisch“ übersetzt"):
            receipts.issue(handover, actor=actor, now=cast.NOW)
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        ("key", "said"),
        [("receipt_words", "fehlen diese Abschnitte: title"), ("receipt_gift", "5 Klauseln, der deutsche Text 6")],
    )
    def test_a_translation_that_lacks_something_is_named(self, handover, actor, key, said):
        text = TextVersion.objects.get(key=key, language="uk")
        TextVersion.objects.filter(pk=text.pk).update(body=text.body[1:])
        with pytest.raises(TransitionRefused, match=said):
            receipts.issue(handover, actor=actor, now=cast.NOW)

    def test_a_character_that_can_not_be_printed_is_named_and_no_number_is_taken(self, handover, actor):
        text = TextVersion.objects.get(key="receipt_words", language="uk")
        body = [part | {"text": "☃"} if part["name"] == "yes" else part for part in text.body]
        TextVersion.objects.filter(pk=text.pk).update(body=body)
        with pytest.raises(ContentRefused, match="☃"):
            receipts.issue(handover, actor=actor, now=cast.NOW)
        assert not Document.objects.exists()

    def test_another_language_makes_the_receipt_due_again(self, handover, actor, client, coordinator):
        receipts.issue(handover, actor=actor, now=cast.NOW)
        for document in Document.objects.all():
            render(document.pk)
        need = Need.objects.get(receipt_language="uk")
        client.force_login(coordinator)
        answer = client.post(reverse("need_language", args=[need.pk]), {"language": "fa"}, follow=True)
        assert "wird mit den anderen neu ausgestellt" in answer.text
        assert need.events.latest("pk").data == {"details": ["receipt_language"]}
        assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
        newest = Document.objects.get(version=2)
        assert json.loads(newest.content)["second"] == "fa"
        assert client.post(reverse("need_language", args=[need.pk]), {"language": "xx"}).status_code == 302
        assert not change_language(need, "fa", actor=actor)

    def test_a_need_that_is_served_keeps_its_language(self, handover, actor):
        need = Need.objects.get(receipt_language="uk")
        Need.objects.filter(pk=need.pk).update(status="fulfilled")
        with pytest.raises(TransitionRefused, match="unterschrieben"):
            change_language(need, "fa", actor=actor)


def contents() -> list[dict]:
    return [json.loads(document.content) for document in Document.objects.order_by("pk")]


def rows_of(rows) -> list[int]:
    return [row.pk for row in rows]
