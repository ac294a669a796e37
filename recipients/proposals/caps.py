"""How many more device sets each institution may get today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

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

    A device set counts from the day on which its first device was reserved; released and returned ones don't."""
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
    promised = Allocation.objects.active().filter(
        created_at__date__gte=row.first_day, created_at__date__lte=row.last_day
    )
    counted = promised.values("item__need__request__institution").annotate(sets=Count("item__need", distinct=True))
    return dict(counted.order_by().values_list("item__need__request__institution", "sets"))
