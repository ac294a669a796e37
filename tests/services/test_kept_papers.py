"""An issued paper never changes, whoever tries: through the model, or by plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.models import Job
from documents import services
from documents.models import Document, RetentionTerm
from tests import cast

TABLE = "documents_document"


def refused(sql: str, *parameters) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
    except DatabaseError as error:
        return "kept" in str(error) or "append-only" in str(error) or "violates" in str(error)
    return False


@pytest.fixture
def paper(db) -> Document:
    return cast.document(content='{"text":"a"}')


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "content = ''",
        "content_sha256 = ''",
        "number = 'Q-2026-99999'",
        "sequence = sequence + 1",
        "version = 9",
        "kind = 'tax_confirmation'",
        "token = 'x'",
        "issued_at = now()",
        "file_key = repeat('1', 64)",
        "file_key = ''",
        "renderer = 'other'",
        "status = 'purged', purged_on = now()",
        "status = 'purged', purged_on = now(), content = '', content_sha256 = '', file_key = ''",
    ],
)
def test_plain_sql_changes_nothing_of_what_was_issued(paper, change):
    assert refused(f"UPDATE {TABLE} SET {change} WHERE id = %s", paper.pk)


@pytest.mark.postgresql
def test_plain_sql_deletes_nothing(paper):
    assert refused(f"DELETE FROM {TABLE} WHERE id = %s", paper.pk)


@pytest.mark.postgresql
def test_the_one_door_is_open_and_shuts_behind_the_paper(paper):
    assert services.purge([paper.pk], actor=Actor.system()).changed == [paper.pk]
    for change in ("status = 'ready'", "purged_on = '2020-01-01'", "content = '{}'", "file_key = ''"):
        assert refused(f"UPDATE {TABLE} SET {change} WHERE id = %s", paper.pk), change


@pytest.mark.postgresql
def test_what_a_worker_and_a_correction_change_is_let_through(paper):
    Document._base_manager.filter(pk=paper.pk).update(lease_until=None, attempts=2, job=Job.objects.create(kind="x"))
    services.void(paper, actor=Actor.system(), reason="falsch")
    assert Document.objects.get().status == "voided"


@pytest.mark.postgresql
def test_a_term_of_retention_never_changes(db):
    said = {"rule": "mails", "amount": 6, "unit": "months", "valid_from": cast.NOW.date(), "basis": "x"}
    term = RetentionTerm.objects.create(**said)
    assert refused("UPDATE documents_retentionterm SET amount = 1 WHERE id = %s", term.pk)
    assert refused("DELETE FROM documents_retentionterm WHERE id = %s", term.pk)


def test_the_model_refuses_on_every_database(paper):
    for attempt in (
        paper.save,
        paper.delete,
        lambda: Document.objects.update(content="{}"),
        lambda: Document.objects.filter(pk=paper.pk).delete(),
        lambda: Document.objects.bulk_update([paper], ["content"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
