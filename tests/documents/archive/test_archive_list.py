import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.pages.search import SOURCES
from custody.actor import Actor
from devices.models import TaxConfirmation
from documents import services
from documents.archive.words import search_text
from documents.models import Document
from documents.retention import holds
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user, name="Müller-Gymnasium", search_text="mueller-gymnasium muller-gymnasium")


@pytest.fixture
def papers(school, coordinator):
    handover_cast.with_receipts(school, coordinator)
    return list(Document.objects.order_by("pk"))


def listed(client, query):
    page = client.get(f"{reverse('document_list')}?sort=number&{query}")
    return [row["object"].number[-1] for row in page.context["rows"]]


def test_words_of_the_content_find_a_paper_with_umlauts_in_any_spelling(client, coordinator, papers):
    client.force_login(coordinator)
    device = papers[0].receipt.allocations.get().device
    for typed in ("müller gymnasium", "MUELLER", "muller-gym", "hitachi müller"):
        assert listed(client, f"q={typed}") == ["1", "2"], typed
    assert listed(client, f"q={device.serial}") == ["1"]
    assert listed(client, f"q={papers[1].receipt.need.pupil_code or device.number}") != []
    assert listed(client, "q=hitachi nirgends") == []


def test_what_stands_on_every_paper_finds_none():
    content = {
        "texts": {"signatures": "Unterschriften"},
        "clauses": [{"text": "Haftung"}],
        "issuer": {"name": "Hardware4Future"},
        "institution": {"name": "Größe 3"},
        "pupil": None,
        "version": 2,
    }
    assert search_text(content) == "3 groesse grosse"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("owner=gymnasium müller", ["1", "2"]),
        ("owner=berufsschule", []),
        ("year=2026", ["1", "2"]),
        ("year=2025", []),
        ("signed=yes", ["1"]),
        ("signed=no", ["2"]),
        ("held=yes", ["2"]),
        ("held=no", ["1"]),
        ("kind=handover_receipt&signed=yes&owner=gymnasium", ["1"]),
    ],
)
def test_the_archive_is_narrowed(client, coordinator, papers, query, numbers):
    papers[0].signatures.create(signed_on=cast.NOW.date(), recorded_by=coordinator)
    holds.hold(papers[1], reason="Prüfung", actor=Actor.person(coordinator))
    client.force_login(coordinator)
    assert listed(client, query) == numbers


def test_a_donor_is_found_by_the_donation(client, coordinator):
    donation = cast.donation(donor=cast.donor(name="Bäckerei"), search_text="s-2026-1 baeckerei backerei")
    paper = cast.document(kind="tax_confirmation", series="ZB", number="ZB-2026-00007", sequence=7)
    TaxConfirmation.objects.create(donation=donation, document=paper, given_on=cast.NOW.date(), total=1)
    client.force_login(coordinator)
    assert listed(client, "owner=Bäckerei") == ["7"]


def test_three_papers_cost_no_more_queries_than_one(client, coordinator, school):
    client.force_login(coordinator)
    counts = []
    for _count in (1, 3):
        handover_cast.with_receipts(school, coordinator)
        client.get(reverse("document_list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("document_list") + "?q=gymnasium&owner=gymnasium&signed=no")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_schools_find_their_own_papers_by_their_words_and_no_others(school_user, other_school_user, papers):
    find = SOURCES["documents"].find
    serial = papers[0].receipt.allocations.get().device.serial
    assert [hit.title for hit in find(school_user, serial)] == ["Q-2026-00001 · 1"]
    cast.institution(other_school_user)
    assert find(other_school_user, serial) == []


def test_deleted_papers_are_listed_and_opened_by_their_number_alone(client, coordinator, school_user, papers):
    code = papers[0].receipt.need.pupil_code
    services.purge([paper.pk for paper in papers], actor=Actor.system(), now=cast.NOW)
    client.force_login(coordinator)
    assert listed(client, "q=00001") == ["1"]
    assert listed(client, "status=purged") == ["1", "2"]
    assert listed(client, "q=hitachi") == []
    paper = papers[0]
    page = client.get(reverse("document_detail", args=[paper.number, paper.version])).content.decode()
    assert "Der Inhalt dieses Dokuments wurde gelöscht" in page
    assert not code or code not in page
    assert client.get(reverse("document_download", args=[paper.number, paper.version])).status_code == 302
    handover = paper.receipt.handover
    client.force_login(school_user)
    assert client.get(reverse("handover_detail", args=[handover.number])).status_code == 200
