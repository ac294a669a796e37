import hashlib
import io
import json
import os

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import CharField

from custody.actor import Actor
from documents import services, storage, stored
from documents.archive import verifying
from documents.archive.remaking import make_again
from documents.models import Document, FileToDestroy
from documents.rendering import render
from tests import cast
from tests.documents.paper_cast import KIND, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]

# Columns of 64 characters that hold a hash or a key of something else than a stored file.
NO_FILES = {
    "accounts.BenchKey.badge_sha256",
    "devices.DevicePhoto.large_key",
    "devices.DevicePhoto.original_sha256",
    "devices.DevicePhoto.thumbnail_key",
    "devices.Pallet.frozen_sha256",
    "devices.SpreadsheetImport.table_sha256",
    "devices.SpreadsheetRow.alike_key",
    "documents.Document.content_sha256",
    "documents.FileToDestroy.key",
    "recipients.Proposal.inputs_sha256",
    "recipients.ReceiptPile.drawn_from",
}
OURS = {"accounts", "custody", "documents", "donations", "devices", "recipients", "h4f"}


def made(*texts):
    documents = issue(*texts)
    for document in documents:
        render(document.pk)
        document.refresh_from_db()
        os.utime(path_of(document), (1, 1))
    return documents


def path_of(document):
    return storage.path_of(document.file_key)


def found(**options):
    return [(finding.what, finding.file, finding.papers, finding.made_again) for finding in verifying.verify(**options)]


def run(*arguments):
    out = io.StringIO()
    try:
        call_command("verify_documents", "--quiet", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_a_whole_storage_has_no_finding():
    made("a", "b")
    assert found() == []
    assert run() == ("2 files, 0 findings, 0 of them left to do\n", 0)


def test_a_missing_a_changed_and_an_orphaned_file_are_named():
    lost, changed, _whole = made("a", "b", "c")
    path_of(lost).unlink()
    path_of(changed).write_bytes(b"other")
    orphan = storage.put_once(b"nobody's")
    os.utime(storage.path_of(orphan), (1, 1))
    assert set(found()) == {
        ("missing", lost.file_key, ("T-2026-00001 v1",), None),
        ("changed", changed.file_key, ("T-2026-00002 v1",), None),
        ("orphaned", orphan, (), None),
    }


def test_lost_and_changed_papers_are_made_again_with_the_same_bytes():
    lost, changed = made("a", "b")
    path_of(lost).unlink()
    path_of(changed).write_bytes(b"other")
    assert {made_again for *_rest, made_again in found(repair=True)} == {""}
    assert (storage.read(lost.file_key), storage.read(changed.file_key)) == (b"%PDF a", b"%PDF b")
    assert found() == []


def test_a_paper_that_went_while_it_was_made_again_leaves_no_file():
    (document,) = made("a")
    services.purge([document.pk], actor=Actor.system())
    FileToDestroy.objects.all().delete()
    assert make_again(document) == "no_content"
    assert FileToDestroy.objects.get().key == document.file_key


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"content": '{"text":"other"}'}, "other_bytes"),
        ({"content": '{"text":"other"}', "renderer": "test/0"}, "other_renderer"),
        ({"content": '{"text":"glyph"}'}, "not_drawn"),
        ({"content": "{}"}, "not_drawn"),
        ({"kind": "of_another_version"}, "unknown_kind"),
    ],
)
def test_a_paper_that_gives_no_identical_bytes_is_named_with_the_reason(columns, why):
    (document,) = made("a")
    path_of(document).unlink()
    text = columns.get("content", document.content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    Document._base_manager.update(**columns, content_sha256=digest)
    assert [made_again for *_rest, made_again in found(repair=True)] == [why]
    assert not path_of(document).exists()


def test_a_frozen_content_that_was_changed_behind_the_programs_back_is_named():
    made("a")
    Document._base_manager.update(content="{}")
    assert found() == [("content_changed", "", ("T-2026-00001 v1",), None)]


def test_scans_and_a_file_with_two_owners_are_no_false_alarms(coordinator):
    first, second = made("a", "b")
    scan = {"scan_key": storage.put_once(b"scan"), "scan_type": "image/png", "signed_on": cast.NOW.date()}
    for document in (first, second):
        document.signatures.create(recorded_by=coordinator, **scan)
    os.utime(storage.path_of(scan["scan_key"]), (1, 1))
    assert found() == []
    storage.path_of(scan["scan_key"]).unlink()
    (finding,) = verifying.verify()
    assert (finding.what, len(finding.owners)) == ("missing", 2)


def test_a_deleted_paper_misses_nothing_and_its_waiting_file_is_no_orphan():
    (document,) = made("a")
    services.purge([document.pk], actor=Actor.system())
    assert FileToDestroy.objects.exists()
    assert found() == []


def test_a_file_that_was_stored_a_moment_ago_may_still_get_its_row():
    storage.put_once(b"just stored")
    assert found() == []


@pytest.mark.parametrize("name", ["notes.txt", "exports/left.zip", "photos/uploads/0123", "00/.writing-abc"])
def test_whatever_else_lies_there_is_named(settings, name):
    path = settings.FILES_DIR / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    os.utime(path, (1, 1))
    assert [what for what, *_rest in found()] == ["orphaned"]


def test_many_files_are_compared_in_the_order_of_keys():
    documents = made(*(f"paper {number}" for number in range(40)))
    for document in documents[::2]:
        path_of(document).unlink()
    assert [file for _what, file, *_rest in found()] == sorted(document.file_key for document in documents[::2])


class TestCommand:
    def test_one_json_line_per_finding_and_an_exit_code(self):
        (lost,) = made("a")
        path_of(lost).unlink()
        text, code = run("--json")
        assert json.loads(text) == {
            "what": "missing",
            "file": lost.file_key,
            "owners": [{"model": "documents.Document", "pk": lost.pk}],
            "papers": ["T-2026-00001 v1"],
            "made_again": None,
            "open": True,
        }
        assert code == 1

    def test_what_was_mended_is_said_and_leaves_nothing_to_do(self):
        (lost,) = made("a")
        path_of(lost).unlink()
        text, code = run("--repair")
        assert text == (
            f"missing: {lost.file_key}, named by T-2026-00001 v1 (documents.Document {lost.pk}); "
            "made again with the identical bytes\n1 files, 1 findings, 0 of them left to do\n"
        )
        assert code == 0


def test_every_column_that_may_name_a_stored_file_is_registered():
    """A new one is registered in its app (documents.stored), or is named above as something else."""
    hashes = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if model._meta.app_label in OURS and isinstance(field, CharField) and field.max_length == 64
        if not field.name.endswith(("hash", "digest"))
    }
    registered = {f"{model}.{field}" for model, field in stored.COLUMNS}
    assert hashes - NO_FILES == registered
    assert KIND not in registered
