"""Which numbers of a table are not shown. Pure.

Numbers from 1 to 4 are not shown, nor is so much beside them that nobody can work them out from sums. A zero tells of
nobody and is shown. A table is a tree: the total, its parts, their parts; each number is the sum of those below it.

What a reader can work out follows from the shown sums alone: below each shown number, the hidden leaves that no smaller
shown number holds have a known sum, and each of them is at least 1. So either none or at least two of them are hidden
there, and their sum leaves it open that any of them is FEWEST or more; and a hidden part has hidden leaves both inside
and outside of it.

Tables of the same needs share their total and nothing else: it is hidden in all of them or in none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """A number with the numbers that it is the sum of; `key` is unique in its table."""

    key: str
    value: int
    parts: tuple["Cell", ...] = ()

    def walk(self) -> Iterator["Cell"]:
        """It and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def leaves(self) -> list["Cell"]:
        """The numbers below it that are no sums."""
        return [cell for cell in self.walk() if not cell.parts]


def hidden_together(totals: Sequence[Cell]) -> list[frozenset[str]]:
    """As `hidden`, for each table of the same needs: one that shows the total would tell it of the others."""
    found = [hidden(total) for total in totals]
    if not any(total.key in keys for total, keys in zip(totals, found, strict=True)):
        return found
    return [frozenset(cell.key for cell in total.walk()) for total in totals]


def hidden(total: Cell) -> frozenset[str]:
    """Keys of the numbers that are not shown; all of them when they are few altogether."""
    everything = frozenset(cell.key for cell in total.walk())
    found = {cell.key for cell in total.walk() if 0 < cell.value < FEWEST}
    while total.key not in found:
        more = _missing(total, found)
        if not more:
            return frozenset(found)
        found |= more
    return everything


def _missing(total: Cell, found: set[str]) -> set[str]:
    """What else has to be hidden next; nothing when the table is safe."""
    for shown in total.walk():
        if shown.key in found or not shown.parts:
            continue
        more = _missing_below(shown, found)
        if more:
            return more
    return set()


def _missing_below(shown: Cell, found: set[str]) -> set[str]:
    group = _group(shown, found)
    if group and (len(group) < 2 or sum(cell.value for cell in group) < len(group) - 1 + FEWEST):
        return _one_more(shown, found, without=None)
    keys = {cell.key for cell in group}
    for part in _open_parts(shown, found):
        inside = {leaf.key for leaf in part.leaves()} & keys
        if not inside:
            return _smallest(part.leaves())
        if inside == keys:
            return _one_more(shown, found, without=part)
    return set()


def _group(shown: Cell, found: set[str]) -> list[Cell]:
    """The hidden leaves below a shown number that no smaller shown number holds."""
    cells = _reach(shown, found)
    return [cell for cell in cells if not cell.parts and cell.key in found]


def _open_parts(shown: Cell, found: set[str]) -> list[Cell]:
    """The hidden sums below a shown number that no smaller shown number holds."""
    return [cell for cell in _reach(shown, found) if cell.parts and cell.key in found]


def _reach(shown: Cell, found: set[str]) -> Iterator[Cell]:
    """The numbers below a shown one, down to the next shown ones."""
    for part in shown.parts:
        yield part
        if part.key in found:
            yield from _reach(part, found)


def _one_more(shown: Cell, found: set[str], *, without: Cell | None) -> set[str]:
    """The smallest shown leaf below, else the smallest shown part with its smallest leaf, else the number itself."""
    left_out = found | ({cell.key for cell in without.walk()} if without else set())
    reach = [cell for cell in _reach(shown, found) if cell.value and cell.key not in left_out]
    leaves = [cell for cell in reach if not cell.parts]
    if leaves:
        return _smallest(leaves)
    parts = [cell for cell in reach if cell.parts]
    if parts:
        part = min(parts, key=_order)
        return {part.key} | _smallest(part.leaves())
    return {shown.key}


def _smallest(cells: list[Cell]) -> set[str]:
    return {min((cell for cell in cells if cell.value), key=_order).key}


def _order(cell: Cell) -> tuple[int, str]:
    return cell.value, cell.key
