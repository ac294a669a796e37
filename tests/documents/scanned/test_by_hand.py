"""What is proposed to a person who files pages by hand, and how the scan lies then."""

from dataclasses import replace

import pypdfium2
import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Job
from documents import registry, storage
from documents.models import Document, ScannedPage, ScanPile
from documents.scanned import deciding, piles
from tests import cast
from tests.conftest import NOW
from tests.documents import paper_cast

TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def signed_papers():
    """The tests' kind is signed by hand."""
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True))
    yield
    del registry.KINDS[paper_cast.KIND]


def issued() -> Document:
    return cast.document(kind=paper_cast.KIND, issued_at=NOW, status_since=NOW)


def waiting(uploader, *pages: dict) -> list[ScannedPage]:
    """Pages of one pile that wait."""
    job = Job.objects.create(kind=piles.JOB)
    pile = ScanPile.objects.create(uploaded_by=uploader, signed_on=TODAY, job=job, state="read")
    common = {"pile": pile, "picture_key": storage.put_once(cast.png()), "state": "inbox"}
    return [ScannedPage.objects.create(position=place, **common, **page) for place, page in enumerate(pages, 1)]


@pytest.mark.parametrize(
    ("position", "ticked"), [(1, ["4"]), (4, ["1"]), (2, []), (3, [])], ids=["1", "3", "1 again", "7 of 3"]
)
def test_a_page_that_came_twice_or_is_none_of_its_paper_is_not_proposed(client, coordinator, position, ticked):
    own = {"document": issued(), "reason": "incomplete", "missing": "2"}
    double, behind = own | {"reason": "double"}, own | {"reason": "unknown"}
    page, *_others = waiting(coordinator, own | {"paper_page": 1}, double, behind, own | {"paper_page": 3})
    client.force_login(coordinator)
    form = client.get(f"/documents/scans/{page.pile_id}/pages/{position}/").context["form"]
    assert form.initial["further"] == ticked


def test_a_number_counts_in_the_paper_alone_whose_code_the_page_bears(coordinator):
    paper, own, foreign = (
        issued(),
        {"reason": "incomplete"},
        {"reason": "signed", "document": issued(), "paper_page": 5},
    )
    pages = waiting(coordinator, foreign, {"reason": "no_code"}, own | {"document": paper, "paper_page": 2})
    assert [page.position for page in deciding._in_order(pages, paper)] == [1, 3, 2]
    deciding.assign(pages, paper, actor=Actor.person(coordinator), now=NOW)
    assert list(pages[0].pile.pages.values_list("paper_page", flat=True)) == [0, 0, 2]


def test_pages_that_were_taken_off_a_paper_keep_their_order(coordinator):
    off = {"reason": "taken_off"}
    pages = waiting(coordinator, off | {"paper_page": 3}, off | {"paper_page": 1}, off | {"paper_page": 2})
    assert [page.position for page in deciding._in_order(pages, issued())] == [2, 3, 1]


def test_of_a_paper_whose_own_file_is_lost_the_page_says_so(client, coordinator):
    (page,) = waiting(coordinator, {"document": issued(), "reason": "incomplete", "paper_page": 1})
    client.force_login(coordinator)
    assert "Die eigene Datei dieses Papiers fehlt" in client.get(f"/documents/scans/{page.pile_id}/pages/1/").text


def test_a_page_that_was_taken_off_gives_way_to_the_one_whose_code_says_the_same(coordinator):
    paper, off = issued(), {"reason": "taken_off"}
    own = {"reason": "incomplete", "document": paper}
    numbers = [off | {"paper_page": 1}, own | {"paper_page": 1}, own | {"paper_page": 3}, off | {"paper_page": 4}]
    pages = waiting(coordinator, *numbers)
    assert [page.position for page in deciding._in_order(pages, paper)] == [2, 1, 3, 4]
    deciding.assign(pages, paper, actor=Actor.person(coordinator), now=NOW)
    assert list(pages[0].pile.pages.values_list("paper_page", flat=True)) == [0, 1, 3, 4]


@pytest.mark.parametrize(
    ("numbers", "length"), [([1, 2, 3], 3), ([2, 1, 1], 2), ([1, 2, 0], 1)], ids=["further", "better", "no number"]
)
def test_further_pages_of_later_piles_complete_the_scan_that_was_filed_by_hand(coordinator, numbers, length):
    paper, actor = issued(), Actor.person(coordinator)
    own = {"document": paper, "reason": "incomplete"}
    for number in numbers:
        filed = deciding.assign(waiting(coordinator, own | {"paper_page": number}), paper, actor=actor, now=NOW)
    assert filed == length
    assert len(pypdfium2.PdfDocument(storage.read(paper.signatures.first().scan_key))) == length
