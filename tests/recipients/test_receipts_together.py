"""Several receipts that change in one step: all of them, or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import Document
from recipients import receipts
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def handover(school_user, coordinator, actor):
    """Two receipts that stand."""
    row = handover_cast.planned(cast.institution(school_user), coordinator)
    receipts.issue(row, actor=actor, now=cast.NOW)
    Document.objects.update(status="ready", file_key="0" * 64)
    return row


def test_of_many_to_be_withdrawn_one_that_was_voided_meanwhile_stops_all(handover, actor):
    rows = list(handover.receipts.active().select_related("document").order_by("pk"))
    Document.objects.filter(pk=rows[-1].document_id).update(status="voided")
    with pytest.raises(TransitionRefused, match=rows[-1].document.number):
        receipts.withdraw_many(rows, actor=actor, reason="Hochwasser", now=cast.NOW)
    first, last = Document.objects.order_by("pk")
    assert (first.status, last.status) == ("ready", "voided")
    assert handover.receipts.active().count() == 2


def test_papers_that_are_voided_and_replaced_in_one_step_are_locked_together_by_their_keys(handover, actor):
    """The worker that files scans locks by key, too: whoever took the voided ones first could meet it in a circle."""
    replaced, voided = handover.receipts.active().select_related("document").order_by("pk")
    left = list(replaced.allocations.all())
    whom = receipts.whom_of(replaced, left)
    draft = whom.draft(left, shared=receipts.sources(handover), now=cast.NOW)
    corrected = [receipts.Correction(voided, [], None), receipts.Correction(replaced, left, draft)]
    with CaptureQueriesContext(connection) as asked:
        receipts.correct(corrected, actor=actor, reason="nicht da", now=cast.NOW)
    papers = [query["sql"] for query in asked if 'FROM "documents_document"' in query["sql"]]
    assert f"IN ({replaced.document_id}, {voided.document_id}) ORDER BY" in papers[0]
    assert list(Document.objects.order_by("pk").values_list("status", flat=True)) == ["superseded", "voided", "queued"]
