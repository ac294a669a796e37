import hashlib
import os
from datetime import date, datetime, timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.chain import broken_lines
from custody.lifecycle import TransitionRefused
from documents import services, storage
from documents.models import Document, FileToDestroy
from documents.rendering import render
from documents.retention import holds, leaving
from tests import cast
from tests.documents.paper_cast import ACTOR, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]
LATER = cast.NOW + timedelta(days=400)


def made(*texts):
    documents = issue(*texts, now=cast.NOW)
    for document in documents:
        render(document.pk)
        document.refresh_from_db()
    return documents


def aged(*keys: str) -> None:
    """As if the files had been stored long ago."""
    for key in keys:
        os.utime(storage.path_of(key), (1, 1))


def signed(document, coordinator, content=b"%PDF-1.4 scan %%EOF"):
    scan = {"scan_key": storage.put_once(content), "scan_type": "application/pdf", "scan_bytes": len(content)}
    return document.signatures.create(signed_on=cast.NOW.date(), recorded_by=coordinator, **scan)


def purge(*documents, now: datetime = LATER):
    return services.purge([document.pk for document in documents], actor=Actor.system(), now=now)


def test_content_file_scan_and_notes_go_and_the_rest_stays(coordinator):
    (document,) = made("M7K-4TR")
    signature = signed(document, coordinator)
    key, scan = document.file_key, signature.scan_key
    services.void(document, actor=Actor.person(coordinator), reason="für Mia")
    assert document.search_text == "m7k-4tr t-2026-00001"
    aged(key, scan)
    assert purge(document).changed == [document.pk]
    assert leaving.destroy_files(now=LATER) == 2
    document.refresh_from_db()
    signature.refresh_from_db()
    assert (document.status, document.purged_on) == ("purged", date(2027, 12, 29))
    assert (document.content, document.content_sha256, document.search_text) == ("", "", "")
    assert (document.number, document.version, document.file_key) == ("T-2026-00001", 1, key)
    assert (signature.scan_key, signature.scan_type, signature.scan_bytes) == ("", "", 0)
    assert not document.has_file
    for gone in (key, scan):
        with pytest.raises(storage.FileMissing):
            storage.read(gone)
    notes = [event.note for event in document.events.all() if event.note]
    assert [(note.text, note.salt, note.erased_at) for note in notes] == [("", "", LATER)]
    assert broken_lines(document.events.all()) == []
    assert not FileToDestroy.objects.exists()


def test_a_file_that_another_row_needs_stays(coordinator):
    (document,) = made("a")
    signature = signed(document, coordinator)
    (other,) = made("b")
    signed(other, coordinator)
    aged(signature.scan_key)
    purge(document)
    leaving.destroy_files(now=LATER)
    assert storage.read(signature.scan_key)
    purge(other)
    leaving.destroy_files(now=LATER)
    with pytest.raises(storage.FileMissing):
        storage.read(signature.scan_key)


def test_a_file_that_was_stored_again_a_moment_ago_waits(coordinator):
    (document,) = made("a")
    aged(document.file_key)
    purge(document)
    assert storage.put_once(b"%PDF a") == document.file_key
    now = timezone.now()
    assert leaving.destroy_files(now=now) == 0
    assert storage.read(document.file_key) == b"%PDF a"
    assert leaving.destroy_files(now=now + timedelta(hours=2)) == 1
    assert not FileToDestroy.objects.exists()


def test_a_worker_killed_between_two_steps_of_destroying_leaves_it_to_the_next():
    (document,) = made("a")
    aged(document.file_key)
    purge(document)
    path = storage.path_of(document.file_key)
    os.replace(path, path.with_name(f".leaving-{document.file_key}"))
    assert leaving.destroy_files(now=LATER) == 1
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("is_stored_again", [False, True])
def test_a_file_put_aside_by_a_killed_worker_is_put_back_when_a_row_needs_it_again(is_stored_again):
    (document,) = made("a")
    purge(document)
    path = storage.path_of(document.file_key)
    os.replace(path, path.with_name(f".leaving-{document.file_key}"))
    if is_stored_again:
        storage.put_once(b"%PDF a")
    Document._base_manager.update(status="ready", purged_on=None, content="{}", content_sha256="0" * 64)
    assert leaving.destroy_files(now=LATER) == 0
    assert list(path.parent.iterdir()) == [path]
    assert storage.read(document.file_key) == b"%PDF a"
    assert not FileToDestroy.objects.exists()


def test_a_file_that_is_let_go_while_it_is_decided_upon_goes_the_next_time(monkeypatch):
    (document,) = made("a")
    aged(document.file_key)
    leaving.let_go([document.file_key], now=LATER)

    def let_go_meanwhile(key):
        leaving.let_go([key], now=LATER)
        return True

    with monkeypatch.context() as patch:
        patch.setattr("documents.stored.is_needed", let_go_meanwhile)
        assert leaving.destroy_files(now=LATER) == 0
    purge_at_once = {"status": "purged", "purged_on": LATER, "content": "", "content_sha256": "", "search_text": ""}
    Document._base_manager.update(**purge_at_once)
    assert leaving.destroy_files(now=LATER) == 1
    assert not storage.path_of(document.file_key).exists()


def test_a_file_that_was_let_go_twice_is_counted_once():
    (document,) = made("a")
    aged(document.file_key)
    purge(document)
    leaving.let_go([document.file_key], now=LATER)
    assert leaving.destroy_files(now=LATER) == 1
    assert not FileToDestroy.objects.exists()


def test_a_storage_that_refuses_keeps_the_file_noted(monkeypatch):
    (document,) = made("a")
    purge(document)

    def refuse(*paths):
        raise PermissionError

    monkeypatch.setattr("documents.storage.os.replace", refuse)
    assert leaving.destroy_files(now=LATER) == 0
    assert FileToDestroy.objects.get().key == document.file_key


def test_purging_twice_destroys_once():
    (document,) = made("a")
    assert purge(document).changed == [document.pk]
    assert purge(document).changed == []
    assert document.events.filter(new_status="purged").count() == 1


def test_a_paper_that_is_being_made_is_left_alone():
    (document,) = issue("a")
    assert list(purge(document).refused) == [document.pk]
    assert Document.objects.get().content


def test_a_paper_that_failed_goes_too_as_it_holds_its_content():
    (document,) = issue("glyph")
    render(document.pk)
    purge(document)
    document.refresh_from_db()
    assert (document.status, document.content, document.error, document.file_key) == ("purged", "", "", "")


def test_a_chain_of_versions_still_says_what_replaced_what():
    (old,) = made("a")
    new = services.issue_version(old, {"text": "b"}, actor=ACTOR, now=cast.NOW)
    render(new.pk)
    purge(old, new)
    old.refresh_from_db()
    assert (old.superseded_by, old.status) == (new, "purged")


class TestExempt:
    def test_a_held_paper_stays_until_the_hold_is_lifted(self, coordinator):
        (document,) = made("a")
        actor = Actor.person(coordinator)
        holds.hold(document, reason="Rechtsstreit", actor=actor, now=cast.NOW)
        assert purge(document).refused == {document.pk: "Das Dokument ist von der Löschung ausgenommen."}
        holds.lift(document, actor=actor, now=LATER)
        assert purge(document).changed == [document.pk]
        assert document.holds.get().reason == ""

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_it_has_a_reason(self, coordinator, reason):
        (document,) = made("a")
        with pytest.raises(TransitionRefused, match="warum"):
            holds.hold(document, reason=reason, actor=Actor.person(coordinator))

    def test_it_is_made_once_and_not_for_what_is_gone(self, coordinator):
        first, second = made("a", "b")
        actor = Actor.person(coordinator)
        holds.hold(first, reason="Prüfung", actor=actor)
        with pytest.raises(TransitionRefused):
            holds.hold(first, reason="Prüfung", actor=actor)
        purge(second)
        with pytest.raises(TransitionRefused):
            holds.hold(second, reason="Prüfung", actor=actor)
        with pytest.raises(TransitionRefused):
            holds.lift(second, actor=actor)


class TestNobodyChangesAnIssuedPaper:
    @pytest.mark.parametrize(
        "change",
        [
            {"content": "{}"},
            {"number": "T-2026-00099"},
            {"file_key": "0" * 64},
            {"issued_at": cast.NOW},
            {"status": "voided", "content": ""},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_not_by_its_queryset(self, change):
        made("a")
        with pytest.raises(AppendOnlyError):
            Document.objects.update(**change)

    def test_not_by_saving_or_deleting(self):
        (document,) = made("a")
        for attempt in (document.save, document.delete, Document.objects.all().delete):
            with pytest.raises(AppendOnlyError):
                attempt()
        stored = hashlib.sha256(Document.objects.get().content.encode()).hexdigest()
        assert stored == document.content_sha256

    def test_not_by_any_page_or_service_for_programs(self, client, coordinator):
        (document,) = made("a")
        client.force_login(coordinator)
        one = [document.number, document.version]
        for name, arguments in (("document_detail", one), ("document_download", one), ("document_verify", ["x"])):
            for method in (client.put, client.patch, client.delete):
                assert method(reverse(name, args=arguments)).status_code == 405
        addresses = {str(pattern.pattern) for pattern in get_resolver("documents.urls").url_patterns}
        assert not [address for address in addresses if "delete" in address or "edit" in address]
        roof = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
        assert not [address for address in roof if "admin" in address]
        assert not [str(p.pattern) for p in get_resolver("h4f.api").url_patterns if "document" in str(p.pattern)]
