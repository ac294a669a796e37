"""Which page of a pile belongs to which paper. No database: it is told what is known of the papers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from documents.scanned.models import KEEPS_NOTHING, PageReason, PageState
from documents.scanned.watching import PageRead

# The verification page of a paper (documents.urls), on whatever address this site had when the paper was issued: the
# token alone is what nobody can guess. Behind it stands the number of a following page; what else stands there was
# printed on none of its pages.
_ADDRESS = re.compile(r"https?://[^/\s]+/v/([A-Za-z0-9_-]{16,32})(?![A-Za-z0-9_-])(.*)", re.DOTALL)
_END = re.compile(r"/?|/([1-9][0-9]{0,3})/?")
NO_PAGE = 0


@dataclass(frozen=True)
class Known:
    """A paper that a code names. `pages` is its length, 0 if nobody knows; `refusal` says why its scan can't be filed,
    if so; `is_numbered`: each of its pages bears a code with its number."""

    pk: int
    pages: int
    refusal: str = ""
    is_numbered: bool = False

    @property
    def has_lost_its_length(self) -> bool:
        """Whether nobody knows when all of its pages are there."""
        return not self.pages and self.refusal not in KEEPS_NOTHING


@dataclass(frozen=True)
class Place:
    """What becomes of a page. `paper`: the one it is filed with, or whose code it bears; `page`: its number there, as
    its code says; `missing`: numbers of that paper's pages that are not in the pile."""

    state: str
    reason: str = ""
    paper: int | None = None
    page: int = 0
    missing: tuple[int, ...] = ()


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
        is_whole = self.is_full and not self.paper.has_lost_its_length
        reason = self.reason or self.paper.refusal or ("" if is_whole else PageReason.INCOMPLETE)
        if not reason and self.followers and not is_sure:
            reason = PageReason.UNSURE
        return _inbox(reason, self.paper.pk) if reason else Place(PageState.FILED, "", self.paper.pk)


@dataclass
class _Numbered:
    """The pages of a paper whose codes say which they are, in whatever order they lie; `spare` ones came twice, or
    are none of its pages."""

    paper: Known
    pages: dict[int, int] = field(default_factory=dict)
    spare: dict[int, str] = field(default_factory=dict)

    def add(self, index: int, number: int) -> None:
        """One more page of the pile."""
        if number == NO_PAGE or (self.paper.pages and number > self.paper.pages):
            self.spare[index] = PageReason.UNKNOWN
        elif number in self.pages:
            self.spare[index] = PageReason.DOUBLE
        else:
            self.pages[number] = index

    @property
    def missing(self) -> tuple[int, ...]:
        length = self.paper.pages or max(self.pages, default=0)
        return tuple(number for number in range(1, length + 1) if number not in self.pages)

    @property
    def is_full(self) -> bool:
        return not self.missing

    def places(self) -> dict[int, Place]:
        """Where its pages go: what other papers of the pile look like makes no difference."""
        pk, refusal, missing = self.paper.pk, self.paper.refusal, self.missing
        if refusal in KEEPS_NOTHING:
            return dict.fromkeys([*self.pages.values(), *self.spare], _inbox(refusal, pk))
        reason = refusal or (PageReason.INCOMPLETE if missing or self.paper.has_lost_its_length else "")
        state = PageState.INBOX if reason else PageState.FILED
        found = {index: Place(state, reason, pk, number, missing) for number, index in self.pages.items()}
        return found | {index: _inbox(why, pk) for index, why in self.spare.items()}


def tokens(pages: Iterable[PageRead]) -> set[str]:
    """Tokens of papers that any of the pages bears."""
    return {token for page in pages for token, _number in _said(page)}


def _said(page: PageRead) -> list[tuple[str, int]]:
    """What its codes say: tokens, and the page's number; the first page's code has none."""
    found = (_ADDRESS.fullmatch(code.strip()) for code in page.codes)
    return list(dict.fromkeys((match.group(1), _number(match.group(2))) for match in found if match))


def _number(end: str) -> int:
    """Of the page, as the end of its code says; NO_PAGE for an end that no page of a paper bears."""
    match = _END.fullmatch(end)
    return int(match.group(1) or 1) if match else NO_PAGE


def sort(pages: Sequence[PageRead], papers: Mapping[str, Known]) -> list[Place]:
    """A place for each page. Where each page's code says which it is, their order is of no matter, and only the paper
    waits of which one is missing.

    Papers of earlier drawings have a code on their first page alone. It opens a paper; pages without one follow it up
    to the paper's length, if all of them find their place so: in a pile that was scanned backwards, or of which a page
    is missing, nobody knows which paper they belong to. The backs of sheets count for nothing.
    """
    sorting = _Sorting(_as_printed(pages, papers))
    for index, page in enumerate(pages):
        sorting.take(index, page)
    places = sorting.places()
    return [places[index] for index in range(len(pages))]


def _as_printed(pages: Iterable[PageRead], papers: Mapping[str, Known]) -> dict[str, Known]:
    """A paper of an earlier drawing may lie here as a pile drew it later: one following page with a code says that each
    page has one."""
    following = {token for page in pages for token, number in _said(page) if number > 1}
    return {token: replace(paper, is_numbered=True) if token in following else paper for token, paper in papers.items()}


@dataclass
class _Sorting:
    """A pile being sorted. `current`: the paper that a page without a code belongs to; `cut`: the one that the end of
    what is read cuts."""

    papers: Mapping[str, Known]
    found: dict[int, Place] = field(default_factory=dict)
    groups: list[_Group] = field(default_factory=list)
    numbered: dict[int, _Numbered] = field(default_factory=dict)
    current: _Group | None = None
    cut: _Group | None = None

    def take(self, index: int, page: PageRead) -> None:
        """One more page."""
        self.cut = self.current if page.is_beyond else None
        said = _said(page)
        if page.is_blank:
            self.found[index] = Place(PageState.BLANK)
        elif page.picture and len(said) < 2 and (not said or said[0][0] in self.papers):
            self._take_known(index, said)
        else:
            self.found[index] = self._without_a_paper(page, said)
            self.current = None

    def _without_a_paper(self, page: PageRead, said: Sequence[tuple[str, int]]) -> Place:
        if not page.picture:
            return Place(PageState.UNREADABLE, PageReason.TOO_MANY if page.is_beyond else "")
        if len({token for token, _number in said}) == 1:
            return _of_one(self.papers.get(said[0][0]))
        return _of_two([self.papers[token] for token, _number in said if token in self.papers])

    def _take_known(self, index: int, said: Sequence[tuple[str, int]]) -> None:
        if not said:
            self._follow(index, None)
            return
        ((token, number),) = said
        paper = self.papers[token]
        if paper.is_numbered or number == NO_PAGE:
            self.numbered.setdefault(paper.pk, _Numbered(paper)).add(index, number)
            self.current = None
        else:
            self._follow(index, paper)

    def _follow(self, index: int, paper: Known | None) -> None:
        """Behind the paper that is open, or as the first page of one."""
        current = self.current
        if current is not None and not current.is_full and paper in (None, current.paper):
            current.pages.append(index)
            if paper is None:
                current.followers.add(index)
        elif paper is None:
            self.found[index] = _inbox(PageReason.NO_CODE)
        else:
            is_double = any(group.paper.pk == paper.pk for group in self.groups)
            self.current = _Group(paper, PageReason.DOUBLE if is_double else "", [index])
            self.groups.append(self.current)

    def places(self) -> dict[int, Place]:
        """Of all pages, once the last is taken."""
        is_left_over = any(place.reason == PageReason.NO_CODE for place in self.found.values())
        papers = [group for group in [*self.groups, *self.numbered.values()] if group is not self.cut]
        is_sure = not is_left_over and all(group.is_full and not group.paper.has_lost_its_length for group in papers)
        places = dict(self.found)
        for group in self.groups:
            places.update({index: group.place(index, is_sure=is_sure) for index in group.pages})
        for paper in self.numbered.values():
            places.update(paper.places())
        return _kept_apart(places) if self._may_hide_a_refused_page() else places

    def _may_hide_a_refused_page(self) -> bool:
        """Whether a page without a code may be one of a paper of which nothing may be kept."""
        refused = [g for g in [*self.groups, *self.numbered.values()] if g.paper.refusal in KEEPS_NOTHING]
        is_cut = any(not group.is_full or not group.paper.pages for group in refused)
        return is_cut or any(place.reason in KEEPS_NOTHING for place in self.found.values())


def _kept_apart(places: Mapping[int, Place]) -> dict[int, Place]:
    """The same without pictures of pages whose paper nobody knows."""
    unknown = (PageReason.NO_CODE, PageReason.UNSURE)
    return {
        index: _inbox(PageReason.PERHAPS) if place.reason in unknown and place.paper is None else place
        for index, place in places.items()
    }


def _of_one(paper: Known | None) -> Place:
    """Of a page with several codes of one paper, or with those of a paper that nobody knows."""
    return _inbox(paper.refusal or PageReason.TWO_CODES, paper.pk) if paper else _inbox(PageReason.UNKNOWN)


def _of_two(papers: Sequence[Known]) -> Place:
    """Of a page with several codes, of whose papers one may allow no picture."""
    strict = next((paper for paper in papers if paper.refusal in KEEPS_NOTHING), None)
    return _inbox(strict.refusal, strict.pk) if strict else _inbox(PageReason.TWO_CODES)


def _inbox(reason: str, paper: int | None = None) -> Place:
    return Place(PageState.INBOX, reason, paper)
