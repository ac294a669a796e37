"""Receipts of a handover survive what may happen to workers, broker, database and storage: in the end each is ready
exactly once, under numbers without a gap, with the file that its row names.

In each round nothing can be stored at first, the broker is killed and wiped or the database restarted meanwhile, the
same work is rung twice, and a worker is killed at a random moment. Two rounds of 24 receipts; `make soak`: 20 of 200.
"""

import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from custody.actor import Actor
from documents import storage, tasks
from documents.models import Document
from recipients import receipts
from recipients.models import Handover, Institution
from recipients.receipt_progress import progress_of
from tests import cast
from tests.recipients import handover_cast
from tests.services.servers import Worker, until

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 180.0
# A receipt takes twice as many bytes.
DISK_HAS = 10_000


@pytest.fixture
def school(reference, school_user) -> Institution:
    return cast.institution(school_user)


def issued(school: Institution, by, count: int) -> Handover:
    """A handover, its receipts issued as a request does it."""
    rows = handover_cast.reserved(school, by, needs=count)
    handover = handover_cast.planned(school, by, allocations=rows)
    assert receipts.issue(handover, actor=Actor.person(by)) == count
    handover.refresh_from_db()
    return handover


def papers(handover: Handover):
    """The documents of its receipts."""
    return Document.objects.filter(receipt__handover=handover)


def kill_at_a_random_moment(worker: Worker) -> None:
    """While papers are claimed, drawn, stored, marked, or all done."""
    time.sleep(random.uniform(0, 0.5))
    worker.kill()


@contextmanager
def closed_storage() -> Iterator[None]:
    """Nothing can be written where the files lie."""
    folder = Path(settings.FILES_DIR)
    aside = folder.with_name("files-aside")
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


@contextmanager
def full_disk(worker: Worker) -> Iterator[None]:
    """The worker's files may not grow to a receipt's length: the operating system refuses to write on, as it does when
    the disk is full."""
    for pid in processes_of(worker):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (DISK_HAS, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in processes_of(worker):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def processes_of(worker: Worker) -> list[int]:
    """The worker with its pool."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid for pid in pids if group_of(pid) == worker.popen.pid]


def group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def in_order(handover: Handover, count: int) -> None:
    """Every receipt ready once, with its file; its batch counted; numbers without a gap over all rounds."""
    documents = list(papers(handover).order_by("pk"))
    assert [document.status for document in documents] == ["ready"] * count
    assert {(document.lease_until, document.error) for document in documents} == {(None, "")}
    assert [[event.new_status for event in document.events.all()] for document in documents] == [
        ["queued", "ready"]
    ] * count
    assert all(len(storage.read(document.file_key)) == document.file_bytes for document in documents)
    job = handover.receipts_job
    job.refresh_from_db()
    assert (job.total, job.done, job.errors) == (count, count, [])
    sequences = sorted(Document.objects.filter(series="Q").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
    progress = progress_of(handover)
    assert (progress.all_ready, progress.is_storage_closed, progress.queued) == (True, False, 0)


@pytest.fixture
def as_time_does(let_leases_run_out, full_counts) -> Callable[[], None]:
    """What a killed worker held is free, and what a wiped broker forgot is rung again; in `make soak` it is time that
    does it."""

    def wait() -> None:
        let_leases_run_out(Document.objects.all())
        if not full_counts:
            Document.objects.update(rung_at=None)

    return wait


def twice_at_once(handover: Handover) -> None:
    """The same work rung again, for the same papers."""
    pks = list(papers(handover).values_list("pk", flat=True))
    for _time in range(2):
        tasks.render_documents.apply_async(args=[pks])


def test_receipts_survive_everything_at_once(
    start_worker, clock, valkey, database_server, school, coordinator, as_time_does, full_counts
):
    rounds, count = (20, 200) if full_counts else (2, 24)
    worker = start_worker()
    for number in range(rounds):
        # SQLite's own file would be on the full disk, too.
        hindered = full_disk(worker) if number % 2 and database_server else closed_storage()
        with hindered:
            handover = issued(school, coordinator, count)
            until(lambda row=handover: progress_of(row).is_storage_closed, "the page's word", SECONDS)
            if number % 2 and database_server:
                database_server.restart()
                connections.close_all()
            elif not number % 2:
                valkey.kill()
                valkey.start()
                valkey.wipe()
        as_time_does()
        twice_at_once(handover)
        kill_at_a_random_moment(worker)
        as_time_does()
        worker = start_worker()
        until(lambda row=handover: progress_of(row).all_ready, "all receipts", SECONDS)
        in_order(handover, count)
