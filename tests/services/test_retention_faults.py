"""Retention and exports survive killed workers: each paper is whole or gone, each export is there once."""

import os
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from celery import current_app

from accounts.roles import Role
from custody.actor import Actor
from custody.chain import broken_lines
from custody.services import record
from documents import registry, storage
from documents.archive import exports
from documents.models import ArchiveExport, Document, FileToDestroy, RetentionRun
from tests import cast
from tests.conftest import person
from tests.services.servers import until
from tests.services.slow_papers.papers import KIND, SLOW

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = 250
# Papers that everybody may see, so that they need no owner.
SLOW_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.services.slow_papers.settings"}
OLD = datetime(2010, 5, 5, 9, tzinfo=UTC)


def papers(count: int, issued_at: datetime, kind: str = "pallet_list") -> list[Document]:
    """Papers with files that were stored long ago; pallet lists have a term of ten years."""
    made = []
    for number in range(1, count + 1):
        content = f"%PDF-1.4 pallet {number}".encode()
        key = storage.put_once(content)
        os.utime(storage.path_of(key), (1, 1))
        fields = {"number": f"PL-2010-{number:05d}", "sequence": number, "year": 2010, "issued_at": issued_at}
        made.append(cast.document(kind=kind, series="PL", file_key=key, **fields))
    for document in made[:50]:
        record(document, "issued", actor=Actor.system(), note="ein Grund")
    return made


@pytest.fixture
def slow_kind() -> Iterator[None]:
    registry.register(SLOW)
    yield
    del registry.KINDS[KIND]


def ask(task: str, *keys: int) -> None:
    current_app.tasks[task].apply_async(args=keys, retry=False)


def purged() -> int:
    return Document.objects.filter(status="purged").count()


def is_there(document: Document) -> bool:
    return storage.path_of(document.file_key).exists()


def test_papers_of_a_worker_killed_while_it_destroys_are_whole_or_gone(reference, start_worker):
    papers(PAPERS, OLD)
    worker = start_worker(concurrency=1)
    ask("documents.tasks.retain")
    until(lambda: purged() > 0, "the first chunk")
    worker.kill()
    for document in Document.objects.all():
        if document.status == "ready":
            assert document.content and is_there(document)
        else:
            assert not document.content
    start_worker(concurrency=2)
    for _time in range(2):
        ask("documents.tasks.retain")
    until(lambda: purged() == PAPERS and not FileToDestroy.objects.exists(), "all of it")
    assert not [document.number for document in Document.objects.all() if is_there(document)]
    for document in Document.objects.prefetch_related("events__note")[:60]:
        events = list(document.events.all())
        assert [event.new_status for event in events if event.new_status] == ["purged"]
        assert broken_lines(events) == []
        assert all(event.note is None or event.note.text == "" for event in events)
    assert sum(RetentionRun.objects.values_list("count", flat=True)) == PAPERS


def test_an_export_of_a_killed_worker_is_made_once_by_the_next(
    reference, slow_kind, start_worker, clock, let_leases_run_out, tmp_path
):
    papers(PAPERS, cast.NOW, kind=KIND)
    worker = start_worker(env=SLOW_SETTINGS, concurrency=1)
    export = exports.ask("", actor=Actor.person(person("Anna Berger", Role.COORDINATOR)))
    ask("documents.tasks.make_export", export.pk)
    until(lambda: ArchiveExport.objects.get().job.done > 0, "some papers")
    worker.kill()
    let_leases_run_out(ArchiveExport.objects.all())
    start_worker(env=SLOW_SETTINGS, concurrency=2)
    until(lambda: ArchiveExport.objects.get().state == "ready", "the export")
    export.refresh_from_db()
    assert len([path for path in exports.folder().iterdir() if path.suffix == ".zip"]) == 1
    with zipfile.ZipFile(exports.path_of(export)) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    assert len(list(tmp_path.rglob("*.pdf"))) == PAPERS
    assert (export.job.done, export.job.total) == (PAPERS, PAPERS)
