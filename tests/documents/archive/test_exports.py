import csv
import hashlib
import io
import subprocess
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import services, storage
from documents.archive import exports, zips
from documents.models import ArchiveExport, Document
from documents.rendering import render
from documents.tasks import reconcile_exports
from tests import cast
from tests.conftest import Role, person
from tests.documents.paper_cast import ACTOR, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]


@pytest.fixture
def papers():
    """Valid, superseded with its successor, and signed with a scan."""
    documents = issue("=a", "b", "c", now=cast.NOW)
    for document in documents:
        render(document.pk)
    documents = list(Document.objects.order_by("pk"))
    render(services.issue_version(documents[1], {"text": "b2"}, actor=ACTOR, now=cast.NOW).pk)
    return documents


def sign(document, by):
    scan = {"scan_key": storage.put_once(b"\x89PNG scan"), "scan_type": "image/png", "signed_on": cast.NOW.date()}
    return document.signatures.create(recorded_by=by, **scan)


def made(coordinator, query=""):
    export = exports.ask(query, actor=Actor.person(coordinator))
    zips.make(export.pk)
    export.refresh_from_db()
    return export


def read(export):
    with zipfile.ZipFile(exports.path_of(export)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def index(files):
    return list(csv.reader(io.StringIO(files["index.csv"].decode("utf-8-sig"))))


def test_it_holds_files_scans_index_and_checksums(coordinator, papers, tmp_path):
    sign(papers[2], coordinator)
    export = made(coordinator)
    files = read(export)
    assert sorted(files) == [
        "SHA256SUMS",
        "index.csv",
        "papers/T/T-2026-00001-v1.pdf",
        "papers/T/T-2026-00002-v1.pdf",
        "papers/T/T-2026-00002-v2.pdf",
        "papers/T/T-2026-00003-v1-signed.png",
        "papers/T/T-2026-00003-v1.pdf",
    ]
    heading, *rows = index(files)
    assert heading[:6] == ["Nummer", "Fassung", "Art des Dokuments", "Ausgestellt", "Status", "Ersetzt durch Fassung"]
    assert [row[:6] for row in rows] == [
        ["T-2026-00001", "1", "Test paper", "2026-11-24 10:00", "fertig", ""],
        ["T-2026-00002", "1", "Test paper", "2026-11-24 10:00", "ersetzt", "2"],
        ["T-2026-00003", "1", "Test paper", "2026-11-24 10:00", "fertig", ""],
        ["T-2026-00002", "2", "Test paper", "2026-11-24 10:00", "fertig", ""],
    ]
    assert [row[7:9] for row in rows[:1]] == [[papers[0].file_key, "papers/T/T-2026-00001-v1.pdf"]]
    assert rows[2][9:] == [
        "2026-11-24",
        "papers/T/T-2026-00003-v1-signed.png",
        hashlib.sha256(b"\x89PNG scan").hexdigest(),
    ]
    assert (export.state, export.job.done, export.job.total, export.job.errors) == ("ready", 4, 4, [])


def test_sha256sum_accepts_the_checksums(coordinator, papers, tmp_path):
    with zipfile.ZipFile(exports.path_of(made(coordinator))) as archive:
        archive.extractall(tmp_path / "unpacked")
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "unpacked", capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "index.csv: OK" in checked.stdout


def test_it_takes_what_is_filtered_and_the_person_may_see(coordinator, volunteer, papers):
    files = read(made(coordinator, "status=superseded"))
    assert [row[0] for row in index(files)[1:]] == ["T-2026-00002"]
    with pytest.raises(TransitionRefused):
        exports.ask("", actor=Actor.person(volunteer))
    with pytest.raises(TransitionRefused):
        exports.ask("year=never", actor=Actor.person(coordinator))


def test_a_deleted_paper_stands_in_the_index_without_a_file(coordinator, papers):
    services.purge([papers[0].pk], actor=Actor.system(), now=cast.NOW)
    files = read(made(coordinator, "q=00001"))
    assert sorted(files) == ["SHA256SUMS", "index.csv"]
    (row,) = index(files)[1:]
    assert row[4:9] == ["gelöscht", "", "2026-11-24", papers[0].file_key, ""]


def test_a_missing_file_is_named_and_the_rest_goes_on(coordinator, papers):
    storage.path_of(papers[0].file_key).unlink()
    export = made(coordinator)
    assert export.job.errors == [{"what": "T-2026-00001 v1", "why": "missing"}]
    assert index(read(export))[1][8] == "fehlt oder ist beschädigt"
    assert export.state == "ready"


def test_a_storage_that_is_not_mounted_leaves_it_queued_and_calls_nothing_missing(
    coordinator, papers, settings, tmp_path
):
    mounted, settings.FILES_DIR = settings.FILES_DIR, tmp_path / "no-disk"
    export = made(coordinator)
    assert (export.state, export.job.errors[0]["why"]) == ("queued", "storage")
    settings.FILES_DIR = mounted
    ArchiveExport.objects.update(lease_until=None)
    zips.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.job.errors) == ("ready", [])


def test_asking_twice_makes_one(coordinator, papers):
    first, second = (exports.ask("", actor=Actor.person(coordinator)) for _time in range(2))
    assert first == second
    zips.make(first.pk)
    zips.make(first.pk)
    assert len(list(exports.folder().iterdir())) == 1
    assert Job.objects.count() == 1


def test_a_worker_that_lost_its_export_leaves_it_to_the_other(coordinator, papers, monkeypatch):
    export = exports.ask("", actor=Actor.person(coordinator))
    really = zips._sign_of_life

    def taken_over(mine, done):
        ArchiveExport.objects.filter(pk=mine.pk).update(attempts=9)
        really(mine, done)

    monkeypatch.setattr(zips, "_sign_of_life", taken_over)
    zips.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.file_name) == ("queued", "")
    assert list(exports.folder().iterdir()) == []


def full(_descriptor):
    raise OSError(28, "No space left on device")


def test_a_full_storage_leaves_it_queued_however_often_and_its_page_says_so(client, coordinator, papers, monkeypatch):
    """It failed for good after five attempts before: whoever had asked found it lost when the disk had room again."""
    client.force_login(coordinator)
    export = exports.ask("q=T", actor=Actor.person(coordinator))
    page, sentence = reverse("archive_export", args=[export.pk]), "In die Ablage kann gerade nicht geschrieben werden"
    assert sentence not in client.get(page).text
    with monkeypatch.context() as patched:
        patched.setattr("documents.archive.zips.os.fsync", full)
        for attempt in range(1, zips.MOST_ATTEMPTS + 2):
            zips.make(export.pk, now=timezone.now() + timedelta(minutes=attempt))
            ArchiveExport.objects.update(lease_until=None)
    export.refresh_from_db()
    assert (export.state, export.query, list(exports.folder().iterdir())) == ("queued", "q=T", [])
    said = client.get(page).text
    assert sentence in said
    assert "fehlen oder beschädigt" not in said
    zips.make(export.pk)
    assert sentence not in client.get(page).text
    export.refresh_from_db()
    assert (export.state, export.job.done, export.job.errors) == ("ready", export.job.total, [])


def test_a_storage_that_stays_full_for_weeks_does_not_count_further_than_the_column(coordinator, papers, monkeypatch):
    export = exports.ask("", actor=Actor.person(coordinator))
    ArchiveExport.objects.update(attempts=zips.COUNTED_UP_TO, forgiven=zips.COUNTED_UP_TO)
    monkeypatch.setattr("documents.archive.zips.os.fsync", full)
    zips.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts, export.forgiven) == ("queued", 0, 0)


def test_five_workers_that_died_of_it_are_enough(coordinator, papers):
    export = exports.ask("q=T", actor=Actor.person(coordinator))
    ArchiveExport.objects.update(attempts=zips.MOST_ATTEMPTS)
    zips.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.query) == ("failed", "")


def test_it_ends_after_a_day_and_what_killed_workers_left_after_an_hour(coordinator, papers):
    export = made(coordinator)
    (exports.folder() / ".writing-left").write_bytes(b"half")
    exports.forget(now=timezone.now())
    assert len(list(exports.folder().iterdir())) == 2
    exports.forget(now=timezone.now() + timedelta(hours=25))
    assert list(exports.folder().iterdir()) == []
    export.refresh_from_db()
    assert (export.state, export.query, export.file_name) == ("expired", "", "")


def purge(document):
    services.purge([document.pk], actor=Actor.system())


def test_a_paper_that_goes_takes_its_copies_along(coordinator, papers, django_capture_on_commit_callbacks):
    ready = made(coordinator)
    path = exports.path_of(ready)
    with django_capture_on_commit_callbacks(execute=True):
        purge(papers[0])
        assert path.exists()
    ready.refresh_from_db()
    assert (ready.state, ready.query, ready.file_name) == ("expired", "", "")
    assert not path.exists()


def test_a_purge_that_is_rolled_back_leaves_exports_alone(coordinator, papers, django_capture_on_commit_callbacks):
    ready = made(coordinator)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(KeyError), transaction.atomic():
        purge(papers[0])
        raise KeyError
    assert read(ready)
    ready.refresh_from_db()
    assert ready.state == "ready"


def test_an_export_that_is_being_made_when_a_paper_goes_is_begun_anew(coordinator, papers, monkeypatch):
    export = exports.ask("", actor=Actor.person(coordinator))
    written = zips._write

    def a_paper_goes_meanwhile(*arguments):
        answer = written(*arguments)
        purge(papers[0])
        return answer

    with monkeypatch.context() as patch:
        patch.setattr("documents.archive.zips._write", a_paper_goes_meanwhile)
        zips.make(export.pk)
    export.refresh_from_db()
    assert (export.state, export.lease_until, export.rung_at, export.attempts) == ("queued", None, None, 1)
    assert list(exports.folder().iterdir()) == []
    zips.make(export.pk)
    export.refresh_from_db()
    assert export.state == "ready"
    assert "papers/T/T-2026-00001-v1.pdf" not in read(export)


def test_a_forgotten_export_is_rung_again(coordinator, papers):
    export = exports.ask("", actor=Actor.person(coordinator))
    ArchiveExport.objects.filter(pk=export.pk).update(rung_at=None)
    reconcile_exports()
    export.refresh_from_db()
    assert export.state == "ready"


def test_the_pages_ask_follow_and_give_the_file(client, coordinator, papers, django_capture_on_commit_callbacks):
    client.force_login(coordinator)
    assert "Als ZIP mitnehmen" in client.get(reverse("document_list") + "?status=ready").content.decode()
    asked = client.post(reverse("archive_export_new"), {"query": "status=ready"})
    export = ArchiveExport.objects.get()
    assert asked.url == reverse("archive_export", args=[export.pk])
    assert 'hx-trigger="every 2s"' in client.get(asked.url).content.decode()
    zips.make(export.pk)
    page = client.get(asked.url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "hx-trigger" not in page
    answer = client.get(reverse("archive_export_file", args=[export.pk]))
    content = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "attachment" in answer.headers["Content-Disposition"]
    purge(papers[0])
    assert client.get(reverse("archive_export_file", args=[export.pk])).status_code == 302


def test_nobody_takes_somebody_elses_export(client, coordinator, papers):
    export = made(coordinator)
    client.force_login(person("Berta Beispiel", Role.COORDINATOR))
    for name in ("archive_export", "archive_export_file"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404


def test_an_empty_list_makes_none(client, coordinator, papers):
    client.force_login(coordinator)
    answer = client.post(reverse("archive_export_new"), {"query": "q=nowhere"}, follow=True)
    assert "kein Dokument" in answer.content.decode()
    assert not ArchiveExport.objects.exists()


def test_begun_anew_for_each_of_many_papers_that_go_it_is_made_in_the_end(coordinator, papers):
    export = exports.ask("", actor=Actor.person(coordinator))
    for _time in range(zips.MOST_ATTEMPTS + 2):
        assert ArchiveExport.objects.claim(export.pk, now=timezone.now())
        exports.withdraw()
    zips.make(export.pk)
    export.refresh_from_db()
    assert export.state == "ready"
