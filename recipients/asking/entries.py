"""A request as its page shows it: single needs one by one, class sets as one entry each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recipients.asking.wording import class_set_in_words, minimum_of
from recipients.enums import NeedStatus
from recipients.fulfilment import CLOSED, Fulfilment
from recipients.half_served import rest
from recipients.models import ClassSet, Need
from recipients.overview import NeedLine


@dataclass(frozen=True)
class ClassEntry:
    """One class set with how far it has come."""

    class_set: ClassSet
    lines: Sequence[NeedLine]

    @property
    def counts(self) -> Fulfilment:
        """How far it has come."""
        found = Counter(line.need.status for line in self.lines)
        return Fulfilment(
            reserved=found[NeedStatus.RESERVED],
            handed_over=found[NeedStatus.FULFILLED],
            open=found[NeedStatus.OPEN],
            closed=sum(found[status] for status in CLOSED),
        )

    @property
    def sentence(self) -> str:
        """What was asked for, in words, as many as are still wanted."""
        return class_set_in_words(self.class_set, self.counts.requested or self.class_set.quantity)

    @property
    def minimum(self) -> str:
        """What its devices must at least be able to do."""
        return minimum_of(self.lines[0].need)

    @property
    def may_be_reduced(self) -> bool:
        """Whether some of it still waits."""
        return self.counts.open > 0

    @property
    def is_half_served(self) -> bool:
        """Whether a set in it waits for a part while it has another one."""
        return any(rest.is_half_served(line.need) for line in self.lines)


def singles(lines: Sequence[NeedLine]) -> list[NeedLine]:
    """The needs of a pupil each, or single loans."""
    return [line for line in lines if line.need.class_set_id is None]


def classes(lines: Sequence[NeedLine]) -> list[ClassEntry]:
    """The class sets among these."""
    grouped: dict[int, list[NeedLine]] = {}
    for line in lines:
        if line.need.class_set_id is not None:
            grouped.setdefault(line.need.class_set_id, []).append(line)
    return [ClassEntry(group[0].need.class_set, group) for group in grouped.values()]


def still_asked(lines: Sequence[NeedLine]) -> list[Need]:
    """The needs that were neither withdrawn nor declined."""
    return [line.need for line in lines if line.need.status not in CLOSED]
