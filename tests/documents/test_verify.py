import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices.models import Device
from documents import services
from documents.models import Document
from recipients import receipts
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def handover(school_user, coordinator):
    return handover_cast.with_receipts(cast.institution(school_user), coordinator)


@pytest.fixture
def paper(handover):
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


def test_it_only_reads(client, paper):
    assert client.post(reverse("document_verify", args=[paper.token])).status_code == 405
