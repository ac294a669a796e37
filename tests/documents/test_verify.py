import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.pages.limits import Limit
from accounts.roles import Role
from custody.actor import Actor
from devices.models import Device
from documents import services, storage
from documents.models import Document
from documents.rendering import render
from recipients import receipts
from recipients.models import Handover
from tests import cast, reference_rows
from tests.conftest import person
from tests.recipients import handover_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[Handover]:
    """A handover with its receipts, made once; each test's changes are taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        reference_rows.load()
        school = cast.institution(person("Sabine Schule", Role.INSTITUTION))
        yield handover_cast.with_receipts(school, person("Anna Berger", Role.COORDINATOR))
        transaction.set_rollback(True)


@pytest.fixture
def handover(world, db) -> Handover:
    return Handover.objects.get(pk=world.pk)


@pytest.fixture
def coordinator(world, db) -> User:
    return User.objects.get(name="Anna Berger")


@pytest.fixture(scope="module")
def original(world, django_db_blocker) -> bytes:
    with django_db_blocker.unblock():
        return storage.read(Document.objects.order_by("pk").first().file_key)


@pytest.fixture
def paper(handover, original) -> Document:
    """The first receipt, its file in its place also after a test that had it deleted."""
    storage.put_once(original)
    return Document.objects.order_by("pk").first()


def page_of(client, paper):
    return client.get(reverse("document_verify", args=[paper.token]))


def test_a_valid_paper_is_called_valid_to_anybody(client, paper):
    answer = page_of(client, paper)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Von uns ausgestellt, gültig" in text
    assert "Übergabeprotokoll" in text
    assert "Q-2026-00001" in text
    assert "24.11.2026" in text


def test_the_code_of_a_following_page_leads_to_the_same(client, paper):
    assert "Von uns ausgestellt, gültig" in client.get(f"/v/{paper.token}/3/").content.decode()
    assert client.get(f"/v/{'x' * 22}/3/").status_code == 404


def test_a_void_one_is_called_void(client, coordinator, paper):
    receipts.void(paper.receipt, actor=Actor.person(coordinator), reason="falsches Gerät")
    text = page_of(client, paper).content.decode()
    assert "aber ungültig" in text
    assert "gültig, wie es ist" not in text
    assert "falsches Gerät" not in text


def test_a_superseded_one_names_the_version_that_holds(client, coordinator, handover, paper):
    Device.objects.update(known_defects="Riss")
    receipts.issue(handover, actor=Actor.person(coordinator))
    text = page_of(client, paper).content.decode()
    assert "aber ersetzt" in text
    assert "durch Fassung 2" in text
    paper.refresh_from_db()
    assert paper.superseded_by.token not in text


@pytest.mark.parametrize("status", ["queued", "failed"])
def test_one_that_is_still_being_made_is_not_called_valid(client, paper, status):
    Document.objects.filter(pk=paper.pk).update(status=status)
    text = page_of(client, paper).content.decode()
    assert "wird noch erstellt" in text
    assert "ausgestellt, gültig" not in text


def test_a_deleted_one_says_when(client, paper):
    services.purge([paper.pk], actor=Actor.system(), now=datetime(2027, 8, 1, 9, tzinfo=UTC))
    text = page_of(client, paper).content.decode()
    assert "Inhalt gelöscht" in text
    assert "01.08.2027" in text


@pytest.mark.parametrize("token", ["unknown", "x" * 22, "x" * 400, "Q-2026-00001"])
def test_an_unknown_code_is_told_what_it_means(client, token, paper):
    answer = client.get(reverse("document_verify", args=[token]))
    assert answer.status_code == 404
    assert "nicht von uns ausgestellt" in answer.content.decode()


def test_nothing_personal_stands_on_it(client, paper):
    text = page_of(client, paper).content.decode()
    content = json.loads(paper.content)
    device = content["devices"][0]
    for secret in (
        content["pupil"]["code"],
        content["institution"]["name"],
        content["institution"]["address"],
        device["number"],
        device["serial"],
        device["media"][0]["serial"],
        "Anna Berger",
        content["handover_number"],
    ):
        assert secret not in text


def test_no_search_engine_and_no_cache_keeps_it(client, paper):
    answer = page_of(client, paper)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


def test_the_work_is_bounded(client, paper, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page_of(client, paper)
    with django_assert_max_num_queries(1):
        client.get(reverse("document_verify", args=["x" * 400]))


class TestFile:
    """Whether a file in somebody's hands is the unchanged original."""

    def compare(self, client, paper, content, **options):
        upload = SimpleUploadedFile("beleg.pdf", content, content_type="application/pdf")
        return client.post(reverse("document_verify", args=[paper.token]), {"file": upload}, **options)

    def test_the_original_is_told_from_a_changed_file(self, client, paper):
        content = storage.read(paper.file_key)
        assert "Es ist das unveränderte Original<" in self.compare(client, paper, content).content.decode()
        assert "nicht das unveränderte Original" in self.compare(client, paper, content + b" ").content.decode()

    def test_the_file_of_another_version_is_named(self, client, coordinator, handover, paper):
        content = storage.read(paper.file_key)
        Device.objects.update(known_defects="Riss")
        receipts.issue(handover, actor=Actor.person(coordinator))
        paper.refresh_from_db()
        text = self.compare(client, paper.superseded_by, content).content.decode()
        assert "noch kein Original" in text
        render(paper.superseded_by.pk)
        text = self.compare(client, paper.superseded_by, content).content.decode()
        assert "Original der Fassung 1" in text

    def test_a_deleted_paper_still_knows_its_file(self, client, paper):
        content = storage.read(paper.file_key)
        services.purge([paper.pk], actor=Actor.system())
        text = self.compare(client, paper, content).content.decode()
        assert "Es ist das unveränderte Original<" in text
        assert "Bis dahin war es gültig" in text

    def test_nothing_is_stored_in_memory_or_on_disk(self, client, paper, settings, monkeypatch):
        before = sorted(settings.FILES_DIR.rglob("*"))
        monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", None)
        monkeypatch.setattr("django.core.files.uploadhandler.BytesIO", None)
        assert self.compare(client, paper, b"x" * 3_000_000).status_code == 200
        assert sorted(settings.FILES_DIR.rglob("*")) == before

    @pytest.mark.parametrize(("content", "said"), [(b"", "leer"), (None, "Pflichtfeld")])
    def test_without_a_file_it_says_what_is_missing(self, client, paper, content, said):
        answer = client.post(reverse("document_verify", args=[paper.token])) if content is None else None
        text = (answer or self.compare(client, paper, content)).content.decode()
        assert "kern-error" in text

    def test_a_longer_one_is_not_even_read(self, client, paper, settings):
        settings.UPLOAD_LIMIT_BYTES = 1000
        answer = self.compare(client, paper, b"x" * 30_000)
        assert answer.status_code == 413
        assert "keines unserer Dokumente" in answer.content.decode()

    def test_it_is_protected_against_forgery(self, paper):
        assert self.compare(Client(enforce_csrf_checks=True), paper, b"x").status_code == 403

    def test_a_file_for_an_unknown_code_tells_nothing(self, client, paper):
        upload = SimpleUploadedFile("beleg.pdf", storage.read(paper.file_key))
        answer = client.post(reverse("document_verify", args=["x" * 22]), {"file": upload})
        assert answer.status_code == 404


def test_a_void_one_that_was_issued_anew_names_the_paper_in_its_place(client, coordinator, handover, paper):
    receipts.void(paper.receipt, actor=Actor.person(coordinator), reason="falsches Gerät")
    receipts.issue(handover, actor=Actor.person(coordinator), now=cast.NOW)
    assert "An seiner Stelle gilt Q-2026-00003, Fassung 1" in page_of(client, paper).content.decode()


def test_a_deleted_one_says_what_it_was_before(client, coordinator, paper):
    receipts.void(paper.receipt, actor=Actor.person(coordinator), reason="falsches Gerät")
    services.purge([paper.pk], actor=Actor.system())
    text = page_of(client, paper).content.decode()
    assert "vorher für ungültig erklärt" in text
    assert "gültig." not in text


def test_too_many_questions_from_one_place_are_refused(client, paper, monkeypatch):
    monkeypatch.setattr("documents.genuineness.LOOKS", Limit("verify-looks-test", most=1, seconds=60))
    assert page_of(client, paper).status_code == 200
    answer = page_of(client, paper)
    assert answer.status_code == 429
    assert "in zehn Minuten" in answer.content.decode()
