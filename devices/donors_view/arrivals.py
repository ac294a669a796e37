"""What was announced against what came, by category."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from devices.enums import DeviceStatus
from devices.models import Category
from donations.enums import DonationStatus
from donations.models import Donation

SHOWN = (DonationStatus.RECEIVED, DonationStatus.SETTLED)
NOT_HERE = {
    DeviceStatus.REGISTERED: "awaited",
    DeviceStatus.NOT_RECEIVED: "missing",
    DeviceStatus.REJECTED: "refused",
}


# What stands in every comparison, and what only where there is such a thing.
ALWAYS: dict[str, Promise] = {
    "announced": gettext_lazy("announced"),
    "arrived": pgettext_lazy("column", "arrived"),
}
IF_ANY: dict[str, Promise] = {
    "missing": gettext_lazy("did not come"),
    "refused": pgettext_lazy("column", "not accepted"),
    "awaited": gettext_lazy("still awaited"),
    "extra": gettext_lazy("in addition"),
}


@dataclass
class Comparison:
    """Of one category: how many were announced, and what became of them; `extra` came without being announced."""

    category: str
    announced: int = 0
    arrived: int = 0
    missing: int = 0
    refused: int = 0
    awaited: int = 0
    extra: int = 0


@dataclass(frozen=True)
class Arrivals:
    """All categories of a donation."""

    rows: list[Comparison] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, Promise]:
        """What is worth a column, with its heading."""
        return ALWAYS | {name: label for name, label in IF_ANY.items() if any(getattr(row, name) for row in self.rows)}

    @property
    def lines(self) -> list[tuple[str, list[tuple[Promise, int]]]]:
        """(category, its numbers with their headings)."""
        columns = self.columns.items()
        return [(row.category, [(label, getattr(row, name)) for name, label in columns]) for row in self.rows]

    @property
    def is_as_announced(self) -> bool:
        """Whether exactly what was announced has come."""
        return all(row.arrived == row.announced and not row.extra for row in self.rows)


def arrivals_of(donation: Donation) -> Arrivals:
    """The comparison, in the order of the categories."""
    counted = donation.devices.order_by().values_list("category", "is_surplus", "status").annotate(number=Count("pk"))
    found = list(counted)
    categories = Category.objects.filter(pk__in={row[0] for row in found}).order_by("position", "code")
    rows = {category.pk: Comparison(category.name) for category in categories}
    for category, is_surplus, status, number in found:
        _count(rows[category], is_surplus, status, number)
    return Arrivals(list(rows.values()))


def _count(row: Comparison, is_surplus: bool, status: str, number: int) -> None:
    if is_surplus:
        row.extra += number
        return
    row.announced += number
    outcome = NOT_HERE.get(status, "arrived")
    setattr(row, outcome, getattr(row, outcome) + number)


def panel(user: User, donation: Donation) -> Mapping[str, Any] | None:
    """For the donation's page once something has come."""
    if donation.status not in SHOWN:
        return None
    arrivals = arrivals_of(donation)
    return {"arrivals": arrivals} if arrivals.rows else None
