"""A pile of scans whose worker is killed in its middle, or that is rung several times at once: each page is filed
once."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from custody.actor import Actor
from documents import storage, tasks
from documents.models import Document, ScanPile
from documents.scanned import piles
from tests import cast
from tests.documents.scanned import scan_cast
from tests.services.servers import until

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = 6


def issued(number: int) -> Document:
    """A donor's paper, of which scans are always kept, with its file."""
    token = f"token{number:017d}"
    key = storage.put_once(scan_cast.paper(f"https://geraete.example.org/v/{token}/"))
    return cast.document(kind="tax_confirmation", series="ZB", token=token, file_key=key)


@pytest.fixture
def papers(transactional_db) -> list[Document]:
    return [issued(number) for number in range(PAPERS)]


@pytest.fixture
def pile(papers, valkey, coordinator) -> ScanPile:
    """Their scans in two files of three pages each."""
    sheets = [scan_cast.scanned(storage.read(paper.file_key), dpi=110)[0] for paper in papers]
    files = [scan_cast.as_one_pdf(sheets[:3]), scan_cast.as_one_pdf(sheets[3:])]
    return piles.take_in(files, signed_on=timezone.localdate(), actor=Actor.person(coordinator))


@contextmanager
def stuck_at_the_second_file(pile: ScanPile) -> Iterator[None]:
    """Who reads it waits for bytes that don't come."""
    path = storage.path_of(pile.originals.get(position=2).file_key)
    aside = path.with_suffix(".aside")
    path.rename(aside)
    os.mkfifo(path)
    try:
        yield
    finally:
        aside.replace(path)


def pages_read(pile: ScanPile) -> int:
    pile.job.refresh_from_db()
    return pile.job.done


def is_read(pile: ScanPile) -> Callable[[], bool]:
    return lambda: ScanPile.objects.filter(pk=pile.pk, state="read").exists()


def filed_once(pile: ScanPile, papers: list[Document]) -> None:
    """A page and a signature for each paper, one line in its history, a progress that counts each page once."""
    rows = list(pile.pages.values_list("position", "state", "document"))
    assert rows == [(place, "filed", paper.pk) for place, paper in enumerate(papers, start=1)]
    for paper in papers:
        assert storage.read(paper.signatures.get().scan_key).startswith(b"%PDF")
        assert [event.kind for event in paper.events.all()] == ["signed"]
    pile.job.refresh_from_db()
    assert (pile.job.done, pile.job.total) == (PAPERS, PAPERS)


def test_a_worker_killed_in_the_middle_of_a_pile_files_no_page_twice(pile, papers, start_worker, let_leases_run_out):
    with stuck_at_the_second_file(pile):
        worker = start_worker(concurrency=1)
        until(lambda: ScanPile.objects.filter(pk=pile.pk, attempts=1).exists(), "the worker's claim")
        # Gets ready meanwhile; nothing is rung for it yet.
        start_worker(concurrency=1, ready=False)
        until(lambda: pages_read(pile) == 3, "the first file")
        worker.kill()
    assert not pile.pages.exists()
    let_leases_run_out(ScanPile.objects.all())
    tasks.reconcile_scans()
    until(is_read(pile), "the pile")
    filed_once(pile, papers)


def test_a_pile_that_is_rung_several_times_at_once_is_filed_once(pile, papers, start_worker):
    for _time in range(3):
        tasks.read_scans.apply_async(args=[pile.pk])
    worker = start_worker(concurrency=2)
    until(is_read(pile), "the pile")
    worker.stop()
    filed_once(pile, papers)
