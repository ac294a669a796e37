"""Pages find their papers by the codes in front of them."""

import pytest

from documents.scanned.models import PageReason, PageState
from documents.scanned.sorting import Known, Place, sort
from documents.scanned.watching import BEYOND, UNREADABLE, PageRead

ONE, TWO, THREE = "a" * 22, "b" * 22, "d" * 22
PAPERS = {ONE: Known(1, pages=1), TWO: Known(2, pages=2), THREE: Known(3, pages=2)}


def page(*tokens: str, blank: bool = False) -> PageRead:
    return PageRead(b"x", [f"https://alt.example/v/{token}/" for token in tokens], is_blank=blank)


def waits(reason: str, paper: int | None = None) -> Place:
    return Place(PageState.INBOX, reason, paper)


FILED_ONE, FILED_TWO = Place(PageState.FILED, "", 1), Place(PageState.FILED, "", 2)


def test_pages_without_a_code_follow_their_paper():
    assert sort([page(TWO), page(), page(ONE)], PAPERS) == [FILED_TWO, FILED_TWO, FILED_ONE]


UNSURE = [waits(PageReason.UNSURE, 2), waits(PageReason.UNSURE)]


@pytest.mark.parametrize(
    ("pages", "places"),
    [
        ([page(), page(TWO), page(), page(THREE)], [waits(PageReason.NO_CODE), *UNSURE, waits("incomplete", 3)]),
        ([page(TWO), page(), page(THREE)], [*UNSURE, waits("incomplete", 3)]),
        ([page(TWO), page(), page(), page(ONE)], [*UNSURE, waits(PageReason.NO_CODE), FILED_ONE]),
    ],
    ids=["a pile scanned backwards", "a page is missing", "a page is left over"],
)
def test_pages_without_a_code_wait_when_any_has_lost_its_place(pages, places):
    assert sort(pages, PAPERS) == places


def test_pages_that_all_have_their_code_are_sure():
    pages = [page(TWO), page(TWO), page()]
    assert sort(pages, PAPERS) == [FILED_TWO, FILED_TWO, waits(PageReason.NO_CODE)]


def test_a_paper_that_keeps_nothing_never_waits():
    papers = {ONE: Known(1, 1, PageReason.NOT_SIGNED_HERE), THREE: Known(3, 2, PageReason.PURGED)}
    refused, gone = waits(PageReason.NOT_SIGNED_HERE, 1), waits(PageReason.PURGED, 3)
    assert sort([page(ONE), page(ONE), page(ONE, THREE)], papers) == [refused] * 3
    assert sort([page(), page(THREE), page(), page(THREE)], papers) == [waits(PageReason.NO_CODE), *[gone] * 3]


def test_backs_of_sheets_count_for_nothing():
    blank = Place(PageState.BLANK)
    assert sort([page(TWO), page(blank=True), page(), page(blank=True)], PAPERS) == [FILED_TWO, blank, FILED_TWO, blank]


def test_a_paper_of_which_pages_are_missing_waits():
    assert sort([page(TWO), page(ONE)], PAPERS) == [waits(PageReason.INCOMPLETE, 2), FILED_ONE]


def test_what_could_not_be_read_ends_a_paper():
    assert sort([page(TWO), UNREADABLE, page()], PAPERS) == [
        waits(PageReason.INCOMPLETE, 2),
        Place(PageState.UNREADABLE),
        waits(PageReason.NO_CODE),
    ]


def test_unknown_double_and_mixed_codes_wait():
    assert sort([page("c" * 22), page(ONE, TWO), page(ONE), page(ONE)], PAPERS) == [
        waits(PageReason.UNKNOWN),
        waits(PageReason.TWO_CODES),
        FILED_ONE,
        waits(PageReason.DOUBLE, 1),
    ]


def test_a_refusal_takes_all_pages_of_its_paper_along():
    papers = {TWO: Known(2, pages=2, refusal=PageReason.VOIDED)}
    assert sort([page(TWO), page()], papers) == [waits(PageReason.VOIDED, 2)] * 2


def test_foreign_codes_are_none():
    foreign = PageRead(b"x", ["https://example.org/", "WIFI:S:Schule;;"])
    assert sort([page(TWO), foreign], PAPERS) == [FILED_TWO, FILED_TWO]


def test_the_paper_that_the_end_of_the_pile_cuts_leaves_the_others_sure():
    beyond = Place(PageState.UNREADABLE, PageReason.TOO_MANY)
    incomplete = waits(PageReason.INCOMPLETE, 3)
    assert sort([page(TWO), page(), page(THREE), BEYOND], PAPERS) == [FILED_TWO, FILED_TWO, incomplete, beyond]
