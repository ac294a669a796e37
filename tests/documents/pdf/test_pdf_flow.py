"""Dividing pieces into pages."""

import pytest

from documents.pdf import DoesNotFit
from documents.pdf.flow import Piece, Room, paginate

ROOM = Room(first_top=50.0, next_top=30.0, bottom=280.0, closing=40.0)


def draw_nothing(paper, top, first):
    pass


def row(name, height=20.0, **changes):
    return Piece(height, draw_nothing, name, **changes)


def names(pages):
    return [[piece.name for _, piece, _ in page] for page in pages]


def test_what_fits_stays_on_one_page():
    assert names(paginate([row("a"), row("b")], ROOM)) == [["a", "b"]]


def test_a_table_that_goes_on_repeats_its_head():
    head = row("head", 5.0)
    pages = paginate([row(f"r{index}", head=head) for index in range(14)], ROOM)
    assert names(pages)[1][0] == "head"
    assert [piece.name for page in pages for _, piece, _ in page if piece.name != "head"] == [
        f"r{index}" for index in range(14)
    ]
    assert [first for _, _, first in pages[1][:3]] == [True, True, False]


def test_a_heading_is_never_parted_from_its_first_row():
    rows = [row(f"r{index}") for index in range(11)]
    tail = [row("x"), row("y"), row("z")]
    pages = paginate([*rows, row("heading", 6.0, keep_with_next=True), *tail], ROOM)
    assert names(pages) == [[f"r{index}" for index in range(11)], ["heading", "x", "y", "z"]]


def test_closing_block_takes_the_whole_last_section_with_it():
    rows = [row(f"r{index}") for index in range(6)]
    section = [
        row("heading", 6.0, keep_with_next=True, starts_section=True),
        *(row(f"s{n}") for n in range(4)),
    ]
    assert names(paginate([*rows, *section], ROOM))[-1] == ["heading", "s0", "s1", "s2", "s3"]


def test_closing_block_takes_three_rows_with_it_when_the_section_is_too_long():
    section = [
        row("heading", 6.0, keep_with_next=True, starts_section=True),
        *(row(f"s{n}") for n in range(10)),
    ]
    assert names(paginate(section, ROOM))[-1] == ["s7", "s8", "s9"]


def test_a_single_row_left_over_draws_others_to_the_last_page():
    section = [
        row("heading", 6.0, keep_with_next=True, starts_section=True),
        *(row(f"s{n}") for n in range(12)),
    ]
    pages = paginate(section, ROOM)
    assert len(pages) == 2
    assert names(pages)[-1] == ["s9", "s10", "s11"]


def test_space_before_is_dropped_at_the_top_of_a_page():
    pages = paginate([row("a", 225.0), row("b", 20.0, space_before=9.0)], ROOM)
    assert pages[1][0][0] == ROOM.next_top


def test_a_piece_higher_than_a_page_is_named():
    with pytest.raises(DoesNotFit) as refused:
        paginate([row("clause 7", 300.0)], ROOM)
    assert refused.value.text == "clause 7"


def test_a_last_piece_that_leaves_no_room_to_sign_is_refused():
    with pytest.raises(DoesNotFit) as refused:
        paginate([row("clause 7", 225.0)], ROOM)
    assert refused.value.place == "last page"
