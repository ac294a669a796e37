"""What lists of donations can be narrowed by."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from accounts.pages.scanning import normalise_scan
from donations.enums import DonationStatus, DonorKind, MediaWithData
from donations.models import Donation

UNKNOWN = "unknown"


class DonationSearch(SearchFilter):
    """Finds a donation by its number, by words of its donor, or by number, serial number or asset tag of one of its
    devices, among those that the list shows its reader anyway."""

    def filter(self, qs: QuerySet[Donation], value: str) -> QuerySet[Donation]:
        if not value:
            return qs
        by_words = super().filter(Donation.objects.order_by(), value)
        typed = value.strip()
        named = Q(devices__serial__iexact=typed) | Q(devices__asset_tag__iexact=typed)
        by_device = Donation.objects.order_by().filter(named | Q(devices__number__in=normalise_scan(typed)))
        return qs.filter(Q(pk__in=by_words.values("pk")) | Q(pk__in=by_device.values("pk")))


class DonationFilter(FilterSet):
    """Filters of the list; what is about donors only for those who may see donors."""

    q = DonationSearch(numbers=("number",))
    status = MultipleChoiceFilter(choices=DonationStatus.choices, label=_("Status"))
    kind = ChoiceFilter(
        field_name="donor__kind",
        choices=[*DonorKind.choices, (UNKNOWN, _("unknown donor"))],
        label=_("Kind of donor"),
        method="of_kind",
    )
    media = ChoiceFilter(field_name="media_with_data", choices=MediaWithData.choices, label=_("Disks with data"))
    offered_from = DateFilter(
        field_name="created_at", lookup_expr="date__gte", label=_("Offered from"), widget=DateInput()
    )
    offered_until = DateFilter(
        field_name="created_at", lookup_expr="date__lte", label=_("Offered until"), widget=DateInput()
    )

    class Meta:
        model = Donation
        fields = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm("donations.view_donation"):
            del self.filters["kind"]

    def of_kind(self, rows, _name: str, kind: str):
        """Donations of donors of a kind, or of an unknown donor."""
        return rows.filter(donor=None) if kind == UNKNOWN else rows.filter(donor__kind=kind)
