import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, RetentionHold, RetentionRun, RetentionTerm
from documents.rendering import render
from documents.retention.periods import Unit
from tests import cast
from tests.documents.paper_cast import issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
OLD = cast.NOW.replace(year=2010)


def address(document, name="document_hold"):
    return reverse(name, args=[document.number, document.version])


def old_paper(**fields):
    return cast.document(kind="pallet_list", series="PL", number=f"PL-2010-{cast._next()}", issued_at=OLD, **fields)


def run(*arguments):
    out = io.StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


class TestOutlook:
    def test_it_shows_each_rule_with_its_term_and_what_is_due(self, client, administrator):
        old_paper()
        client.force_login(administrator)
        page = client.get(reverse("retention"))
        due = {one.rule.code: one.due for one, _days, _more in page.context["outlook"]}
        assert (due["donor_papers"], due["tax_papers"]) == (1, 0)
        text = page.content.decode()
        assert "Zuwendungsbestätigungen" in text
        assert "Entwurf" in text

    def test_the_administration_sees_no_paper_and_no_reason(self, client, administrator, coordinator):
        paper = old_paper()
        RetentionHold.objects.create(document=paper, reason="Rechtsstreit", set_by=coordinator)
        client.force_login(administrator)
        assert "Rechtsstreit" not in client.get(reverse("retention")).content.decode()
        client.force_login(coordinator)
        assert "Rechtsstreit" in client.get(reverse("retention")).content.decode()

    def test_three_exceptions_and_runs_cost_no_more_queries_than_one(self, client, coordinator):
        client.force_login(coordinator)
        counts = []
        for _count in (1, 2):
            RetentionHold.objects.create(document=old_paper(), reason="Prüfung", set_by=coordinator)
            RetentionRun.objects.create(rule="mails", version=1, ran_on=date(2026, 1, cast._next() % 28 + 1), count=1)
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("retention"))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestTerm:
    def said(self, **fields):
        day = timezone.localdate() + timedelta(days=1)
        return {
            "version": "1",
            "amount": "2",
            "unit": Unit.SCHOOL_YEARS,
            "valid_from": day,
            "basis": "Beschluss",
            **fields,
        }

    def save(self, client, **fields):
        return client.post(reverse("retention_term", args=["handover_receipts"]), self.said(**fields))

    def test_saving_writes_the_next_version(self, client, administrator):
        client.force_login(administrator)
        assert self.save(client).status_code == 302
        first, second = RetentionTerm.objects.filter(rule="handover_receipts").order_by("version")
        assert (first.amount, second.version, second.amount, second.is_draft) == (1, 2, 2, False)
        assert second.saved_by == administrator

    @pytest.mark.parametrize(
        "wrong", [{"amount": "0"}, {"amount": "601"}, {"valid_from": "2026-11-01"}, {"unit": "moons"}, {"basis": ""}]
    )
    def test_what_makes_no_sense_is_said(self, client, administrator, wrong):
        client.force_login(administrator)
        answer = self.save(client, **wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == wrong.keys()

    def test_the_second_of_two_is_told(self, client, administrator):
        client.force_login(administrator)
        self.save(client)
        answer = self.save(client, amount="3")
        assert "inzwischen geändert" in answer.content.decode()
        assert RetentionTerm.objects.filter(rule="handover_receipts").count() == 2

    def test_an_unknown_rule_has_no_page(self, client, administrator):
        client.force_login(administrator)
        assert client.get(reverse("retention_term", args=["everything"])).status_code == 404


class TestHold:
    def test_a_paper_is_exempt_and_no_longer(self, client, coordinator, test_kind):
        client.force_login(coordinator)
        (paper,) = issue("a")
        render(paper.pk)
        client.post(address(paper), {"reason": "Rechtsstreit"})
        assert RetentionHold.objects.standing().get().reason == "Rechtsstreit"
        answer = client.post(address(paper), {"reason": "noch einmal"})
        assert "ausgenommen" in answer.content.decode()
        client.post(address(paper, "document_hold_lift"))
        assert not RetentionHold.objects.standing().exists()
        assert client.post(address(paper, "document_hold_lift"), follow=True).status_code in (200, 404)


class TestCommand:
    def test_a_preview_changes_nothing(self):
        paper = old_paper()
        text = run("--dry-run")
        assert "donor_papers (10 calendar_years, draft): 1 due" in text
        paper.refresh_from_db()
        assert paper.status == "ready"

    def test_a_preview_as_json_ends_where_it_is_asked_to(self):
        cast.document(kind="pallet_list", series="PL", number="PL-2026-1", issued_at=cast.NOW)
        lines = [json.loads(line) for line in run("--dry-run", "--json", "--until", "2037-01-01").splitlines()]
        assert {"rule": "donor_papers", "day": "2037-01-01", "count": 1} in lines
        early = [json.loads(line) for line in run("--dry-run", "--json", "--until", "2036-12-31").splitlines()]
        assert not any("day" in line for line in early)

    def test_it_destroys_all_that_is_due(self, monkeypatch):
        monkeypatch.setattr("documents.retention.running.MOST_A_TICK", 1)
        old_paper()
        old_paper()
        assert run() == "donor_papers: 2 destroyed\n"
        assert set(Document.objects.values_list("status", flat=True)) == {"purged"}
        assert run() == "nothing is due\n"
