"""How far requests and needs have come, as pages show it; the same number of queries for one row as for many."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.utils.translation import gettext as _

from recipients import fulfilment, queue
from recipients.enums import Answer, RequestStatus
from recipients.models import Allocation, Need, NeedItem, Request

# What a work list shows first: what somebody has to answer, then what runs, then what is over.
TURN = {RequestStatus.SUBMITTED: 0, RequestStatus.DRAFT: 1, RequestStatus.APPROVED: 2}


@dataclass(frozen=True)
class NeedLine:
    """One need of a request. `place` is its place on the waiting list, None when it doesn't wait."""

    need: Need
    place: int | None

    @property
    def before(self) -> int | None:
        """About how many are before it."""
        return None if self.place is None else queue.about_before(self.place)


def with_counts(requests: QuerySet) -> QuerySet:
    """Requests with how far they have come (see `fulfilment.annotated`), and `turn` to sort by."""
    turn = [When(status=status, then=Value(place)) for status, place in TURN.items()]
    return fulfilment.annotated(requests).annotate(turn=Case(*turn, default=Value(3), output_field=IntegerField()))


def with_items(needs: QuerySet) -> QuerySet:
    """Needs with their items, and each item's active allocation as the list `promised`."""
    active = Allocation.objects.active().select_related("device__category", "handover")
    return needs.prefetch_related(
        Prefetch("items", NeedItem.objects.select_related("category", "minimum_spec")),
        Prefetch("items__allocations", active, to_attr="promised"),
    )


def lines_of(request: Request, *, now: datetime | None = None) -> list[NeedLine]:
    """The needs of a request with their places."""
    related = request.needs.select_related("class_set__category", "class_set__device_set", "device_set")
    needs = list(with_items(related.prefetch_related("wishes", "device_set__items__accessory").order_by("position")))
    places = queue.places(now=now) if request.status == RequestStatus.APPROVED else {}
    return [NeedLine(need, places.get(need.pk)) for need in needs]


def facts_of(need: Need) -> str:
    """The facts that weigh and hold, in words; nothing for none."""
    said = {
        _("final year"): need.final_year,
        _("no device at home"): need.no_device_at_home,
        _("siblings share"): need.siblings_share,
    }
    return ", ".join(words for words, answer in said.items() if answer == Answer.YES)


def wanted(need: Need) -> str:
    """What a need waits for, in words: "Notebook, Monitor", or "Monitor (reserved: Notebook)"."""
    items = list(need.items.all())
    waiting = ", ".join(item.category.name for item in items if not (item.promised or item.given_up))
    reserved = ", ".join(item.category.name for item in items if item.promised)
    return (
        _("%(waiting)s (reserved: %(reserved)s)") % {"waiting": waiting, "reserved": reserved} if reserved else waiting
    )
