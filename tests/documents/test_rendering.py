import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from custody.models import Job
from documents import rendering, storage
from documents.models import Document
from documents.rendering import MOST_ATTEMPTS, render, render_many
from tests import cast
from tests.documents.paper_cast import issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]


def test_a_queued_paper_becomes_ready_with_its_file_and_hash():
    (document,) = issue("a")
    render(document.pk)
    document.refresh_from_db()
    assert document.status == "ready"
    assert storage.read(document.file_key) == b"%PDF a"
    assert document.file_key == hashlib.sha256(b"%PDF a").hexdigest()
    assert (document.file_bytes, document.renderer, document.lease_until) == (6, "test/1", None)
    assert document.ready_at is not None
    assert [event.new_status for event in document.events.all()] == ["queued", "ready"]


def test_rendering_twice_changes_nothing():
    (document,) = issue("a")
    render(document.pk)
    once = Document.objects.values().get()
    render(document.pk)
    assert Document.objects.values().get() == once
    assert document.events.count() == 2


def test_a_worker_that_holds_the_lease_is_left_alone():
    (document,) = issue("a")
    Document.objects.claim(document.pk, now=cast.NOW)
    render(document.pk, now=cast.NOW + timedelta(seconds=5))
    document.refresh_from_db()
    assert (document.status, document.attempts) == ("queued", 1)


def test_after_a_dead_workers_lease_the_paper_is_made_once():
    (document,) = issue("a")
    Document.objects.claim(document.pk, now=cast.NOW)
    render(document.pk, now=cast.NOW + timedelta(seconds=21))
    document.refresh_from_db()
    assert (document.status, document.number) == ("ready", f"T-{document.year}-00001")
    assert Document.objects.count() == 1


def test_a_worker_that_comes_second_with_the_same_paper_changes_nothing():
    (document,) = issue("a")
    late = Document.objects.get(pk=document.pk)
    render(document.pk)
    with ThreadPoolExecutor(1) as writers:
        rendering._finish([rendering._drawn(late, writers)], None)
    assert document.events.count() == 2
    assert Document.objects.get().status == "ready"


@pytest.mark.parametrize(("text", "error"), [("glyph", "missing_glyph:U+1F600"), ("long", "does_not_fit:name")])
def test_what_cannot_be_drawn_fails_with_a_code_that_names_nobody(text, error):
    job = Job.objects.create(kind="documents", total=2)
    bad, good = issue(text, "fine", job=job)
    for document in (bad, good):
        render(document.pk)
    bad.refresh_from_db()
    assert (bad.status, bad.error, bad.file_key) == ("failed", error, "")
    job.refresh_from_db()
    assert (job.done, job.total) == (2, 2)
    assert job.errors == [{"what": bad.number, "why": error}]
    assert job.finished_at is not None


def test_a_mistake_in_the_drawing_is_tried_five_times_and_then_given_up():
    (document,) = issue("crash")
    now = cast.NOW
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(KeyError):
            render(document.pk, now=now)
        now += timedelta(seconds=21)
    document.refresh_from_db()
    assert document.status == "queued"
    render(document.pk, now=now)
    document.refresh_from_db()
    assert (document.status, document.error) == ("failed", "gave_up")


def keys(documents):
    return [document.pk for document in documents]


def statuses(documents):
    return [(row.status, row.attempts) for row in Document.objects.filter(pk__in=keys(documents)).order_by("pk")]


def test_several_papers_are_claimed_and_marked_together(django_assert_max_num_queries):
    job = Job.objects.create(kind="documents", total=4)
    documents = issue("a", "b", "glyph", "c", job=job)
    with django_assert_max_num_queries(40) as captured:
        render_many(keys(documents))
    assert statuses(documents) == [("ready", 1), ("ready", 1), ("failed", 1), ("ready", 1)]
    ready = Document.objects.filter(status="ready").order_by("pk")
    assert [storage.read(row.file_key) for row in ready] == [b"%PDF a", b"%PDF b", b"%PDF c"]
    job.refresh_from_db()
    assert (job.done, job.total, len(job.errors)) == (4, 4, 1)
    more = issue("d", "e", "f", "g", "h", "i", "j", job=job)
    with django_assert_max_num_queries(len(captured)):
        render_many(keys(more))
    assert statuses(more) == [("ready", 1)] * 7


def test_a_mistake_in_one_drawing_leaves_the_others_made():
    documents = issue("a", "crash", "b")
    with pytest.raises(KeyError):
        render_many(keys(documents))
    assert statuses(documents) == [("ready", 1), ("queued", 1), ("ready", 1)]


def test_what_was_tried_before_is_not_claimed_with_others():
    documents = issue("a", "b")
    Document.objects.filter(pk=documents[0].pk).update(attempts=1)
    render_many(keys(documents))
    assert statuses(documents) == [("queued", 1), ("ready", 1)]
    render_many(keys(documents[:1]))
    assert statuses(documents) == [("ready", 2), ("ready", 1)]


def test_a_group_claimed_by_two_at_once_is_made_once(monkeypatch):
    documents = issue("a", "b")
    assert Document.objects.claim_many(keys(documents), now=cast.NOW) == documents
    render_many(keys(documents), now=cast.NOW + timedelta(seconds=5))
    assert statuses(documents) == [("queued", 1)] * 2


def test_papers_that_wait_for_a_slow_one_are_held_anew_and_told_of_at_once(monkeypatch):
    monkeypatch.setattr(rendering, "TOLD_AFTER", 0.0)
    told = []
    finish = rendering._finish
    monkeypatch.setattr(rendering, "_finish", lambda results, now: told.append(len(results)) or finish(results, now))
    documents = issue("a", "b", "c")
    render_many(keys(documents))
    assert told == [1, 1, 1]
    assert statuses(documents) == [("ready", 1)] * 3


def test_a_kind_that_this_version_does_not_know_fails_with_its_reason():
    (document,) = issue("a")
    Document._base_manager.update(kind="of_another_version")
    render(document.pk)
    document.refresh_from_db()
    assert (document.status, document.error) == ("failed", "unknown_kind")


def test_a_storage_that_cannot_be_written_leaves_the_paper_queued_and_nothing_half_written(settings, tmp_path, caplog):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.FILES_DIR = blocked
    (document,) = issue("a")
    now = cast.NOW
    for _attempt in range(MOST_ATTEMPTS + 3):
        render(document.pk, now=now)
        now += timedelta(seconds=21)
    document.refresh_from_db()
    assert (document.status, document.error, document.file_key) == ("queued", "storage", "")
    assert os.listdir(tmp_path) == ["blocked"]
    assert "storage did not take" in caplog.text
    settings.FILES_DIR = tmp_path / "mended"
    render(document.pk, now=now)
    document.refresh_from_db()
    assert (document.status, document.error) == ("ready", "")


def test_a_paper_that_does_not_exist_is_no_error():
    render(4711)
    assert not Document.objects.exists()
