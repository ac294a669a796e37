"""How many more device sets each institution may get today."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q
from django.db.models.functions import TruncDate

from recipients.models import Allocation, AllocationCap


@dataclass(frozen=True)
class Left:
    """What a cap leaves an institution: `limit` device sets in a period of which `left` are not given yet."""

    institution: int
    limit: int
    left: int


def left_today(institutions: Collection[int], *, day: date, cap: int | None = None) -> list[Left]:
    """For the institutions that have a limit, in the order of their keys. An institution's own caps go before those
    for each; of several the tightest holds. `cap` limits what this one proposal gives to each.

    A device set counts on the day on which its first device was reserved, and so in one period alone, whatever it is
    swapped for later; released and returned ones don't count. Asked under locks: two statements, whatever limits other
    institutions have."""
    concerned = Q(institution=None) | Q(institution__in=institutions)
    caps = list(AllocationCap.objects.in_force(day).filter(concerned))
    begun = _days_begun(institutions, caps) if caps else {}
    found = [_tightest(institution, caps, begun.get(institution, []), cap) for institution in sorted(institutions)]
    return [left for left in found if left is not None]


def _tightest(institution: int, caps: Iterable[AllocationCap], begun: list[date], cap: int | None) -> Left | None:
    own = [row for row in caps if row.institution_id == institution]
    possible = [
        Left(institution, row.device_sets, max(0, row.device_sets - _given(row, begun)))
        for row in own or [row for row in caps if row.institution_id is None]
    ]
    if cap is not None:
        possible.append(Left(institution, cap, cap))
    return min(possible, key=lambda one: one.left, default=None)


def _given(row: AllocationCap, begun: list[date]) -> int:
    return sum(row.first_day <= day <= row.last_day for day in begun)


def _days_begun(institutions: Collection[int], caps: Collection[AllocationCap]) -> dict[int, list[date]]:
    """{institution: the day of each device set that it was promised in the periods of these caps}."""
    promised = Allocation.objects.active().filter(item__need__request__institution__in=institutions).order_by()
    sets = promised.values("item__need__request__institution", "item__need")
    begun = sets.annotate(day=TruncDate(Min("promised_since"))).filter(
        day__gte=min(row.first_day for row in caps), day__lte=max(row.last_day for row in caps)
    )
    days = defaultdict(list)
    for institution, _need, day in begun.values_list("item__need__request__institution", "item__need", "day"):
        days[institution].append(day)
    return days
