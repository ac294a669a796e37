"""Pages find their papers by the codes in front of them."""

import pytest

from documents.scanned.models import PageReason, PageState, ScannedPage
from documents.scanned.sorting import Known, Place, sort
from documents.scanned.watching import BEYOND, UNREADABLE, PageRead

ONE, TWO, THREE, FOUR, FIVE = "a" * 22, "b" * 22, "d" * 22, "4" * 22, "5" * 22
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
    assert sort([page(), page(THREE), page(), page(THREE)], papers) == [waits(PageReason.PERHAPS), *[gone] * 3]
    for is_numbered in (False, True):
        lost = Known(3, 0, PageReason.PURGED, is_numbered)
        places = sort([page(THREE), page(), page(ONE)], {ONE: PAPERS[ONE], THREE: lost})
        assert places == [gone, waits(PageReason.PERHAPS), FILED_ONE]


NUMBERED = {ONE: Known(1, 1), FOUR: Known(4, 3, is_numbered=True), FIVE: Known(5, 2, is_numbered=True)}


def numbered(token: str, number: int) -> PageRead:
    return PageRead(b"x", [f"https://alt.example/v/{token}/{number}/" if number > 1 else f"https://x.de/v/{token}/"])


def filed(paper: int, number: int) -> Place:
    return Place(PageState.FILED, "", paper, number)


def test_pages_whose_codes_say_which_they_are_find_their_papers_in_any_order():
    pages = [numbered(FOUR, 3), numbered(FIVE, 2), page(ONE), numbered(FOUR, 1), numbered(FIVE, 1), numbered(FOUR, 2)]
    assert sort(pages, NUMBERED) == [filed(4, 3), filed(5, 2), FILED_ONE, filed(4, 1), filed(5, 1), filed(4, 2)]


def test_papers_of_an_earlier_drawing_that_were_printed_since_find_all_their_pages():
    pages = [numbered(TWO, 2), numbered(THREE, 1), numbered(TWO, 1), numbered(THREE, 2)]
    assert sort(pages, PAPERS) == [filed(2, 2), filed(3, 1), filed(2, 1), filed(3, 2)]


def test_only_the_paper_of_which_a_page_is_missing_waits_and_says_which():
    places = sort([numbered(FIVE, 2), numbered(FOUR, 2), page(), numbered(FIVE, 1)], NUMBERED)
    incomplete = Place(PageState.INBOX, PageReason.INCOMPLETE, 4, 2, missing=(1, 3))
    assert places == [filed(5, 2), incomplete, waits(PageReason.NO_CODE), filed(5, 1)]


@pytest.mark.parametrize("is_numbered", [True, False])
def test_a_paper_of_which_nobody_knows_how_many_pages_it_has_waits(is_numbered):
    papers = PAPERS | {FOUR: Known(4, 0, is_numbered=is_numbered)}
    first = Place(PageState.INBOX, PageReason.INCOMPLETE, 4, 1 if is_numbered else 0)
    assert sort([page(FOUR), page(ONE)], papers) == [first, FILED_ONE]
    assert sort([page(FOUR), page(TWO), page()], papers) == [first, *UNSURE]


def test_a_numbered_page_that_comes_twice_or_is_none_of_its_paper_waits_alone():
    places = sort([numbered(FIVE, 1), numbered(FIVE, 1), numbered(FIVE, 3), numbered(FIVE, 2)], NUMBERED)
    assert places == [filed(5, 1), waits(PageReason.DOUBLE, 5), waits(PageReason.UNKNOWN, 5), filed(5, 2)]


@pytest.mark.parametrize("end", ["/0/", "/10000/", "/x", "?page=2"])
@pytest.mark.parametrize("paper", [TWO, FIVE])
def test_a_code_of_ours_with_an_odd_end_is_that_of_its_paper_and_follows_no_other(end, paper):
    odd = PageRead(b"x", [f"https://alt.example/v/{paper}{end}"])
    own = (PAPERS | NUMBERED)[paper].pk
    assert sort([page(THREE), odd], PAPERS | NUMBERED) == [waits("incomplete", 3), waits(PageReason.UNKNOWN, own)]
    strict = {paper: Known(7, 1, PageReason.PURGED, is_numbered=paper == FIVE)}
    assert sort([page(THREE), odd], PAPERS | strict)[1] == waits(PageReason.PURGED, 7)


@pytest.mark.parametrize("end", ["/0/", "/999/"])
def test_a_code_of_another_site_is_no_page_without_a_code(end):
    foreign = PageRead(b"x", [f"https://alt.example/v/{'f' * 22}{end}"])
    assert sort([page(TWO), foreign], PAPERS) == [waits("incomplete", 2), waits(PageReason.UNKNOWN)]


def test_a_page_without_a_code_may_be_the_one_that_an_incomplete_paper_lacks():
    places = sort([page(TWO), page(), numbered(FOUR, 1)], PAPERS | NUMBERED)
    assert places[:2] == [waits(PageReason.UNSURE, 2), waits(PageReason.UNSURE)]


def test_what_may_be_a_page_of_a_paper_that_keeps_nothing_leaves_no_picture():
    strict = {FOUR: Known(4, 3, PageReason.NOT_SIGNED_HERE, is_numbered=True)}
    refused = waits(PageReason.NOT_SIGNED_HERE, 4)
    whole = [numbered(FOUR, number) for number in (2, 3, 1)]
    assert sort([page(), *whole], strict) == [waits(PageReason.NO_CODE), *[refused] * 3]
    assert sort([page(), *whole[:2]], strict) == [waits(PageReason.PERHAPS), refused, refused]


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


def test_several_codes_of_one_paper_on_a_page_name_that_paper():
    both = PageRead(b"x", [f"https://alt.example/v/{FOUR}/{end}" for end in ("", "2/")])
    assert sort([both], NUMBERED) == [waits(PageReason.TWO_CODES, 4)]
    assert sort([both], {FOUR: Known(4, 3, PageReason.VOIDED)}) == [waits(PageReason.VOIDED, 4)]
    assert sort([both], {}) == [waits(PageReason.UNKNOWN)]
    purged = {FOUR: Known(4, 3, PageReason.PURGED)}
    assert sort([both, page()], purged) == [waits(PageReason.PURGED, 4), waits(PageReason.PERHAPS)]


@pytest.mark.parametrize("reason", [PageReason.UNKNOWN, PageReason.TWO_CODES])
def test_what_waits_with_the_name_of_a_paper_says_nothing_else_of_its_codes(reason):
    known, unknown = ScannedPage(reason=reason, document_id=4).why, ScannedPage(reason=reason).why
    assert unknown == str(reason.label)
    assert "Seite" in known
    assert known != unknown


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
