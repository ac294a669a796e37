"""How many more device sets each institution may get today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from recipients.models import Allocation, AllocationCap, Need


@dataclass(frozen=True)
class Left:
    """What a cap leaves an institution: `limit` device sets in a period of which `left` are not given yet."""

    institution: int
    limit: int
    left: int


def left_today(institutions: Collection[int], *, day: date, cap: int | None = None) -> list[Left]:
    """For the institutions that have a limit, in the order of their keys. An institution's own caps go before those
    for each; of several the tightest holds. `cap` limits what this one proposal gives to each.

    A device set counts on the day on which its first device was reserved, and so in one period alone; released and
    returned ones don't count."""
    caps = list(AllocationCap.objects.in_force(day))
    given = {row.pk: _given(row) for row in caps}
    found = [_tightest(institution, caps, given, cap) for institution in sorted(institutions)]
    return [left for left in found if left is not None]


def _tightest(
    institution: int, caps: list[AllocationCap], given: dict[int, dict[int, int]], cap: int | None
) -> Left | None:
    own = [row for row in caps if row.institution_id == institution]
    possible = [
        Left(institution, row.device_sets, max(0, row.device_sets - given[row.pk].get(institution, 0)))
        for row in own or [row for row in caps if row.institution_id is None]
    ]
    if cap is not None:
        possible.append(Left(institution, cap, cap))
    return min(possible, key=lambda one: one.left, default=None)


def _given(row: AllocationCap) -> dict[int, int]:
    """{institution: how many device sets it was promised in the cap's period}."""
    first_devices = Allocation.objects.active().order_by().values("item__need").annotate(first=Min("created_at"))
    begun = first_devices.filter(first__date__gte=row.first_day, first__date__lte=row.last_day)
    counted = Need.objects.filter(pk__in=begun.values("item__need")).values("request__institution")
    return dict(counted.annotate(sets=Count("pk")).order_by().values_list("request__institution", "sets"))
