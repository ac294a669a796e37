"""Receipts of a handover survive what may happen to workers, broker, database and storage: in the end each is ready
exactly once, under numbers without a gap, with the file that its row names, and the page always said what was going on.

In each round nothing can be stored at first (the storage is closed, or the disk is full, which on SQLite is the disk of
the database, too), and meanwhile the broker dies and forgets everything, and the database is restarted. Then the same
work is rung twice at once, and while a receipt is being drawn, which waits for that, processes of a pool, a whole
worker and the broker again are killed, in an order that chance decides. Two rounds of 200 receipts; `make soak`: 20.
"""

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.models import Job
from documents import storage, tasks
from documents.models import Document
from documents.rendering import AT_ONCE
from recipients import receipts
from recipients.models import Handover, Institution
from recipients.receipt_progress import progress_of
from tests import cast
from tests.recipients import handover_cast
from tests.services.faults import closed_storage, full_disk, full_disk_here, in_the_middle, kill_a_hand_of
from tests.services.servers import PostgreSQL, Valkey, Worker, until
from tests.services.slow_papers.held import FOLDER, Holds

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 200
SECONDS = 180.0
FAULTS = 5
SLOW_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.services.slow_papers.settings"}
COUNTED = re.compile(r"<b>(\d+)</b> von (\d+) fertig")
STILL_MADE = re.compile(r"(\d+) werden noch erstellt, (\d+) fehlgeschlagen")


@dataclass
class House:
    """What the receipts are made with, and who looks at their page."""

    start_worker: Callable[..., Worker]
    valkey: Valkey
    database_server: PostgreSQL | None
    client: Client
    as_time_does: Callable[[], None]
    holds: Holds
    workers: list[Worker] = field(default_factory=list)

    def two_workers(self) -> None:
        """Each with one hand: what one drops the other may take up."""
        while len(self.workers) < 2:
            self.workers.append(self.new_worker())
        for worker in self.workers:
            worker.wait_for(" ready.")

    def new_worker(self) -> Worker:
        env = SLOW_SETTINGS | {FOLDER: str(self.holds.folder)}
        return self.start_worker(ready=False, concurrency=1, env=env)

    def kill_a_hand(self, dice: random.Random) -> None:
        kill_a_hand_of(dice.choice(self.workers), dice)

    def kill_a_worker(self, dice: random.Random) -> None:
        """Another one takes its place."""
        self.workers.pop(dice.randrange(2)).kill()
        self.workers.append(self.new_worker())

    def kill_the_broker(self, _dice: random.Random) -> None:
        """With all that it knew."""
        self.valkey.kill()
        self.valkey.start()
        self.valkey.wipe()

    def restart_the_database(self, _dice: random.Random) -> None:
        """SQLite has no server that could end."""
        if self.database_server:
            self.database_server.restart()
            connections.close_all()

    def page(self, handover: Handover) -> str:
        return self.client.get(reverse("handover_receipts", args=[handover.number])).content.decode()


@pytest.fixture
def school(reference, school_user) -> Institution:
    return cast.institution(school_user)


@pytest.fixture
def as_time_does(let_leases_run_out, full_counts) -> Callable[[], None]:
    """What a killed worker held is free, what a wiped broker forgot is old, and the clock ticks; in `make soak` it is
    time that does it."""

    def wait() -> None:
        let_leases_run_out(Document.objects.all())
        if not full_counts:
            Document.objects.update(rung_at=None)
            tasks.reconcile_documents.apply_async()

    return wait


@pytest.fixture
def house(start_worker, clock, valkey, database_server, coordinator, client, as_time_does, tmp_path) -> House:
    client.force_login(coordinator)
    return House(start_worker, valkey, database_server, client, as_time_does, Holds(tmp_path))


def issued(school: Institution, by) -> Handover:
    """A handover, its receipts issued as a request does it."""
    rows = handover_cast.many_reserved(school, by, needs=COUNT)
    handover = handover_cast.planned(school, by, allocations=rows)
    assert receipts.issue(handover, actor=Actor.person(by)) == COUNT
    handover.refresh_from_db()
    return handover


def papers(handover: Handover):
    """The documents of its receipts."""
    return Document.objects.filter(receipt__handover=handover)


def nothing_can_be_stored(house: House, number: int) -> AbstractContextManager[None]:
    """In turn for the one reason and the other."""
    return full_disk(house.workers) if number % 2 else closed_storage()


def nothing_is_made(house: House, handover: Handover, *, is_kept: bool) -> None:
    """The workers have tried, and the page says why there is nothing. Where the reason can't even be written into the
    database, it says, after half a minute, that there is nothing."""
    if is_kept:
        until(lambda: progress_of(handover).is_storage_closed, "the page's word", SECONDS)
        reason = "In die Ablage kann gerade nicht geschrieben werden"
    else:
        until(lambda: all_bells_heard(house.valkey), "that every bell was heard", SECONDS)
        Job.objects.filter(pk=handover.receipts_job_id).update(created_at=timezone.now() - timedelta(minutes=1))
        reason = "In der letzten halben Minute wurde keines erstellt"
    said = house.page(handover)
    assert counts_of(said) == (0, COUNT, COUNT, 0)
    assert reason in said


def all_bells_heard(valkey: Valkey) -> bool:
    """No message waits or is worked at."""
    with valkey.client() as client:
        return not client.llen("celery") and not client.hlen("unacked")


def counts_of(page: str) -> tuple[int, int, int, int]:
    """How many are ready, of how many; how many are made, how many failed."""
    ready, total = map(int, COUNTED.search(page).groups())
    rest = STILL_MADE.search(page)
    queued, failed = map(int, rest.groups()) if rest else (0, 0)
    return ready, total, queued, failed


def twice_at_once(handover: Handover) -> None:
    """The same work rung again, in the groups in which it is given out."""
    pks = list(papers(handover).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        for _time in range(2):
            tasks.render_documents.apply_async(args=[pks[start : start + AT_ONCE]])


def struck(house: House, handover: Handover, dice: random.Random) -> int:
    """How many faults happened in the middle of drawing, each between two looks at the page."""
    hands = [house.kill_a_hand, house.kill_a_hand]
    faults = [*hands, house.kill_a_worker, house.kill_the_broker, house.restart_the_database]
    dice.shuffle(faults)
    hit = 0
    for fault in faults:
        house.holds.forget_what_began()
        hit += in_the_middle(
            house.workers,
            lambda fault=fault: fault(dice),
            is_going_on=house.holds.is_one_drawn,
            is_over=lambda: progress_of(handover).all_ready,
            seconds=SECONDS,
        )
        house.holds.let_go_on()
        house.as_time_does()
        ready, total, queued, failed = counts_of(house.page(handover))
        assert (ready + queued, total, failed) == (COUNT, COUNT, 0)
    house.holds.let_all_go_on()
    return hit


def in_order(house: House, handover: Handover) -> None:
    """Every receipt ready once, with its file; its batch counted; numbers without a gap over all rounds."""
    documents = list(papers(handover).order_by("pk").prefetch_related("events"))
    assert [document.status for document in documents] == ["ready"] * COUNT
    assert {(document.lease_until, document.error) for document in documents} == {(None, "")}
    assert [[event.new_status for event in document.events.all()] for document in documents] == [
        ["queued", "ready"]
    ] * COUNT
    assert all(len(storage.read(document.file_key)) == document.file_bytes for document in documents)
    job = handover.receipts_job
    job.refresh_from_db()
    assert (job.total, job.done, job.errors, job.finished_at is None) == (COUNT, COUNT, [], False)
    sequences = sorted(Document.objects.filter(series="Q").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))
    said = house.page(handover)
    assert counts_of(said) == (COUNT, COUNT, 0, 0)
    assert "Alle 200 als ein PDF" in said
    assert "In die Ablage kann gerade nicht geschrieben werden" not in said


def test_receipts_survive_everything_at_once(house, school, coordinator, full_counts):
    rounds = 20 if full_counts else 2
    hit = 0
    for number in range(rounds):
        dice = random.Random(number)
        house.two_workers()
        with nothing_can_be_stored(house, number):
            handover = issued(school, coordinator)
            nothing_is_made(house, handover, is_kept=bool(house.database_server) or number % 2 == 0)
        house.holds.put(papers(handover).order_by("pk").values_list("number", flat=True)[:: AT_ONCE // 2])
        twice_at_once(handover)
        house.as_time_does()
        hit += struck(house, handover, dice)
        until(lambda row=handover: progress_of(row).all_ready, "all receipts", SECONDS)
        in_order(house, handover)
    assert hit == FAULTS * rounds


def test_issuing_on_a_full_disk_issues_all_or_nothing(school, coordinator, client, database_server, valkey):
    rows = handover_cast.many_reserved(school, coordinator, needs=20)
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    client.force_login(coordinator)
    client.raise_request_exception = False
    button = reverse("handover_issue", args=[handover.number])
    with full_disk_here():
        answer = client.post(button)
    if database_server:
        # Its disk is another one.
        assert (answer.status_code, papers(handover).count()) == (302, 20)
    else:
        assert (answer.status_code, papers(handover).count()) == (500, 0)
        assert "wurde nicht gespeichert" in answer.text
    assert client.post(button).status_code == 302
    assert list(papers(handover).order_by("pk").values_list("sequence", flat=True)) == list(range(1, 21))
