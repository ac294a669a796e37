"""Dividing a paper into pages before anything is drawn, so that "page x of y" is known from the first page.

A paper is a list of pieces that are drawn one below the other. What a person signs at the end (the closing
block) has a fixed place at the foot of the last page; the flow only keeps that place free.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from documents.pdf.errors import DoesNotFit
from documents.pdf.paper import Paper

# A closing block never stands alone on a page: so many rows go with it.
ROWS_WITH_CLOSING = 3


@dataclass(frozen=True)
class Piece:
    """A part of a paper that is never divided.

    `height` in mm; `draw(paper, top, first)`, where `first` says that it stands at the top of a page or right
    under a repeated head; `space_before` in mm, dropped at the top of a page; `head` is drawn again above
    the piece where it begins a page; `starts_section`: best place to break the flow; `name` is for errors;
    `recurs` holds everything that its looks depend on, if other papers of a pile have it too.
    """

    height: float
    draw: Callable[[Paper, float, bool], None]
    name: str
    space_before: float = 0.0
    keep_with_next: bool = False
    starts_section: bool = False
    head: "Piece | None" = None
    recurs: Hashable = None


@dataclass(frozen=True)
class Room:
    """Where pieces may stand: tops of the first and following pages, bottom, space for the closing block."""

    first_top: float
    next_top: float
    bottom: float
    closing: float


Chunk = list[Piece]
Page = list[tuple[float, Piece, bool]]


def paginate(pieces: Sequence[Piece], room: Room) -> list[Page]:
    """The pages as lists of (top in mm, piece, is it first).

    A last page of several holds the whole last section, or else three rows, beside the closing block.
    Raises: DoesNotFit if a piece is higher than a page, or the closing block finds no page.
    """
    chunks = _chunks(pieces)
    pages, end = _place(chunks, room)
    fits = end + room.closing <= room.bottom
    if fits and len(pages) == 1:
        return pages
    allowed = len(pages) if fits else len(pages) + 1
    for first_of_last_page in _breaks_before_closing(chunks):
        again, end = _place(chunks, room, first_of_last_page)
        if len(again) <= allowed and end + room.closing <= room.bottom:
            return again
    if fits:
        return pages
    raise DoesNotFit("last page", "closing block")


def draw_pieces(paper: Paper, page: Page) -> None:
    """Draws the pieces of a page. Those that recur and follow each other are one part of the file together, which a
    pile holds once."""
    recurring: Page = []
    for place in page:
        if place[1].recurs is not None:
            recurring.append(place)
            continue
        _draw_together(paper, recurring)
        recurring = []
        top, piece, first = place
        piece.draw(paper, top, first)
    _draw_together(paper, recurring)


def _draw_together(paper: Paper, places: Page) -> None:
    """By their places on the page: moved there, the same part would differ by a hair from a paper of its own."""
    if not places:
        return

    def draw(_y: float) -> None:
        for top, piece, first in places:
            piece.draw(paper, top, first)

    paper.stamp(tuple((top, piece.name, piece.recurs, first) for top, piece, first in places), draw)


def _chunks(pieces: Sequence[Piece]) -> list[Chunk]:
    """Pieces joined with those that they must not be parted from."""
    chunks: list[Chunk] = []
    joined = False
    for piece in pieces:
        if joined:
            chunks[-1].append(piece)
        else:
            chunks.append([piece])
        joined = piece.keep_with_next
    return chunks


def _breaks_before_closing(chunks: list[Chunk]) -> list[int]:
    """Chunks with which the last page may begin, best first: a whole section, three rows, then fewer."""
    sections = [index for index, chunk in enumerate(chunks) if chunk[0].starts_section]
    rows = [len(chunks) - count for count in range(ROWS_WITH_CLOSING, 0, -1)]
    return [index for index in [*sections[-1:], *rows] if index > 0]


def _place(chunks: list[Chunk], room: Room, forced: int | None = None) -> tuple[list[Page], float]:
    """Fill pages from the top; `forced` is the chunk that begins a new page in any case."""
    pages: list[Page] = [[]]
    y = room.first_top
    for index, chunk in enumerate(chunks):
        if pages[-1] and (index == forced or y + _height(chunk) > room.bottom):
            pages.append([])
            y = room.next_top
        y = _place_chunk(chunk, pages[-1], y)
        if y > room.bottom:
            raise DoesNotFit("page", chunk[0].name)
    return pages, y


def _place_chunk(chunk: Chunk, page: Page, y: float) -> float:
    if not page and chunk[0].head is not None:
        page.append((y, chunk[0].head, True))
        y += chunk[0].head.height
    for piece in chunk:
        first = not page or page[-1][1] is piece.head
        y += 0.0 if first else piece.space_before
        page.append((y, piece, first))
        y += piece.height
    return y


def _height(chunk: Chunk) -> float:
    return sum(piece.space_before + piece.height for piece in chunk)
