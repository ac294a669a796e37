import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from custody.actor import Actor
from custody.history_check import breaks, event_models
from custody.services import record
from documents.models import DocumentEvent
from tests import cast

pytestmark = pytest.mark.django_db


def papers(count: int):
    documents = [cast.document() for _number in range(count)]
    for document in documents:
        for kind in ("issued", "signed", "copied"):
            record(document, kind, actor=Actor.system())
    return documents


def tampered(document, sequence: int, **columns) -> None:
    """As somebody with a database client does it."""
    rows = DocumentEvent.objects.filter(subject=document, sequence=sequence)
    QuerySet.update(rows, **columns)


def broken():
    return [(one.subject, one.sequence) for one in breaks(DocumentEvent)]


def test_whole_histories_have_no_break():
    papers(3)
    assert broken() == []


def test_a_changed_and_a_missing_line_are_named():
    changed, cut, _whole = papers(3)
    tampered(changed, 2, kind="voided")
    DocumentEvent.objects.filter(subject=cut, sequence=2)._raw_delete("default")
    assert broken() == [(changed.pk, 2), (cut.pk, 3)]


def test_subjects_with_great_gaps_between_them_are_all_read(monkeypatch):
    monkeypatch.setattr("custody.history_check.SUBJECTS", 1)
    first, last = papers(2)
    for document in (first, last):
        tampered(document, 3, data={"x": 1})
    assert broken() == [(first.pk, 3), (last.pk, 3)]


def test_every_history_is_walked():
    labels = {model._meta.label for model in event_models()}
    assert {"devices.DeviceEvent", "documents.DocumentEvent", "recipients.NeedEvent"} <= labels


def run(*arguments):
    out = io.StringIO()
    try:
        call_command("check_history", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_the_command_counts_lines_and_ends_well():
    papers(1)
    text, code = run()
    assert "documents.DocumentEvent: 3 lines, 0 broken\n" in text
    assert code == 0


def test_the_command_names_breaks_and_says_so_by_its_exit_code():
    (document,) = papers(1)
    tampered(document, 2, kind="voided")
    text, code = run("--json")
    assert json.loads(text) == {"history": "documents.DocumentEvent", "subject": document.pk, "sequence": 2}
    assert code == 1
