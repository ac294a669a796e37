"""What archive and retention ask holds on PostgreSQL as on SQLite: the same questions, the same answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from documents.models import Document
from documents.retention import running
from recipients.models import Need
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_the_outlook_agrees_with_what_runs_do(school_user, coordinator, client):
    handover_cast.closed(cast.institution(school_user, name="Müller-Gymnasium", search_text="mueller"), coordinator)
    client.force_login(coordinator)
    listed = client.get(reverse("document_list") + "?q=hitachi&owner=müller&signed=no&held=no&year=2026&sort=-signed")
    assert len(listed.context["rows"]) == 2
    today = datetime(2026, 12, 1, tzinfo=UTC)
    days = {one.rule.code: one.days for one in running.outlook(today=today.date()) if one.days}
    first_of_august = {count for (day, count) in days["handover_receipts"] if (day.month, day.day) == (8, 1)}
    assert (sum(first_of_august), len(days["needs"]) if "needs" in days else 0) == (2, 0)
    late = max(day for day, _count in days["handover_receipts"])
    running.run(now=datetime.combine(late, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9))
    assert set(Document.objects.values_list("status", flat=True)) == {"purged"}
    assert set(Need.objects.values_list("pupil_code", flat=True)) == {""}
    call_command("check_history")
