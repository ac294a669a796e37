"""Texts that come with the program: what was printed keeps its version, what is mended is the next one, and what people
did stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import program_texts, reference
from documents.models import TextVersion
from documents.services import issue_many
from documents.texts import wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

KEYS = sorted({wordings.key for wordings in program_texts.catalogues()})


def older(key: str, language: str) -> TextVersion:
    """The row as an earlier version of the program had loaded it."""
    text = TextVersion.objects.get(key=key, language=language, version=1)
    text.body = [part | {"text": "alt"} for part in text.body]
    text.save()
    return text


def checked(text: TextVersion) -> TextVersion:
    TextVersion.objects.filter(pk=text.pk).update(is_draft=False, checked_at=timezone.now())
    return text


def is_old(text: TextVersion, version: int = 1) -> bool:
    kept = TextVersion.objects.get(key=text.key, language=text.language, version=version)
    return kept.body[0]["text"] == "alt"


def versions(key: str) -> set[int]:
    return set(TextVersion.objects.filter(key=key).values_list("version", flat=True))


@pytest.mark.parametrize("key", KEYS)
def test_what_papers_were_printed_with_keeps_its_version_and_the_mended_text_is_the_next_one(key):
    rows = [older(key, text.language) for text in TextVersion.objects.filter(key=key)]
    assert reference.load() == len(rows)
    assert all(is_old(row) and not is_old(row, version=2) for row in rows)
    assert reference.load() == 0
    assert reference.notes() == []


def test_new_papers_print_the_mended_text_from_the_day_on_on_which_it_came():
    older("pick_up_note", "de")
    reference.load()
    today = timezone.localdate()
    in_force = [wording("pick_up_note", day).version for day in (today - timedelta(days=1), today)]
    assert (in_force, wording("pick_up_note", today).is_draft) == ([1, 2], True)


def test_a_mended_translation_brings_the_whole_version_and_who_checked_its_german_text_did():
    german = checked(TextVersion.objects.get(key="receipt_gift", language="de"))
    older("receipt_gift", "uk")
    reference.load()
    assert TextVersion.objects.filter(key="receipt_gift", version=2).count() == 8
    following = TextVersion.objects.get(key="receipt_gift", language="de", version=2)
    assert (following.body, following.is_draft) == (german.body, False)


def test_a_translation_on_an_issued_paper_is_mended_for_later_ones(now):
    named = older("receipt_gift", "uk")
    content = {"second": "uk", "second_version": "receipt_words/1, receipt_gift/1"}
    issue_many("handover_receipt", [content], actor=Actor.system(), now=now)
    reference.load()
    assert [is_old(named), is_old(named, version=2)] == [True, False]


def test_a_checked_translation_stays_while_others_are_mended():
    draft, stays = older("receipt_gift", "uk"), checked(older("receipt_gift", "tr"))
    reference.load()
    assert [is_old(draft, version=2), is_old(stays, version=2)] == [False, True]
    assert not TextVersion.objects.get(key="receipt_gift", language="tr", version=2).is_draft
    assert program_texts.waiting() == {"receipt_gift": ["tr"]}
    assert reference.load() == 0


def test_a_german_text_with_anything_checked_stays_and_the_operator_is_told():
    older("receipt_gift", "de")
    checked(TextVersion.objects.get(key="receipt_gift", language="tr"))
    assert (reference.load(), versions("receipt_gift")) == (0, {1})
    [note] = reference.notes()
    assert "receipt_gift (de)" in note


def test_what_somebody_wrote_stays_in_force_until_the_draft_of_the_program_is_taken_over(now):
    text = older("receipt_words", "uk")
    TextVersion.objects.create(
        key=text.key, language="uk", version=2, body=text.body, valid_from=timezone.localdate(now)
    )
    reference.load()
    assert program_texts.waiting() == {"receipt_words": ["uk"]}
    taken = program_texts.take_over("receipt_words", "uk", now=now)
    assert (taken.version, taken.is_draft, is_old(taken, version=3)) == (3, True, False)
    assert taken.valid_from == timezone.localdate(now) + timedelta(days=1)
    assert (program_texts.waiting(), reference.load()) == ({}, 0)


def test_a_text_written_here_alone_is_nothing_to_take_over(now):
    text = TextVersion.objects.get(key="receipt_words", language="uk", version=1)
    TextVersion.objects.create(key=text.key, language="uk", version=2, body=[], valid_from=text.valid_from)
    assert (reference.load(), program_texts.waiting()) == (0, {})
    with pytest.raises(TransitionRefused, match="schon der, der mit dem Programm kommt"):
        program_texts.take_over("receipt_words", "uk", now=now)


def test_loading_asks_no_papers(django_assert_num_queries):
    older("receipt_gift", "uk")
    reference.load()
    with django_assert_num_queries(5) as asked:
        reference.load()
    assert not any("content" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("key", "language", "page"),
    [("receipt_gift", "de", "clauses"), ("receipt_words", "uk", "receipt_words"), ("tax_confirmation", "de", "issuer")],
)
def test_the_page_of_a_text_tells_of_the_newer_draft_and_takes_it_over(client, coordinator, key, language, page):
    checked(older(key, language))
    client.force_login(coordinator)
    told = "Mit dem Programm kommt ein neuerer Entwurf"
    assert client.get(reverse(page)).text.count(told) == 1
    take_over = reverse("program_text_take_over", args=[key, language])
    answer = client.post(take_over, {"page": page}, follow=True)
    assert answer.redirect_chain == [(reverse(page), 302)]
    assert "Fassung 2 ist der Text, der mit dem Programm kommt" in answer.text
    assert told not in answer.text
    again = client.post(take_over, {"page": "https://example.org/"}, follow=True)
    assert again.redirect_chain == [(reverse("issuer"), 302)]
    assert "schon der, der mit dem Programm kommt" in again.text
    assert versions(key) == {1, 2}


def test_who_loads_is_told_of_drafts_that_wait(capsys):
    checked(older("receipt_words", "uk"))
    call_command("load_reference")
    assert "A newer draft of receipt_words (uk) comes with this version of the program." in capsys.readouterr().out
