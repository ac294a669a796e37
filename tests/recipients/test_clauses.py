"""Versions of the clauses: what holds, what will, translations, previews."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.errors import ContentRefused
from documents.models import TextVersion
from documents.services import issue_many
from recipients.clauses import editing
from tests.documents.pdf.pdf_reading import page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

KEY = "receipt_gift"
CLAUSES = [{"heading": "Geschenkt.", "text": "Die Geräte gehören Ihnen."}]


@pytest.fixture
def tomorrow(now):
    return timezone.localdate(now) + timedelta(days=1)


@pytest.fixture
def german(coordinator, now, tomorrow):
    """A version that holds from tomorrow."""
    return editing.add_version(KEY, CLAUSES, valid_from=tomorrow, actor=Actor.person(coordinator), now=now)


def test_a_new_version_is_a_draft_that_holds_from_its_day(german, now, tomorrow):
    assert (german.version, german.is_draft) == (2, True)
    assert editing.in_force(KEY, timezone.localdate(now)).version == 1
    assert editing.in_force(KEY, tomorrow) == german


def test_a_version_never_holds_from_today_or_before(coordinator, now):
    with pytest.raises(TransitionRefused, match="frühestens ab morgen"):
        editing.add_version(KEY, CLAUSES, valid_from=timezone.localdate(now), actor=Actor.person(coordinator), now=now)


def test_what_can_not_be_printed_is_refused_by_name(german, coordinator, now, tomorrow):
    with pytest.raises(ContentRefused, match="☃"):
        editing.add_version(
            KEY,
            [{"heading": "☃", "text": "Schnee"}],
            valid_from=tomorrow,
            actor=Actor.person(coordinator),
            now=now,
        )
    with pytest.raises(ContentRefused, match="☃"):
        editing.translate(german, "ar", [{"heading": "هبة.", "text": "☃"}], now=now)


def test_a_translation_has_as_many_clauses_and_is_written_anew_until_its_day(german, now):
    with pytest.raises(TransitionRefused, match="Es sind 1"):
        editing.translate(german, "uk", [], now=now)
    first = editing.translate(german, "uk", [{"heading": "Дарування.", "text": "Пристрої Ваші."}], now=now)
    again = editing.translate(german, "uk", [{"heading": "Дарування.", "text": "Пристрої належать Вам."}], now=now)
    assert first.pk == again.pk
    with pytest.raises(TransitionRefused, match="gilt schon"):
        editing.translate(german, "uk", again.body, now=now + timedelta(days=2))


def test_the_same_german_words_take_their_translations_along_so_that_one_is_mended(coordinator, now, tomorrow):
    actor = Actor.person(coordinator)
    kept = TextVersion.objects.get(key=KEY, language="uk")
    editing.check(kept, actor=actor, now=now)
    body = TextVersion.objects.get(key=KEY, language="de").body
    german = editing.add_version(KEY, body, valid_from=tomorrow, actor=actor, now=now)
    assert TextVersion.objects.filter(key=KEY, version=2).count() == 8
    along = editing.translation_of(german, "uk")
    assert (along.body, along.is_draft, along.checked_by) == (kept.body, False, coordinator)
    mended = editing.translate(german, "uk", [*kept.body[:5], kept.body[0]], now=now)
    assert (mended.version, mended.is_draft, mended.body[5]) == (2, True, kept.body[0])


def test_a_missing_translation_of_a_version_that_holds_can_be_added(german, now):
    later = now + timedelta(days=2)
    text = editing.translate(german, "tr", [{"heading": "Bağış.", "text": "Cihazlar sizindir."}], now=later)
    assert (text.version, text.valid_from) == (2, german.valid_from)


def test_a_version_to_come_can_be_discarded_with_its_translations_and_one_that_holds_can_not(german, now):
    editing.translate(german, "uk", [{"heading": "Дарування.", "text": "Пристрої Ваші."}], now=now)
    with pytest.raises(TransitionRefused, match="gilt schon und bleibt"):
        editing.discard(TextVersion.objects.get(key=KEY, language="de", version=1), now=now)
    editing.discard(german, now=now)
    assert not TextVersion.objects.filter(key=KEY, version=2).exists()


def test_a_version_that_a_paper_names_stays_as_it_was_though_its_day_has_not_come(german, now):
    translated = editing.translate(german, "uk", [{"heading": "Дарування.", "text": "Пристрої Ваші."}], now=now)
    issue_many("handover_receipt", [{"clauses_version": "receipt_gift/2"}], actor=Actor.system(), now=now)
    with pytest.raises(TransitionRefused, match="Sie bleibt"):
        editing.discard(german, now=now)
    with pytest.raises(TransitionRefused, match="Papiere mit ihr gedruckt"):
        editing.translate(german, "uk", translated.body, now=now)
    assert editing.translate(german, "tr", [{"heading": "Bağış.", "text": "Cihazlar sizindir."}], now=now)


def test_the_pages_lead_from_a_new_version_to_its_preview_in_two_languages(client, coordinator):
    client.force_login(coordinator)
    day = timezone.localdate() + timedelta(days=3)
    typed = {"valid_from": day.isoformat(), "heading_1": "Geschenkt.", "text_1": "Die Geräte gehören Ihnen."}
    wrong = client.post(reverse("clauses_new", args=[KEY]), typed | {"heading_2": "Ohne Text."})
    assert "eine Überschrift und einen Text" in wrong.text
    answer = client.post(reverse("clauses_new", args=[KEY]), typed, follow=True)
    assert "kommt noch" in answer.text
    german = TextVersion.objects.get(key=KEY, language="de", version=2)
    translate = reverse("clauses_translate", args=[german.pk, "fa"])
    assert "Die Geräte gehören Ihnen." in client.get(translate).text
    client.post(translate, {"heading_1": "هدیه.", "text_1": "دستگاه‌ها مال شماست."})
    text = TextVersion.objects.get(key=KEY, language="fa", version=2)
    answer = client.get(reverse("clauses_preview", args=[text.pk]))
    (page,) = page_texts(answer.content)
    assert "Vereinbarung (Textfassung 2, Entwurf, Muster)" in page
    assert "Verbindlich" in page
    client.post(reverse("clauses_checked", args=[text.pk]))
    text.refresh_from_db()
    assert (text.is_draft, text.checked_by) == (False, coordinator)
    client.post(reverse("clauses_discard", args=[german.pk]))
    assert not TextVersion.objects.filter(key=KEY, version=2).exists()
    assert client.get(reverse("clauses_new", args=["xx"])).status_code == 404
