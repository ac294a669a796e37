"""Texts that come with the program: drafts are mended by a newer version of it, what people did stays."""

import pytest

from custody.actor import Actor
from documents import reference
from documents.models import TextVersion
from documents.services import issue_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def older(key: str, language: str) -> TextVersion:
    """The row as an earlier version of the program had loaded it."""
    text = TextVersion.objects.get(key=key, language=language, version=1)
    text.body = [part | {"text": "alt"} for part in text.body]
    text.save()
    return text


def is_old(text: TextVersion) -> bool:
    return TextVersion.objects.get(pk=text.pk).body[0]["text"] == "alt"


def test_a_draft_that_came_with_the_program_is_mended_and_a_checked_text_stays(coordinator, now):
    draft, checked, own = older("receipt_gift", "uk"), older("receipt_gift", "tr"), older("receipt_words", "uk")
    TextVersion.objects.filter(pk=checked.pk).update(is_draft=False)
    TextVersion.objects.filter(pk=own.pk).update(version=2)
    reference.load()
    assert [is_old(text) for text in (draft, checked, own)] == [False, True, True]


def test_a_draft_that_a_paper_names_stays(now):
    named, other = older("receipt_gift", "uk"), older("receipt_gift", "fa")
    content = {"second": "uk", "second_version": "receipt_words/1, receipt_gift/1"}
    issue_many("handover_receipt", [content], actor=Actor.system(), now=now)
    reference.load()
    assert [is_old(text) for text in (named, other)] == [True, False]
