"""Versions of receipts' captions in second languages: what is printed, what is refused by name, the way back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import TextVersion
from documents.services import issue_many
from recipients import papers
from recipients.receipt_words import editing
from recipients.receipt_words.forms import SECTIONS
from recipients.receipt_words.printing import CaptionsRefused
from recipients.second_language import CAPTIONS, SecondLanguages
from tests.documents.pdf.pdf_reading import page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def tomorrow(now):
    return timezone.localdate(now) + timedelta(days=1)


@pytest.fixture
def words():
    """The captions in Turkish that hold."""
    return editing.captions_of(TextVersion.objects.get(key=CAPTIONS, language="tr"))


@pytest.fixture
def changed(words, now, tomorrow):
    return editing.keep("tr", words | {"open": "Eksik"}, valid_from=tomorrow, now=now)


def printed(language, day):
    return SecondLanguages(day).captions_beside(language)["second_texts"]


def test_every_caption_has_one_place_in_the_form():
    placed = [name for _title, names in SECTIONS for name in names]
    assert sorted(placed) == sorted(papers.SECOND_NAMES)


def test_a_change_is_the_next_version_and_is_printed_from_its_day(changed, words, now, tomorrow):
    assert (changed.version, changed.is_draft) == (2, True)
    assert printed("tr", timezone.localdate(now)) == words
    assert printed("tr", tomorrow) == words | {"open": "Eksik"}
    assert {part["german"] for part in changed.body if part["name"] == "open"} == {"Noch offen"}


def test_nothing_changed_and_days_that_have_come_are_refused(words, now, tomorrow):
    with pytest.raises(TransitionRefused, match="Fassung 1"):
        editing.keep("tr", words, valid_from=tomorrow, now=now)
    with pytest.raises(TransitionRefused, match="frühestens ab morgen"):
        editing.keep("tr", words | {"open": "Eksik"}, valid_from=timezone.localdate(now), now=now)


@pytest.mark.parametrize(
    ("change", "said", "names"),
    [
        ({"yes": "☃"}, "Das Zeichen „☃“", ["yes"]),
        ({"cosmetic_grade": "Cihazın genel durumu"}, "„Cihazın genel durumu“ ist zu lang", ["cosmetic_grade"]),
        ({"representative_function": "Görev " * 15}, "zu lang", ["representative_function"]),
        ({"agreement": "Uzun bir anlaşma " * 8}, "zu lang", ["agreement"]),
    ],
)
def test_what_can_not_be_printed_is_refused_by_name_and_nothing_is_kept(words, now, tomorrow, change, said, names):
    with pytest.raises(CaptionsRefused, match=said) as refusal:
        editing.keep("tr", words | change, valid_from=tomorrow, now=now)
    assert refusal.value.names == names
    assert TextVersion.objects.filter(key=CAPTIONS, language="tr").count() == 1


def test_the_words_of_an_earlier_version_hold_again_with_their_check(changed, coordinator, now):
    first = TextVersion.objects.get(key=CAPTIONS, language="tr", version=1)
    editing.check(first, actor=Actor.person(coordinator), now=now)
    first.refresh_from_db()
    again = editing.back_to(first, now=now)
    assert (again.version, again.body, again.is_draft, again.checked_by) == (3, first.body, False, coordinator)
    with pytest.raises(TransitionRefused, match="Fassung 3"):
        editing.back_to(first, now=now)


def test_only_the_newest_version_to_come_that_no_paper_names_is_discarded(changed, words, now, tomorrow):
    first = TextVersion.objects.get(key=CAPTIONS, language="tr", version=1)
    with pytest.raises(TransitionRefused, match="gilt schon"):
        editing.discard(first, now=now)
    third = editing.keep("tr", words | {"open": "Beklemede"}, valid_from=tomorrow, now=now)
    with pytest.raises(TransitionRefused, match="neuere Fassung"):
        editing.discard(changed, now=now)
    editing.discard(third, now=now)
    issued = {"second": "tr", "second_version": "receipt_words/2, receipt_gift/1"}
    issue_many("handover_receipt", [issued], actor=Actor.system(), now=now)
    with pytest.raises(TransitionRefused, match="Sie bleibt"):
        editing.discard(changed, now=now)


def test_the_pages_lead_from_a_change_to_its_preview_and_back(client, coordinator, words):
    client.force_login(coordinator)
    page, listed = reverse("receipt_words_change", args=["tr"]), reverse("receipt_words")
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    shown = client.get(page)
    assert "Noch offen" in shown.text
    assert 'value="Bekleyen"' in shown.text
    typed = words | {"valid_from": day, "open": "Eksik kalan"}
    wrong = client.post(page, typed | {"no": "☃"})
    assert "Das Zeichen „☃“" in wrong.text
    assert 'value="Eksik kalan"' in wrong.text
    (paper,) = page_texts(client.post(page, typed | {"preview": "1"}).content)
    assert "Noch offen" in paper
    assert "Eksik kalan" in paper
    assert not TextVersion.objects.filter(key=CAPTIONS, version=2).exists()
    kept = client.post(page, typed, follow=True)
    assert "Fassung 2" in kept.text
    assert "1 Beschriftung geändert" in kept.text
    text = TextVersion.objects.get(key=CAPTIONS, language="tr", version=2)
    (paper,) = page_texts(client.get(reverse("receipt_words_preview", args=[text.pk])).content)
    assert "Eksik kalan" in paper
    client.post(reverse("receipt_words_checked", args=[text.pk]))
    text.refresh_from_db()
    assert (text.is_draft, text.checked_by) == (False, coordinator)
    first = TextVersion.objects.get(key=CAPTIONS, language="tr", version=1)
    assert "als Fassung 3" in client.post(reverse("receipt_words_back", args=[first.pk]), follow=True).text
    third = TextVersion.objects.get(key=CAPTIONS, language="tr", version=3)
    assert "verworfen" in client.post(reverse("receipt_words_discard", args=[third.pk]), follow=True).text
    assert "neuere" not in client.get(listed).text
    assert client.get(reverse("receipt_words_change", args=["xx"])).status_code == 404


def test_a_language_without_words_begins_empty(client, coordinator):
    TextVersion.objects.filter(key=CAPTIONS, language="fa").delete()
    client.force_login(coordinator)
    assert "werden nicht ausgestellt" in client.get(reverse("receipt_words")).text
    assert client.get(reverse("receipt_words_change", args=["fa"])).status_code == 200


def test_the_list_asks_the_database_as_often_with_more_versions(
    client, coordinator, words, django_assert_max_num_queries
):
    client.force_login(coordinator)
    client.get(reverse("receipt_words"))
    with django_assert_max_num_queries(20) as first:
        client.get(reverse("receipt_words"))
    row = TextVersion.objects.get(key=CAPTIONS, language="tr")
    for version in (2, 3):
        TextVersion.objects.create(
            key=CAPTIONS,
            language="tr",
            version=version,
            body=row.body,
            valid_from=row.valid_from,
            checked_by=coordinator,
        )
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("receipt_words"))
