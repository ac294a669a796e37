"""One receipt for a need, one for a class set, however many needs that set is made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from recipients.enums import AllocationStatus
from recipients.fulfilment import CLOSED
from recipients.models import Allocation, ClassSet, Need, NeedItem, Receipt
from recipients.papers import ReceiptContent
from recipients.receipt_content import Sources, draft
from recipients.receiving.class_sets import draft_class_set

# A need has the key ("need", 5), a class set ("class_set", 2).
Key = tuple[str, int]


@dataclass
class Whom:
    """Whom one receipt is for: a need, or a class set."""

    need: Need | None = None
    class_set: ClassSet | None = None

    @property
    def key(self) -> Key:
        """By which it is told from the others of a handover."""
        return ("need", self.need.pk) if self.need else ("class_set", self.class_set.pk)

    @property
    def columns(self) -> dict[str, Need | ClassSet | None]:
        """The receipt's own columns."""
        return {"need": self.need, "class_set": self.class_set}

    @cached_property
    def items(self) -> list[NeedItem]:
        """All that is asked for, with all reservations of it; of a class set what is still asked for or was given."""
        if self.need:
            return list(self.need.items.all())
        return _asked_for([self.class_set.pk])[self.class_set.pk]

    def draft(self, given: Sequence[Allocation], *, shared: Sources, now: datetime) -> ReceiptContent:
        """What the receipt says of these, without number, version and address."""
        if self.need:
            return draft(self.need, given, shared=shared, now=now)
        return draft_class_set(self.class_set, self.items, given, shared=shared, now=now)

    def without(self, leaving: Collection[int]) -> None:
        """From now on these reservations count as released."""
        for item in self.items:
            for allocation in item.allocations.all():
                if allocation.pk in leaving:
                    allocation.status = AllocationStatus.RELEASED


def whom_of(receipt: Receipt, given: Iterable[Allocation]) -> Whom:
    """Whom a standing receipt is for; `given` was read with all that a content needs of it."""
    if receipt.class_set_id:
        return Whom(class_set=receipt.class_set)
    return Whom(need=next(row.item.need for row in given))


def key_of(receipt: Receipt) -> Key:
    """The key of whom the receipt is for."""
    return ("class_set", receipt.class_set_id) if receipt.class_set_id else ("need", receipt.need_id)


def by_whom(allocations: Iterable[Allocation], standing: Mapping[Key, Receipt]) -> list[tuple[Whom, list[Allocation]]]:
    """The reservations of one handover by the receipts that they belong to. A need of a class set that has got a
    receipt of its own, as it was done before there was one for the whole set, keeps that."""
    grouped: dict[Key, tuple[Whom, list[Allocation]]] = {}
    for allocation in allocations:
        need = allocation.item.need
        alone = need.class_set_id is None or ("need", need.pk) in standing
        whom = Whom(need=need) if alone else Whom(class_set=need.class_set)
        grouped.setdefault(whom.key, (whom, []))[1].append(allocation)
    _read_items([whom.class_set.pk for whom, _given in grouped.values() if whom.class_set], grouped)
    return list(grouped.values())


def _read_items(class_sets: list[int], grouped: Mapping[Key, tuple[Whom, list[Allocation]]]) -> None:
    """Of all class sets at once."""
    if class_sets:
        for pk, items in _asked_for(class_sets).items():
            grouped["class_set", pk][0].items = items


def _asked_for(class_sets: Collection[int]) -> dict[int, list[NeedItem]]:
    """{class set: what is still asked for or was given}."""
    asked = NeedItem.objects.filter(need__class_set__in=class_sets).exclude(need__status__in=CLOSED)
    related = asked.select_related("need", "category", "minimum_spec").prefetch_related("allocations")
    found: dict[int, list[NeedItem]] = {pk: [] for pk in class_sets}
    for item in related.order_by("need__position", "position"):
        found[item.need.class_set_id].append(item)
    return found
