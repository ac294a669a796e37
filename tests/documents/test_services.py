import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Counter, Job
from documents import services
from documents.errors import ContentRefused
from documents.lifecycle import DOCUMENT
from documents.models import Document
from documents.rendering import render
from tests import cast
from tests.documents import paper_cast
from tests.documents.paper_cast import ACTOR, KIND, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_kind")]


def made(*texts, **options):
    documents = issue(*texts, **options)
    for document in documents:
        render(document.pk)
        document.refresh_from_db()
    return documents


def test_numbers_have_no_gaps_and_start_anew_with_the_year():
    issue("a", "b", now=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    issue("c", now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert [document.number for document in Document.objects.order_by("pk")] == [
        "T-2026-00001",
        "T-2026-00002",
        # Half past midnight in Leipzig.
        "T-2027-00001",
    ]


def test_a_number_of_a_transaction_that_failed_is_given_again():
    with pytest.raises(RuntimeError), transaction.atomic():
        services.issue_many(KIND, [{"text": "a"}], actor=ACTOR, now=cast.NOW)
        raise RuntimeError
    assert issue("b", now=cast.NOW)[0].number == "T-2026-00001"


def test_numbers_are_taken_only_inside_the_transaction_that_uses_them(transactional_db):
    with pytest.raises(RuntimeError):
        services.issue_many(KIND, [{"text": "a"}], actor=ACTOR)
    assert not Document.objects.exists()


def test_content_is_frozen_as_canonical_text_with_number_version_and_address(settings):
    settings.PUBLIC_URL = "https://h4f.example"
    (document,) = issue("Übergabe", now=cast.NOW)
    assert document.content == (
        '{"number":"T-2026-00001","text":"Übergabe",'
        f'"verification_url":"https://h4f.example/v/{document.token}/","version":1}}'
    )
    assert len(document.content_sha256) == 64


def test_two_papers_never_share_a_token():
    first, second = issue("a", "b")
    assert first.token != second.token
    assert len(first.token) == 22


def test_one_bell_for_a_whole_batch(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        issue("a", "b", "c")
    assert len(callbacks) == 1


def test_the_history_starts_with_being_issued(coordinator):
    with transaction.atomic():
        (document,) = services.issue_many(KIND, [{"text": "a"}], actor=Actor.person(coordinator), now=cast.NOW)
    event = document.events.get()
    assert (event.kind, event.new_status, event.data) == ("issued", "queued", {"number": "T-2026-00001"})
    assert event.actor == coordinator


@pytest.mark.parametrize(("text", "said"), [("glyph", "\U0001f600"), ("long", "zu lang")])
def test_what_cannot_be_drawn_is_refused_before_a_number_is_taken(text, said):
    with pytest.raises(ContentRefused, match=said):
        services.check_contents(KIND, [{"text": "good"}, {"text": text}])
    assert not Counter.objects.exists()


def test_a_new_version_keeps_the_number_and_supersedes_the_old_one():
    (old,) = made("a", now=cast.NOW)
    with transaction.atomic():
        new = services.issue_version(old, {"text": "b"}, actor=ACTOR, now=cast.NOW)
    old.refresh_from_db()
    assert (old.status, old.superseded_by) == ("superseded", new)
    assert (new.number, new.version, new.status) == (old.number, 2, "queued")
    assert json.loads(new.content)["version"] == 2
    assert new.token != old.token


@pytest.mark.parametrize("status", ["queued", "failed", "voided", "purged"])
def test_only_a_paper_that_stands_and_is_made_can_be_superseded(status):
    (old,) = issue("a")
    emptied = {"content": "", "content_sha256": "", "purged_on": cast.NOW.date()}
    Document._base_manager.filter(pk=old.pk).update(status=status, **(emptied if status == "purged" else {}))
    with pytest.raises(TransitionRefused, match=old.number), transaction.atomic():
        services.issue_version(old, {"text": "b"}, actor=ACTOR)
    assert Document.objects.count() == 1


def test_the_second_of_two_corrections_is_refused():
    (old,) = made("a")
    stale = Document.objects.get(pk=old.pk)
    with transaction.atomic():
        services.issue_version(old, {"text": "b"}, actor=ACTOR)
    with pytest.raises(TransitionRefused, match="ersetzt"), transaction.atomic():
        services.issue_version(stale, {"text": "c"}, actor=ACTOR)
    assert Document.objects.count() == 2


def test_what_the_lifecycle_refuses_to_replace_stops_all(monkeypatch):
    papers = made("a", "b")
    monkeypatch.setitem(DOCUMENT.guards, ("ready", "superseded"), ("is_kept",))
    monkeypatch.setitem(DOCUMENT.registered, "is_kept", lambda rows, step: {papers[1].pk: "b bleibt"})
    with pytest.raises(TransitionRefused, match="b bleibt"), transaction.atomic():
        services.issue_versions([(paper, {"text": "c"}) for paper in papers], actor=ACTOR)
    assert list(Document.objects.values_list("status", flat=True)) == ["ready", "ready"]


def test_of_many_to_be_voided_one_that_does_not_stand_stops_all():
    first, last = made("a", "b")
    services.void(last, actor=ACTOR, reason="Zahlendreher")
    with pytest.raises(TransitionRefused, match=last.number):
        services.void_many([first, last], actor=ACTOR, reason="Hochwasser")
    first.refresh_from_db()
    assert (first.status, first.events.filter(new_status="voided").exists()) == ("ready", False)


def test_the_database_refuses_a_number_and_version_twice():
    (document,) = issue("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(
            kind=KIND, series="T", year=document.year, sequence=document.sequence, number=document.number
        )


def test_void_keeps_the_paper_and_its_reason(coordinator):
    (document,) = made("a")
    services.void(document, actor=Actor.person(coordinator), reason="falsches Gerät")
    assert (document.status, document.content != "", document.file_key != "") == ("voided", True, True)
    assert document.events.last().note.text == "falsches Gerät"


def test_void_asks_for_a_reason():
    (document,) = made("a")
    with pytest.raises(TransitionRefused, match="warum"):
        services.void(document, actor=ACTOR, reason="  ")


def test_retry_puts_a_failed_paper_back_and_rings(django_capture_on_commit_callbacks):
    job = Job.objects.create(kind="documents", total=1)
    (document,) = issue("a", job=job)
    Document.objects.filter(pk=document.pk).update(
        status="failed", error="gave_up", attempts=6, rung_at=cast.NOW, lease_until=cast.NOW
    )
    services.refresh_job(job.pk)
    document.refresh_from_db()
    with django_capture_on_commit_callbacks() as callbacks:
        services.retry(document, actor=ACTOR)
    assert (document.status, document.error, document.attempts) == ("queued", "", 0)
    assert (document.rung_at, document.lease_until) == (None, None)
    assert len(callbacks) == 1
    job.refresh_from_db()
    assert (job.done, job.errors, job.finished_at) == (0, [], None)


def test_a_paper_that_is_ready_is_not_tried_again():
    (document,) = made("a")
    with pytest.raises(TransitionRefused):
        services.retry(document, actor=ACTOR)


def test_a_job_counts_what_its_papers_are_however_often_it_is_asked():
    job = Job.objects.create(kind="documents", total=3)
    good, bad, _waiting = issue("a", "b", "c", job=job)
    Document.objects.filter(pk=good.pk).update(status="ready", file_key="1" * 64)
    Document.objects.filter(pk=bad.pk).update(status="failed", error="gave_up")
    for _time in range(2):
        services.refresh_job(job.pk)
        job.refresh_from_db()
        assert (job.total, job.done, job.finished_at) == (3, 2, None)
        assert job.errors == [{"what": bad.number, "why": "gave_up"}]


def test_a_paper_without_a_job_has_nothing_to_count():
    services.refresh_job(None)
    assert not Job.objects.exists()


def test_everybody_sees_what_the_kinds_owner_shows_them(coordinator, volunteer, donor_user):
    from django.contrib.auth.models import AnonymousUser

    issue("a")
    assert Document.objects.visible_to(coordinator).count() == 1
    for person in (volunteer, donor_user, AnonymousUser()):
        assert not Document.objects.visible_to(person).exists()


def test_a_paper_of_an_unknown_kind_is_shown_to_nobody(coordinator):
    issue("a")
    Document._base_manager.update(kind="of_another_version")
    assert not Document.objects.visible_to(coordinator).exists()


def test_waiting_papers_are_those_a_worker_still_has_to_draw():
    first, second = issue("a", "b")
    render(first.pk)
    assert list(Document.objects.waiting()) == [second]
    assert first.kind == paper_cast.KIND


def test_a_claim_is_exclusive_and_ends_after_twenty_seconds():
    (document,) = issue("a")
    assert Document.objects.claim(document.pk, now=cast.NOW)
    assert not Document.objects.claim(document.pk, now=cast.NOW + timedelta(seconds=20))
    assert Document.objects.claim(document.pk, now=cast.NOW + timedelta(seconds=21))
    document.refresh_from_db()
    assert document.attempts == 2
