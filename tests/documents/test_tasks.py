import os
from datetime import timedelta

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from custody.leases import LEASE
from documents import tasks
from documents.models import Document
from tests.documents.paper_cast import issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]


@pytest.fixture
def rung(monkeypatch):
    """Groups of keys in the order they were rung, instead of a worker."""
    groups = []
    monkeypatch.setattr(tasks.render_documents, "apply_async", lambda args, retry: groups.append(args[0]))
    return groups


def test_after_the_commit_the_batch_is_made(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issue("a", "b")
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}


def test_the_dispatcher_rings_each_paper_once_and_some_together(rung, monkeypatch):
    monkeypatch.setattr(tasks.rendering, "AT_ONCE", 2)
    first, second, third = [document.pk for document in issue("a", "b", "c")]
    tasks.dispatch_queued()
    tasks.dispatch_queued()
    assert rung == [[first, second], [third]]
    assert not Document.objects.filter(rung_at=None).exists()


@pytest.mark.parametrize(("papers", "groups"), [(2, [1, 1]), (5, [2, 2, 1]), (8, [3, 3, 2])])
def test_groups_grow_with_the_batch_up_to_the_most_and_leave_a_share_to_each_worker(rung, monkeypatch, papers, groups):
    for name, value in {"AT_ONCE": 1, "MOST_AT_ONCE": 3, "SHARES": 2}.items():
        monkeypatch.setattr(tasks.rendering, name, value)
    issue(*"abcdefgh"[:papers])
    tasks.dispatch_queued()
    assert [len(group) for group in rung] == groups


def test_the_dispatcher_takes_more_than_one_tick_takes(rung, monkeypatch):
    monkeypatch.setattr(tasks, "MOST_RINGS_A_TICK", 2)
    issue("a", "b", "c", "d", "e")
    tasks.dispatch_queued()
    assert [len(group) for group in rung] == [2, 2, 1]


def test_the_reconciler_rings_only_what_was_forgotten_and_what_was_tried_before_alone(rung):
    now = timezone.now()
    never, long_ago, just_now, dead, rung_again, alive = issue("a", "b", "c", "d", "e", "f")
    for document, times in (
        (long_ago, {"rung_at": now - timedelta(seconds=61)}),
        (just_now, {"rung_at": now - timedelta(seconds=50)}),
        (dead, {"rung_at": now - timedelta(seconds=21), "lease_until": now - timedelta(seconds=1), "attempts": 1}),
        (rung_again, {"rung_at": now, "lease_until": now - timedelta(seconds=1), "attempts": 1}),
        (alive, {"rung_at": now - timedelta(hours=1), "lease_until": now + timedelta(seconds=19)}),
    ):
        Document.objects.filter(pk=document.pk).update(**times)
    tasks.reconcile_documents()
    assert rung == [[never.pk, long_ago.pk], [dead.pk]]


def test_a_drawing_that_hangs_holds_its_worker_for_a_few_leases_only():
    assert 2 * LEASE < timedelta(seconds=tasks.render_documents.time_limit) <= 6 * LEASE


def test_the_reconciler_leaves_finished_papers_alone(rung):
    issue("a", "b")
    Document.objects.update(status="failed", lease_until=timezone.now() - timedelta(hours=1))
    tasks.reconcile_documents()
    assert rung == []


def test_what_a_dying_broker_did_not_take_is_rung_with_the_next_tick(monkeypatch):
    taken = []

    def die_at_the_second(args, retry):
        if taken:
            raise OperationalError
        taken.extend(args[0])

    monkeypatch.setattr(tasks.render_documents, "apply_async", die_at_the_second)
    monkeypatch.setattr(tasks.rendering, "AT_ONCE", 1)
    first, second, third = issue("a", "b", "c")
    with pytest.raises(OperationalError):
        tasks.dispatch_queued()
    assert taken == [first.pk]
    assert list(Document.objects.forgotten(timezone.now())) == [second, third]


def test_tasks_take_keys():
    (document,) = issue("a")
    tasks.render_documents.apply(args=[[document.pk]])
    assert Document.objects.get().status == "ready"


def test_retention_finds_what_a_killed_worker_left_half_written_too(settings):
    left = settings.FILES_DIR / "00" / ".writing-left"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a paper")
    os.utime(left, (1, 1))
    tasks.retain()
    assert not left.exists()
