"""How much donors gave, counted by the database: with donors that are the same, each donation once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.pages import status
from donations.enums import DonationStatus
from donations.models import Donation, Donor, DonorQuerySet

OPEN = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED)


def with_numbers(donors: DonorQuerySet) -> DonorQuerySet:
    """Each row with `donation_count`, `open_count`, `device_count` and `last_given`, the moment of the last offer."""
    same = Donor.objects.filter(Q(pk=OuterRef(OuterRef("pk"))) | Q(merged_into=OuterRef(OuterRef("pk"))))
    theirs = Donation.objects.filter(donor__in=same.values("pk")).order_by()
    return donors.annotate(
        donation_count=_number(theirs, Count("pk")),
        open_count=_number(theirs.filter(status__in=OPEN), Count("pk")),
        device_count=_number(theirs, Count("devices")),
        last_given=Subquery(_one(theirs, Max("created_at"))),
    )


def _number(rows: QuerySet, aggregate: Count) -> Coalesce:
    return Coalesce(Subquery(_one(rows, aggregate), output_field=IntegerField()), 0)


def _one(rows: QuerySet, aggregate: Count | Max) -> QuerySet:
    """The aggregate over all rows, as one value: grouped by what is the same in each, since aggregate() cannot stand
    in a subquery."""
    return rows.annotate(all=Value(1)).values("all").annotate(found=aggregate).values("found")


@dataclass(frozen=True)
class Given:
    """One donation with its devices by state: ("in refurbishment", 3), the most first."""

    donation: Donation
    states: list[tuple[str, int]] = field(default_factory=list)

    @property
    def devices(self) -> int:
        """How many there are in all."""
        return sum(count for _word, count in self.states)


def by_state(donations: Sequence[Donation]) -> list[Given]:
    """The donations in their order, read at once."""
    counted = Donation.objects.filter(pk__in=[donation.pk for donation in donations], devices__isnull=False)
    found: dict[int, list[tuple[str, int]]] = {}
    for pk, code, count in counted.order_by().values_list("pk", "devices__status", Count("devices")):
        found.setdefault(pk, []).append((str(status.look("device", code).word), count))
    return [Given(donation, _most_first(found.get(donation.pk, []))) for donation in donations]


def _most_first(states: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(states, key=lambda state: (-state[1], state[0]))
