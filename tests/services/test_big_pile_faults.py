"""A pile that a worker draws, because it is too big for a request, survives the worker's death in its middle and a
storage that is closed: it is made afterwards, once."""

import shutil
from collections.abc import Callable

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from documents import storage
from documents.enums import DocumentStatus
from documents.models import Document
from recipients import receipts, tasks
from recipients.big_piles import asking
from recipients.models import Handover, ReceiptPile
from tests import cast
from tests.recipients import handover_cast
from tests.services.faults import closed_storage, in_the_middle
from tests.services.servers import Worker, until

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = asking.MOST_AT_ONCE + 1
SECONDS = 120.0


@pytest.fixture(autouse=True)
def no_piles() -> None:
    """Files of other tests are not counted."""
    shutil.rmtree(asking.folder(), ignore_errors=True)


@pytest.fixture
def handover(reference, school_user, coordinator) -> Handover:
    """All of its receipts are ready; nobody asks for their files here."""
    school = cast.institution(school_user)
    rows = handover_cast.many_reserved(school, coordinator, needs=COUNT)
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    receipts.issue(handover, actor=Actor.person(coordinator))
    ready = {"status": DocumentStatus.READY, "ready_at": timezone.now(), "file_key": storage.put_once(b"%PDF")}
    Document.objects.update(**ready)
    return handover


@pytest.fixture
def page(client: Client, handover: Handover, coordinator) -> Callable[[], str]:
    """What the coordinator reads."""
    client.force_login(coordinator)
    return lambda: client.get(reverse("handover_big_pile", args=[handover.number])).text


@pytest.fixture
def ask(client: Client, handover: Handover, page) -> Callable[[], ReceiptPile]:
    """As the button does it; twice, as impatient people do."""

    def post() -> ReceiptPile:
        for _time in range(2):
            client.post(reverse("handover_big_pile_new", args=[handover.number]))
        return ReceiptPile.objects.get()

    return post


@pytest.fixture
def as_time_does(let_leases_run_out, full_counts) -> Callable[[], None]:
    """The lease of who holds the pile runs out, and the clock ticks."""

    def wait() -> None:
        let_leases_run_out(ReceiptPile.objects.all())
        if full_counts:
            until(lambda: not ReceiptPile.objects.filter(lease_until__gte=timezone.now()).exists(), "the lease's end")
        tasks.reconcile_receipt_piles.apply_async()

    return wait


def is_in_the_middle() -> bool:
    """Some of it is drawn."""
    return ReceiptPile.objects.waiting().filter(job__done__gt=0).exists()


def is_made() -> bool:
    return ReceiptPile.objects.filter(state="ready").exists()


def is_the_one(made: ReceiptPile, handover: Handover) -> None:
    """One row, one counted job, one file with every receipt in it."""
    made.refresh_from_db()
    assert list(ReceiptPile.objects.all()) == [made]
    assert (made.job.done, made.job.total, made.job.errors, made.lease_until) == (COUNT, COUNT, [], None)
    assert [path.name for path in asking.folder().iterdir() if not path.name.startswith(".")] == [made.file_name]
    assert asking.path_of(made).stat().st_size == made.file_bytes
    bookmarks = pypdfium2.PdfDocument(asking.path_of(made)).get_toc()
    numbers = {bookmark.get_title().split()[-1] for bookmark in bookmarks}
    assert set(handover.receipts.values_list("document__number", flat=True)) <= numbers


def killed_in_its_middle(worker: Worker, ask: Callable[[], ReceiptPile]) -> ReceiptPile:
    """The pile that its worker left half drawn."""
    while not in_the_middle([worker], worker.kill, is_going_on=is_in_the_middle, is_over=is_made, seconds=SECONDS):
        # Nobody looked in time.
        ReceiptPile.objects.all().delete()
        ask()
    return ReceiptPile.objects.get()


def test_a_pile_survives_a_closed_storage_and_a_worker_killed_in_its_middle(
    start_worker, handover, ask, page, as_time_does
):
    worker, closed = start_worker(concurrency=1), "In die Ablage kann gerade nicht geschrieben werden"
    with closed_storage():
        ask()
        until(lambda: closed in page(), "the page's word", SECONDS)
    as_time_does()
    made = killed_in_its_middle(worker, ask)
    assert (made.state, made.attempts - made.forgiven, made.file_name) == ("queued", 1, "")
    assert 0 < made.job.done < COUNT
    assert f"<b>{made.job.done}</b> von {COUNT} Protokollen gezeichnet" in page()
    start_worker(concurrency=1)
    as_time_does()
    until(is_made, "the pile", SECONDS)
    is_the_one(made, handover)
    assert ask() == made
    said = page()
    assert "PDF herunterladen" in said
    assert closed not in said
