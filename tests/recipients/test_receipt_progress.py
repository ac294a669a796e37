from datetime import timedelta

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Job
from documents import services
from documents.models import Document
from recipients import receipts
from recipients.receipt_piles import ready_receipts
from recipients.receipt_progress import progress_of
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = timedelta(minutes=10)


@pytest.fixture
def handover(school_user, coordinator):
    school = cast.institution(school_user)
    rows = handover_cast.reserved(school, coordinator, needs=4)
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    receipts.issue(handover, actor=Actor.person(coordinator), now=cast.NOW)
    Job.objects.update(created_at=cast.NOW)
    handover.refresh_from_db()
    return handover


def made(count, *, at):
    """So many of the waiting papers are ready, as a worker leaves them."""
    pks = Document.objects.waiting().values_list("pk", flat=True).order_by("pk")[:count]
    Document.objects.filter(pk__in=list(pks)).update(status="ready", file_key="0" * 64, ready_at=at)


def test_speed_and_rest_are_those_since_the_batch_began(handover):
    made(3, at=cast.NOW + timedelta(seconds=4))
    progress = progress_of(handover, now=cast.NOW + timedelta(seconds=6))
    assert (progress.ready, progress.queued) == (3, 1)
    assert (progress.per_minute, progress.rest_seconds, progress.rest_minutes) == (30, 2, 0)


def test_only_the_last_half_minute_counts(handover):
    made(2, at=cast.NOW)
    made(1, at=cast.NOW + LATER - timedelta(seconds=10))
    progress = progress_of(handover, now=cast.NOW + LATER)
    assert (progress.per_minute, progress.rest_seconds) == (2, 30)


def test_nothing_is_foretold_when_nothing_was_made_lately_or_nothing_is_left(handover):
    made(3, at=cast.NOW)
    stands_still = progress_of(handover, now=cast.NOW + LATER)
    assert (stands_still.per_minute, stands_still.rest_seconds, stands_still.is_running) == (None, None, True)
    made(1, at=cast.NOW + LATER)
    over = progress_of(handover, now=cast.NOW + LATER)
    assert (over.per_minute, over.rest_seconds, over.all_ready) == (None, None, True)


def test_a_batch_that_was_only_just_issued_is_not_said_to_stand_still(handover, coordinator, client):
    client.force_login(coordinator)
    Job.objects.update(created_at=timezone.now())
    said = client.get(f"/handovers/{handover.number}/receipts/").text
    assert "Gleich geht es los." in said
    assert "In der letzten halben Minute" not in said


def test_what_retention_destroyed_is_said_and_keeps_nobody_waiting(handover, coordinator, client):
    client.force_login(coordinator)
    address = f"/handovers/{handover.number}/receipts/"
    made(4, at=cast.NOW)
    first, *others = handover.receipts.values_list("document_id", flat=True)
    services.purge([first], actor=Actor.system())
    progress = progress_of(handover)
    assert (progress.total, progress.purged, progress.all_ready) == (3, 1, True)
    said = client.get(address).text
    assert "Der Inhalt von 1 Protokoll wurde gelöscht" in said and "Alle 3 als ein PDF" in said
    assert len(ready_receipts(handover)) == 3
    services.purge(others, actor=Actor.system())
    said = client.get(address).text
    assert "Die Inhalte von 4 Protokollen wurden gelöscht" in said
    assert "als ein PDF" not in said and "von 0 fertig" not in said
    assert "gelöscht 4" in said


def test_the_page_says_the_speed_and_that_the_storage_is_closed(handover, coordinator, client):
    client.force_login(coordinator)
    address = f"/handovers/{handover.number}/receipts/"
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=60))
    said = client.get(address).content.decode()
    assert "In der letzten halben Minute wurde keines erstellt" in said
    made(1, at=timezone.now())
    Document.objects.waiting().update(error="storage")
    said = client.get(address).content.decode()
    assert "2 Papiere je Minute" in said
    assert "In die Ablage kann gerade nicht geschrieben werden" in said


def test_where_nothing_was_issued_no_pile_of_nothing_is_offered(school_user, coordinator, client):
    handover = handover_cast.planned(cast.institution(school_user), coordinator)
    client.force_login(coordinator)
    said = client.get(f"/handovers/{handover.number}/receipts/").text
    assert "Noch kein Protokoll ausgestellt." in said
    assert "als ein PDF" not in said
