"""A paper that was signed by hand comes back as a scan."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import registry, services, signing, storage
from documents.models import Document, FileToDestroy
from tests import cast
from tests.conftest import NOW
from tests.documents import paper_cast

TODAY = NOW.date()


@pytest.fixture
def paper(db):
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True))
    yield cast.document(kind=paper_cast.KIND, content='{"text":"Vertrag"}', issued_at=NOW, status_since=NOW)
    del registry.KINDS[paper_cast.KIND]


def test_a_scan_makes_a_paper_signed_and_a_better_one_follows(paper, coordinator):
    actor = Actor.person(coordinator)
    signing.keep_signed(paper, cast.png(), signed_on=TODAY, actor=actor, now=NOW)
    newest = signing.keep_signed(paper, b"%PDF-1.4 besser %%EOF", signed_on=TODAY, actor=actor, now=NOW)
    assert paper.signatures.first() == newest
    assert storage.read(newest.scan_key) == b"%PDF-1.4 besser %%EOF"
    assert [event.kind for event in paper.events.all()] == ["signed", "signed"]


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_signs_before_the_issue_or_in_the_future(paper, coordinator, days):
    day = TODAY + timedelta(days=days)
    with pytest.raises(TransitionRefused, match="Datum"):
        signing.keep_signed(paper, cast.png(), signed_on=day, actor=Actor.person(coordinator), now=NOW)


def test_a_void_paper_is_neither_signed_nor_copied(paper, coordinator):
    Document.objects.update(status="voided")
    paper.refresh_from_db()
    actor = Actor.person(coordinator)
    with pytest.raises(TransitionRefused, match="gültiges Papier"):
        signing.keep_signed(paper, cast.png(), signed_on=TODAY, actor=actor, now=NOW)
    assert FileToDestroy.objects.count() == 1
    with pytest.raises(TransitionRefused, match="gültigen Papier"):
        services.copy_of(paper, actor=actor, mark="Zweitschrift")


def test_the_pages_take_a_scan_and_give_it_back(client, paper, coordinator):
    client.force_login(coordinator)
    address = f"/documents/{paper.number}/1/"
    Document._base_manager.update(issued_at=timezone.now())
    day = timezone.localdate().isoformat()
    refused = client.post(f"{address}signed/", {"scan": SimpleUploadedFile("a.pdf", b"nichts"), "signed_on": day})
    assert "scan" in refused.context["form"].errors
    sent = {"scan": SimpleUploadedFile("a.png", cast.png()), "signed_on": day}
    assert client.post(f"{address}signed/", sent).status_code == 302
    given = client.get(f"{address}scan/")
    assert (given["Content-Type"], given.content) == ("image/png", cast.png())
    assert given["X-Content-Type-Options"] == "nosniff"
