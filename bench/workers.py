"""Receipts made by real workers: a broker, a database that writes durably, files that are on the disk."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.databases import program_with
from tests.services.servers import Valkey, Worker, until

WORKERS = 2
KIND = "handover_receipt"
# Before anything is measured each worker has drawn some.
WARM_UP = 80
AT_MOST_SECONDS = 600


@contextmanager
def program() -> Iterator[None]:
    """The program on PostgreSQL, and a broker."""
    with tempfile.TemporaryDirectory(prefix="h4f-bench-broker-") as temporary:
        broker = Valkey(Path(temporary) / "valkey.sock", Path(temporary) / "valkey")
        broker.start()
        try:
            with program_with("postgresql", REDIS_URL=broker.url):
                yield
        finally:
            broker.kill()


@contextmanager
def workers() -> Iterator[None]:
    """So many of one process each, on the program's database and broker."""
    with tempfile.TemporaryDirectory(prefix="h4f-bench-workers-") as temporary:
        started: list[Worker] = []
        try:
            for number in range(WORKERS):
                started.append(Worker(Path(temporary) / f"worker-{number}.log", concurrency=1))
            for worker in started:
                worker.wait_for(" ready.")
            yield
        finally:
            for worker in started:
                worker.kill()


def seconds_to_make(drafts: Sequence[dict]) -> float:
    """From the bell to the last receipt that is ready: row, history, file, syncs and the batch's count included."""
    from django.db import transaction

    from custody.actor import Actor
    from custody.models import Job
    from documents import services, tasks
    from documents.models import Document

    with transaction.atomic():
        batch = Job.objects.create(kind=services.JOB_KIND, total=len(drafts))
        issued = services.issue_many(KIND, drafts, actor=Actor.system(), job=batch)
        # Rung below, when the clock runs.
        transaction.get_connection().run_on_commit.clear()
    pks = [document.pk for document in issued]
    started = time.perf_counter()
    tasks.dispatch_queued.apply_async()
    until(lambda: not Document.objects.waiting().exists(), "all receipts", AT_MOST_SECONDS)
    seconds = time.perf_counter() - started
    if Document.objects.filter(pk__in=pks).exclude(status="ready").exists():
        raise RuntimeError("not every receipt became ready")
    return seconds


def seconds_of_yardstick(documents: Sequence[list]) -> float:
    """So many processes that replay the same receipts, each into a file of its own, and keep none."""
    context = multiprocessing.get_context("fork")
    together, times = context.Barrier(WORKERS), context.Queue()
    processes = [
        context.Process(target=_replay, args=(documents[number::WORKERS], together, times)) for number in range(WORKERS)
    ]
    for process in processes:
        process.start()
    spans = [times.get(timeout=AT_MOST_SECONDS) for _process in processes]
    for process in processes:
        process.join()
    return max(end for _begin, end in spans) - min(begin for begin, _end in spans)


def _replay(documents: Sequence[list], together, times) -> None:
    from bench.yardstick import replay

    for calls in documents[:5]:
        replay([calls])
    together.wait()
    begin = time.perf_counter()
    for calls in documents:
        replay([calls])
    times.put((begin, time.perf_counter()))
