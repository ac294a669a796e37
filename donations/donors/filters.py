"""What the list of donors can be narrowed by."""

from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from donations.donors import duplicates
from donations.enums import DonorKind
from donations.models import Donor, DonorQuerySet

YES, NO = "yes", "no"


class DonorFilter(FilterSet):
    """The rows carry `open_count` and `last_given`, see `listing.with_numbers`."""

    q = SearchFilter()
    kind = MultipleChoiceFilter(choices=DonorKind.choices, label=_("Kind of donor"))
    open = ChoiceFilter(
        choices=[(YES, _("with open donations")), (NO, _("without open donations"))],
        label=_("Open donations"),
        method="of_open",
    )
    given_from = DateFilter(
        field_name="last_given", lookup_expr="date__gte", label=_("Last offer from"), widget=DateInput()
    )
    given_until = DateFilter(
        field_name="last_given", lookup_expr="date__lte", label=_("Last offer until"), widget=DateInput()
    )
    double = BooleanFilter(label=_("Perhaps entered twice"), method="of_double")

    class Meta:
        model = Donor
        fields = []

    def of_open(self, rows: DonorQuerySet, _name: str, wanted: str) -> DonorQuerySet:
        """Donors that gave something that is not settled yet, or nothing such."""
        return rows.filter(open_count__gt=0) if wanted == YES else rows.filter(open_count=0)

    def of_double(self, rows: DonorQuerySet, _name: str, wanted: bool) -> DonorQuerySet:
        """Donors that may be in the list twice; "no" narrows nothing."""
        return duplicates.with_suspects(rows) if wanted else rows
