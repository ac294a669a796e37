"""/healthz tells database, broker, worker and storage apart, quickly and without secrets."""

import threading
import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from h4f import health


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def raises(error: Exception):
    """A check that fails with the error."""

    def check() -> None:
        raise error

    return check


def test_each_part_is_told_apart_and_what_it_says_stays_inside():
    parts = {
        "database": lambda: None,
        "broker": raises(ConnectionError("redis://:secret@10.0.0.7")),
        "worker": raises(health.Unwell("never seen")),
    }
    assert health.examine(parts) == {"database": "ok", "broker": "failed (ConnectionError)", "worker": "never seen"}


def test_a_part_that_hangs_is_left_behind():
    released = threading.Event()
    told = health.examine({"database": released.wait, "storage": lambda: None}, seconds=1)
    assert told == {"database": "no answer in time", "storage": "ok"}
    released.set()


def test_all_well_is_200_and_anything_else_503(monkeypatch):
    request = RequestFactory().get("/healthz")
    monkeypatch.setattr(health, "CHECKS", {"database": lambda: None, "storage": lambda: None})
    well = health.healthz(request)
    assert (well.status_code, well.content) == (200, b'{"database": "ok", "storage": "ok"}')
    monkeypatch.setattr(health, "CHECKS", {"database": lambda: None, "storage": raises(OSError("disk"))})
    unwell = health.healthz(request)
    assert (unwell.status_code, unwell.content) == (503, b'{"database": "ok", "storage": "failed (OSError)"}')
    assert "no-store" in unwell["Cache-Control"]


@pytest.mark.django_db
def test_a_visitor_may_ask_and_is_told_what_the_test_form_lacks(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "not configured", "worker": "never seen", "storage": "ok"}


def test_only_questions_are_answered(client):
    assert client.post("/healthz").status_code == 405


def test_a_worker_heard_of_lately_is_well():
    health.worker_is_alive()
    health.check_worker()


def test_a_worker_not_heard_of_for_a_while_is_told_with_the_time():
    health.worker_is_alive(now=time.time() - 40)
    with pytest.raises(health.Unwell, match="silent for 40 seconds"):
        health.check_worker()


def test_the_storage_check_leaves_nothing_behind(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    health.check_storage()
    assert list(settings.FILES_DIR.iterdir()) == []


def test_storage_that_cannot_be_written_is_unwell(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "file"
    settings.FILES_DIR.write_text("no folder")
    assert health.examine({"storage": health.check_storage}) == {"storage": "failed (FileExistsError)"}


def test_a_full_disk_is_told_before_a_paper_is_lost(settings, tmp_path, monkeypatch):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(health, "FREE_BYTES", 2**62)
    assert health.examine({"storage": health.check_storage}) == {"storage": "less than 100 MB free"}
