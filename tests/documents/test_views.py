import hashlib
import json

import pytest
from django.urls import reverse

from custody.actor import Actor
from documents.models import Document
from documents.rendering import render
from recipients import receipts
from recipients.models import HandoverLook
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def handover(school, coordinator):
    return handover_cast.with_receipts(school, coordinator)


@pytest.fixture
def paper(handover):
    return Document.objects.order_by("pk").first()


def url(name, paper):
    return reverse(name, args=[paper.number, paper.version])


def test_the_list_is_for_coordination(client, coordinator, volunteer, school_user, donor_user, handover):
    client.force_login(coordinator)
    page = client.get(reverse("document_list"))
    assert page.status_code == 200
    assert [row["object"].number for row in page.context["rows"]] == ["Q-2026-00002", "Q-2026-00001"]
    for person in (volunteer, school_user, donor_user):
        client.force_login(person)
        assert client.get(reverse("document_list")).status_code == 403


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("q=00002", ["Q-2026-00002"]),
        ("q=q-2026-00001", ["Q-2026-00001"]),
        ("status=failed", ["Q-2026-00002"]),
        ("status=failed&status=ready", ["Q-2026-00002", "Q-2026-00001"]),
        ("kind=handover_receipt&sort=number", ["Q-2026-00001", "Q-2026-00002"]),
        ("issued_from=2026-11-24&issued_until=2026-11-24&sort=number", ["Q-2026-00001", "Q-2026-00002"]),
        ("issued_from=2026-11-25", []),
    ],
)
def test_the_list_is_narrowed(client, coordinator, handover, query, numbers):
    Document.objects.filter(number="Q-2026-00002").update(status="failed", error="gave_up")
    client.force_login(coordinator)
    page = client.get(f"{reverse('document_list')}?{query}")
    assert [row["object"].number for row in page.context["rows"]] == numbers


def test_the_export_has_what_is_filtered_with_its_hash(client, coordinator, paper):
    client.force_login(coordinator)
    answer = client.get(f"{reverse('document_list')}?q={paper.number}&export=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert paper.file_key in text
    assert "Q-2026-00002" not in text


def test_three_papers_cost_no_more_queries_than_one(client, coordinator, school, django_assert_max_num_queries):
    client.force_login(coordinator)
    client.get(reverse("document_list"))

    def count():
        with django_assert_max_num_queries(30) as captured:
            client.get(reverse("document_list"))
        return len(captured)

    handover_cast.with_receipts(school, coordinator, allocations=handover_cast.reserved(school, coordinator, needs=1))
    one = count()
    handover_cast.with_receipts(school, coordinator)
    assert count() == one


def test_the_page_says_what_the_paper_says(client, coordinator, paper):
    client.force_login(coordinator)
    page = client.get(url("document_detail", paper)).content.decode()
    content = json.loads(paper.content)
    device = content["devices"][0]
    for text in (
        content["pupil"]["code"],
        content["institution"]["address"],
        device["number"],
        device["serial"],
        device["media"][0]["result"],
        content["clauses"][5]["text"],
        paper.file_key,
        "Textfassung 1, Entwurf",
    ):
        assert text in page
    assert reverse("document_verify", args=[paper.token]) in page


def test_the_pdf_is_given_out_byte_for_byte(client, coordinator, paper):
    client.force_login(coordinator)
    answer = client.get(url("document_download", paper))
    assert hashlib.sha256(answer.content).hexdigest() == paper.file_key
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Q-2026-00001-v1.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", ["document_detail", "document_download"])
def test_who_sees_a_receipt(client, page, paper, coordinator, school_user, other_school_user, volunteer, donor_user):
    cast.institution(other_school_user)
    for person, status in (
        (coordinator, 200),
        (school_user, 200),
        (other_school_user, 404),
        (volunteer, 404),
        (donor_user, 404),
    ):
        client.force_login(person)
        assert client.get(url(page, paper)).status_code == status, person
    client.logout()
    assert client.get(url(page, paper)).status_code == 302


@pytest.mark.parametrize("page", ["document_detail", "document_download"])
def test_an_assigned_volunteer_reads_it_on_the_day_and_the_look_is_logged(client, page, school, coordinator, volunteer):
    from django.utils import timezone

    handover = handover_cast.with_receipts(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    client.force_login(volunteer)
    assert client.get(url(page, Document.objects.first())).status_code == 200
    look = HandoverLook.objects.get()
    assert (look.handover, look.user) == (handover, volunteer)


def test_a_version_that_does_not_exist_is_not_found(client, coordinator, paper):
    client.force_login(coordinator)
    assert client.get(reverse("document_detail", args=[paper.number, 2])).status_code == 404


def test_a_void_paper_is_kept_but_only_coordination_gets_its_file(client, coordinator, school_user, handover, paper):
    receipts.void(paper.receipt, actor=Actor.person(coordinator), reason="falsches Gerät")
    client.force_login(coordinator)
    assert client.get(url("document_download", paper)).status_code == 200
    client.force_login(school_user)
    assert client.get(url("document_download", paper)).headers["Location"] == url("document_detail", paper)
    page = client.get(url("document_detail", paper)).content.decode()
    assert "Dieses Dokument ist ungültig" in page
    assert "falsches Gerät" not in page


def test_a_missing_file_is_said_and_is_no_error_page(client, coordinator, paper):
    Document._base_manager.filter(pk=paper.pk).update(file_key="0" * 64)
    client.force_login(coordinator)
    page = client.get(url("document_download", paper), follow=True)
    assert page.status_code == 200
    assert "Die Datei fehlt oder ist beschädigt" in page.content.decode()


def test_a_closed_storage_is_said_and_is_no_error_page(client, coordinator, paper, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "closed"
    settings.FILES_DIR.touch()
    client.force_login(coordinator)
    page = client.get(url("document_download", paper), follow=True)
    assert page.status_code == 200
    assert "Die Ablage kann gerade nicht gelesen werden" in page.content.decode()


def test_a_paper_without_a_file_is_not_downloaded(client, coordinator, school):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator))
    client.force_login(coordinator)
    page = client.get(url("document_download", Document.objects.first()), follow=True)
    assert "Von diesem Dokument gibt es keine Datei" in page.content.decode()


def test_the_history_names_people_to_coordination_alone(client, coordinator, school_user, paper):
    client.force_login(coordinator)
    assert [line.note for line in client.get(url("document_detail", paper)).context["history"]] == [
        "von selbst",
        "Anna Berger",
    ]
    client.force_login(school_user)
    assert [line.note for line in client.get(url("document_detail", paper)).context["history"]] == ["", ""]


def test_a_failed_paper_is_tried_again_by_coordination(client, coordinator, school_user, paper):
    Document._base_manager.filter(pk=paper.pk).update(status="failed", file_key="", error="gave_up", attempts=6)
    client.force_login(school_user)
    assert client.post(url("document_retry", paper)).status_code == 403
    client.force_login(coordinator)
    assert client.get(url("document_retry", paper)).status_code == 405
    assert "fünfmal abgebrochen" in client.get(url("document_detail", paper)).content.decode()
    client.post(url("document_retry", paper))
    render(paper.pk)
    paper.refresh_from_db()
    assert paper.status == "ready"


def test_a_paper_that_is_ready_is_not_tried_again(client, coordinator, paper):
    client.force_login(coordinator)
    client.post(url("document_retry", paper))
    paper.refresh_from_db()
    assert paper.status == "ready"


def test_the_search_finds_papers_of_those_one_may_see(coordinator, other_school_user, paper):
    from documents.entries import find

    assert [(hit.title, hit.exact) for hit in find(coordinator, paper.number.lower())] == [("Q-2026-00001 · 1", True)]
    assert [hit.exact for hit in find(coordinator, "Q-2026")] == [False, False]
    assert find(other_school_user, paper.number) == []
    assert find(coordinator, "Q") == []
