"""How far something has been served: requested, reserved, handed over, open; and what was closed unserved. One piece
for every page that shows it; counted are needs, and always in one query, for one row or for many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from recipients.enums import NeedStatus, RequestStatus
from recipients.models import ClassSet, Handover, Need, Request

CLOSED = (NeedStatus.WITHDRAWN, NeedStatus.DECLINED)
# What an institution has asked for: neither what it is still writing nor what was never to be served.
ASKED = (RequestStatus.SUBMITTED, RequestStatus.APPROVED)


@dataclass(frozen=True)
class Fulfilment:
    """Numbers of needs. `closed` were withdrawn or declined: nobody asks for them any more, so they don't count as
    requested."""

    reserved: int = 0
    handed_over: int = 0
    open: int = 0
    closed: int = 0

    @property
    def requested(self) -> int:
        """What is still asked for, or was served."""
        return self.reserved + self.handed_over + self.open

    @property
    def is_done(self) -> bool:
        """Nobody waits for anything any more."""
        return bool(self.handed_over or self.closed) and not self.open and not self.reserved

    def __add__(self, other: "Fulfilment") -> "Fulfilment":
        return Fulfilment(
            self.reserved + other.reserved,
            self.handed_over + other.handed_over,
            self.open + other.open,
            self.closed + other.closed,
        )


_PARTS = {
    NeedStatus.RESERVED: "reserved",
    NeedStatus.FULFILLED: "handed_over",
    NeedStatus.OPEN: "open",
    NeedStatus.WITHDRAWN: "closed",
    NeedStatus.DECLINED: "closed",
}


def annotated(requests: QuerySet) -> QuerySet:
    """Requests with the columns `requested`, `reserved`, `handed_over`, `waiting` (open) and `closed`, to sort by."""
    return requests.annotate(
        requested=Count("needs", filter=~Q(needs__status__in=CLOSED)),
        reserved=Count("needs", filter=Q(needs__status=NeedStatus.RESERVED)),
        handed_over=Count("needs", filter=Q(needs__status=NeedStatus.FULFILLED)),
        waiting=Count("needs", filter=Q(needs__status=NeedStatus.OPEN)),
        closed=Count("needs", filter=Q(needs__status__in=CLOSED)),
    )


def of_row(row: Request) -> Fulfilment:
    """The numbers of a request that was read `annotated`."""
    return Fulfilment(row.reserved, row.handed_over, row.waiting, row.closed)


def of_requests(pks: Collection[int]) -> dict[int, Fulfilment]:
    """{request: its numbers}."""
    return _by(Need.objects.filter(request__in=pks), "request", pks)


def of_class_sets(pks: Collection[int]) -> dict[int, Fulfilment]:
    """{class set: its numbers}."""
    return _by(Need.objects.filter(class_set__in=pks), "class_set", pks)


def of_institutions(pks: Collection[int]) -> dict[int, Fulfilment]:
    """{institution: the numbers of all that it has sent and that was not declined or withdrawn as a whole}."""
    asked = Need.objects.filter(request__institution__in=pks, request__status__in=ASKED)
    return _by(asked, "request__institution", pks)


def of_handover(handover: Handover) -> list[tuple[Request | ClassSet, Fulfilment]]:
    """(request or class set, its numbers) of each of which something is given out there; a class sets after all
    requests."""
    needs = Need.objects.filter(items__allocations__handover=handover).order_by("request", "class_set")
    requests, class_sets = {}, {}
    for need in needs.select_related("request", "class_set__request", "class_set__category", "class_set__device_set"):
        requests[need.request_id] = need.request
        if need.class_set:
            class_sets[need.class_set_id] = need.class_set
    numbers, of_sets = of_requests(requests), of_class_sets(class_sets)
    return [(row, numbers[pk]) for pk, row in requests.items()] + [(row, of_sets[pk]) for pk, row in class_sets.items()]


def total(numbers: Iterable[Fulfilment]) -> Fulfilment:
    """All together."""
    return sum(numbers, Fulfilment())


def _by(needs: QuerySet, key: str, pks: Collection[int]) -> dict[int, Fulfilment]:
    found: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for pk, status, count in needs.order_by().values_list(key, "status").annotate(count=Count("pk")):
        part = _PARTS[status]
        found[pk][part] = found[pk].get(part, 0) + count
    return {pk: Fulfilment(**parts) for pk, parts in found.items()}
