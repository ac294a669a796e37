"""Each page of a pile is shown as it was read."""

from documents.scanned import filing
from documents.scanned.sorting import Known, sort
from documents.scanned.watching import PageRead

PAPER = "b" * 22


def coded(number: int, turn: int) -> PageRead:
    return PageRead(b"x", [f"https://x.de/v/{PAPER}/" + (f"{number}/" if number > 1 else "")], turn)


def turns(pages: list[PageRead], **known) -> list[int]:
    places = sort(pages, {PAPER: Known(2, 2, **known)})
    return [filing._turn(index, pages, places) for index in range(len(pages))]


def test_a_page_that_came_twice_or_is_none_of_its_paper_lies_as_its_own_code_says():
    pages = [coded(1, 0), coded(2, 90), coded(1, 180), coded(2, 270), coded(3, 90), coded(4, 180)]
    assert turns(pages) == [0, 90, 180, 270, 90, 180]


def test_a_void_paper_whose_pages_have_codes_does_too():
    assert turns([coded(1, 180), coded(1, 90)], refusal="voided") == [180, 90]


def test_a_page_without_a_code_lies_as_the_one_that_it_follows():
    assert turns([coded(1, 180), PageRead(b"x")]) == [180, 180]
