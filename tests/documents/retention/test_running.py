import os
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.models import Mail
from documents import storage
from documents.models import Document, RetentionRun, RetentionTerm
from documents.registry import KINDS
from documents.rendering import render
from documents.retention import holds, running
from documents.retention.periods import Unit
from documents.retention.registry import RULES, Rule, rule_of_paper
from documents.retention.rules import paper_rule
from tests.documents.paper_cast import KIND, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]
ISSUED = datetime(2026, 11, 24, 9, tzinfo=UTC)
DUE = datetime(2027, 5, 25, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_rule(monkeypatch):
    """Test papers go after six months; of the other rules only that of mails is known."""
    mails = RULES["mails"]
    monkeypatch.setattr("documents.retention.registry.RULES", rules := {})
    monkeypatch.setattr("documents.retention.running.RULES", rules)
    rules |= {rule.code: rule for rule in (paper_rule("test_papers", "Test papers", (KIND,)), mails)}
    term("test_papers", 6)
    return rules


def term(rule: str, amount: int, *, version: int = 1, valid_from: date = date(2026, 1, 1)) -> RetentionTerm:
    said = {"amount": amount, "unit": Unit.MONTHS, "valid_from": valid_from, "basis": "test"}
    return RetentionTerm.objects.create(rule=rule, version=version, **said)


def made(*texts, now=ISSUED):
    documents = issue(*texts, now=now)
    for document in documents:
        render(document.pk)
    return documents


def statuses():
    return sorted(Document.objects.values_list("number", "status"))


def test_what_is_due_goes_and_the_rest_stays():
    made("a", "b")
    made("c", now=datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert running.run(now=datetime(2027, 5, 24, 21, tzinfo=UTC)) == {}
    assert running.run(now=DUE) == {"test_papers": 2}
    assert [status for _number, status in statuses()] == ["purged", "purged", "ready"]
    assert running.run(now=DUE) == {}


def test_midnight_is_that_of_leipzig():
    made("a")
    assert running.run(now=datetime(2027, 5, 24, 22, 30, tzinfo=UTC)) == {"test_papers": 1}


def test_a_run_notes_rule_version_and_count_once_a_day():
    made("a", "b", "c")
    running.run(now=DUE, most=1)
    running.run(now=DUE)
    assert list(RetentionRun.objects.values_list("rule", "version", "ran_on", "count")) == [
        ("test_papers", 1, date(2027, 5, 25), 3)
    ]


def test_each_tick_destroys_so_many_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr("documents.retention.running.CHUNK", 2)
    made("a", "b", "c", "d", "e")
    assert running.run(now=DUE, most=3) == {"test_papers": 3}
    assert running.run(now=DUE, most=3) == {"test_papers": 2}


def test_a_chunk_that_breaks_leaves_nothing_half_done_and_the_next_run_mends_it(monkeypatch, own_rule):
    made("a")

    def broken(*arguments, **options):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("documents.services.leaving.let_go", broken)
        with pytest.raises(RuntimeError):
            running.run(now=DUE)
    assert statuses() == [("T-2026-00001", "ready")]
    assert Document.objects.get().content
    assert running.run(now=DUE) == {"test_papers": 1}


def test_a_rule_that_breaks_keeps_no_other_and_no_file_from_going(own_rule, caplog):
    made("a")
    key = Document.objects.get().file_key
    os.utime(storage.path_of(key), (1, 1))
    term("a_broken_one", 6)

    def broken(pks, now):
        raise LookupError("Mia")

    own_rule["a_broken_one"] = replace(own_rule["test_papers"], code="a_broken_one", destroy=broken)
    with pytest.raises(LookupError):
        running.run(now=DUE)
    assert statuses() == [("T-2026-00001", "purged")]
    assert not storage.path_of(key).exists()
    assert "a_broken_one broke at row 1: LookupError" in caplog.text
    assert "Mia" not in caplog.text


def test_rows_that_will_not_go_do_not_block_those_after_them(monkeypatch, own_rule, caplog):
    monkeypatch.setattr("documents.retention.running.CHUNK", 2)
    stuck = {document.pk for document in made("a", "b", "c")[:2]}
    whole = own_rule["test_papers"]
    own_rule["test_papers"] = replace(
        whole, destroy=lambda pks, now: whole.destroy([pk for pk in pks if pk not in stuck], now)
    )
    assert running.run(now=DUE) == {"test_papers": 1}
    assert [status for _number, status in statuses()] == ["ready", "ready", "purged"]
    assert "Retention rule test_papers left 2 rows that were due." in caplog.text


def test_a_row_that_raises_keeps_no_other_of_its_rule_from_going(own_rule, caplog):
    bad = made("a", "b", "c")[0]
    whole = own_rule["test_papers"]

    def destroy(pks, now):
        if bad.pk in pks:
            raise LookupError("Mia")
        return whole.destroy(pks, now)

    own_rule["test_papers"] = replace(whole, destroy=destroy)
    with pytest.raises(LookupError):
        running.run(now=DUE)
    assert [status for _number, status in statuses()] == ["ready", "purged", "purged"]
    assert RetentionRun.objects.get().count == 2
    assert f"test_papers broke at row {bad.pk}: LookupError" in caplog.text
    assert "Mia" not in caplog.text


def test_when_row_after_row_breaks_the_rule_ends_and_says_so(monkeypatch, own_rule, caplog):
    monkeypatch.setattr("documents.retention.running.MOST_BROKEN", 2)
    made("a", "b", "c")
    asked = []

    def destroy(pks, now):
        asked.append(len(pks))
        raise LookupError("Mia")

    own_rule["test_papers"] = replace(own_rule["test_papers"], destroy=destroy)
    with pytest.raises(LookupError):
        running.run(now=DUE)
    assert asked == [3, 1, 1]
    assert "Retention rule test_papers broke: LookupError" in caplog.text


def test_a_held_paper_does_not_keep_the_run_from_the_others(coordinator):
    held, _other = made("a", "b")
    holds.hold(held, reason="Prüfung", actor=Actor.person(coordinator), now=ISSUED)
    assert running.run(now=DUE) == {"test_papers": 1}
    held.refresh_from_db()
    assert held.status == "ready"


def test_a_rule_that_destroys_nothing_ends_its_run(own_rule, caplog):
    made("a")
    lazy = own_rule["test_papers"]
    own_rule["test_papers"] = Rule(lazy.code, "", "", "", lazy.rows, lambda pks, now: 0, (KIND,))
    assert running.run(now=DUE) == {}
    assert "left 1 rows that were due" in caplog.text


def test_a_rule_without_a_term_destroys_nothing(own_rule):
    made("a")
    own_rule["unknown_term"] = replace(own_rule.pop("test_papers"), code="unknown_term")
    assert running.run(now=DUE) == {}
    assert next(one for one in running.outlook(today=DUE.date()) if one.rule.papers).term is None


class TestTerms:
    def test_the_newest_version_that_is_valid_holds(self):
        term("test_papers", 12, version=2, valid_from=date(2027, 1, 1))
        made("a")
        assert RetentionTerm.objects.holding(date(2026, 12, 31))["test_papers"].amount == 6
        assert RetentionTerm.objects.holding(date(2027, 1, 1))["test_papers"].amount == 12
        assert running.run(now=DUE) == {}
        assert running.run(now=datetime(2027, 11, 25, 3, tzinfo=UTC)) == {"test_papers": 1}
        assert RetentionRun.objects.get().version == 2

    def test_a_version_never_changes(self):
        with pytest.raises(AppendOnlyError):
            RetentionTerm.objects.update(amount=1)


class TestOutlook:
    def test_it_says_how_many_go_on_which_day(self):
        made("a", "b")
        made("c", now=datetime(2026, 11, 30, 9, tzinfo=UTC))
        (papers, _mails) = running.outlook(today=date(2026, 12, 1))
        assert (papers.due, papers.days) == (0, [(date(2027, 5, 25), 2), (date(2027, 5, 31), 1)])
        assert papers.next == (date(2027, 5, 25), 2)

    def test_it_agrees_with_what_a_run_does(self):
        made("a", "b")
        (papers, _mails) = running.outlook(today=DUE.date())
        assert (papers.due, papers.days, papers.next) == (2, [], None)
        assert running.run(now=DUE) == {"test_papers": papers.due}

    def test_it_ends_where_it_is_asked_to(self):
        made("a")
        (papers, _mails) = running.outlook(today=ISSUED.date(), until=date(2027, 5, 24))
        assert papers.days == []

    def test_a_paper_knows_its_day_unless_it_is_exempt_or_gone(self, coordinator):
        first, second = made("a", "b")
        assert running.kept_until(first, today=ISSUED.date()) == date(2027, 5, 24)
        holds.hold(second, reason="Prüfung", actor=Actor.person(coordinator), now=ISSUED)
        assert running.kept_until(second, today=ISSUED.date()) is None
        running.run(now=DUE)
        assert running.kept_until(first, today=DUE.date()) is None


def test_mails_lose_their_words_and_are_not_sent_again():
    term("mails", 6)
    said = {"recipient": "a@example.org", "subject": "s", "body": "b", "created_at": ISSUED}
    Mail.objects.create(key="sent", status="sent", **said)
    Mail.objects.create(key="queued", status="queued", **said)
    assert running.run(now=DUE) == {"mails": 1}
    assert sorted(Mail.objects.values_list("key", "recipient", "body")) == [
        ("queued", "a@example.org", "b"),
        ("sent", "", ""),
    ]


def test_every_kind_of_paper_goes_by_a_rule_that_has_a_term(reference, monkeypatch):
    monkeypatch.undo()
    terms = RetentionTerm.objects.holding(date(2026, 11, 24))
    without = [kind for kind in KINDS if kind != KIND and rule_of_paper(kind) is None]
    assert without == []
    assert RULES.keys() == terms.keys() - {"test_papers"}
