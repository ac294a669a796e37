"""Which page of a pile belongs to which paper. No database: it is told what is known of the papers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from documents.scanned.models import KEEPS_NOTHING, PageReason, PageState
from documents.scanned.watching import PageRead

# The verification page of a paper (documents.urls), on whatever address this site had when the paper was issued: the
# token alone is what nobody can guess.
_ADDRESS = re.compile(r"https?://[^/\s]+/v/([A-Za-z0-9_-]{16,32})/?")


@dataclass(frozen=True)
class Known:
    """A paper that a code names. `pages` is its length; `refusal` says why its scan can't be filed, if so."""

    pk: int
    pages: int
    refusal: str = ""


@dataclass(frozen=True)
class Place:
    """What becomes of a page. `paper`: the one it is filed with, or whose code it bears."""

    state: str
    reason: str = ""
    paper: int | None = None


@dataclass
class _Group:
    """A page with a code and those that follow it; `followers` are those of them without a code."""

    paper: Known
    reason: str
    pages: list[int] = field(default_factory=list)
    followers: set[int] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        return len(self.pages) >= self.paper.pages

    def place(self, index: int, *, is_sure: bool) -> Place:
        """Where one of its pages goes. `is_sure`: no page of the pile without a code has lost its place."""
        if self.paper.refusal in KEEPS_NOTHING:
            return _inbox(self.paper.refusal, self.paper.pk)
        if not is_sure and index in self.followers:
            return _inbox(PageReason.UNSURE)
        reason = self.reason or self.paper.refusal or ("" if self.is_full else PageReason.INCOMPLETE)
        if not reason and self.followers and not is_sure:
            reason = PageReason.UNSURE
        return _inbox(reason, self.paper.pk) if reason else Place(PageState.FILED, "", self.paper.pk)


def tokens(pages: Iterable[PageRead]) -> set[str]:
    """Tokens of papers that any of the pages bears."""
    return {token for page in pages for token in _tokens(page)}


def _tokens(page: PageRead) -> list[str]:
    found = (_ADDRESS.fullmatch(code.strip()) for code in page.codes)
    return list(dict.fromkeys(match.group(1) for match in found if match))


def sort(pages: Sequence[PageRead], papers: Mapping[str, Known]) -> list[Place]:
    """A place for each page. A code opens a paper; pages without one follow it up to the paper's length, if all of them
    find their place so: in a pile that was scanned backwards, or of which a page is missing, nobody knows which paper
    they belong to. The backs of sheets count for nothing."""
    places: dict[int, Place] = {}
    groups: list[_Group] = []
    current: _Group | None = None
    cut: _Group | None = None
    for index, page in enumerate(pages):
        cut = current if page.is_beyond else None
        place, current = _placed(index, page, papers, groups, current)
        if place is not None:
            places[index] = place
    is_left_over = any(place.reason == PageReason.NO_CODE for place in places.values())
    is_sure = not is_left_over and all(group.is_full for group in groups if group is not cut)
    for group in groups:
        places.update({index: group.place(index, is_sure=is_sure) for index in group.pages})
    return [places[index] for index in range(len(pages))]


def _placed(
    index: int, page: PageRead, papers: Mapping[str, Known], groups: list[_Group], current: _Group | None
) -> tuple[Place | None, _Group | None]:
    """The place of a page that belongs to no paper, or None; and the paper that the next one may belong to."""
    if not page.picture:
        return Place(PageState.UNREADABLE, PageReason.TOO_MANY if page.is_beyond else ""), None
    if page.is_blank:
        return Place(PageState.BLANK), current
    said = _tokens(page)
    if len(said) > 1:
        return _of_two([papers[token] for token in said if token in papers]), None
    if said and said[0] not in papers:
        return _inbox(PageReason.UNKNOWN), None
    return _followed(index, papers[said[0]] if said else None, groups, current)


def _of_two(papers: Sequence[Known]) -> Place:
    """Of a page with codes of several papers, of which one may allow no picture."""
    strict = next((paper for paper in papers if paper.refusal in KEEPS_NOTHING), None)
    return _inbox(strict.refusal, strict.pk) if strict else _inbox(PageReason.TWO_CODES)


def _followed(
    index: int, paper: Known | None, groups: list[_Group], current: _Group | None
) -> tuple[Place | None, _Group | None]:
    goes_on = current is not None and not current.is_full and paper in (None, current.paper)
    if goes_on:
        current.pages.append(index)
        if paper is None:
            current.followers.add(index)
        return None, current
    if paper is None:
        return _inbox(PageReason.NO_CODE), None
    is_double = any(group.paper.pk == paper.pk for group in groups)
    groups.append(_Group(paper, PageReason.DOUBLE if is_double else "", [index]))
    return None, groups[-1]


def _inbox(reason: str, paper: int | None = None) -> Place:
    return Place(PageState.INBOX, reason, paper)
