"""What the list of pallets can be narrowed to."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from accounts.pages.forms import DateInput
from devices.enums import PalletStatus
from devices.models import Pallet

MISSING, THERE = "missing", "there"


class PalletFilter(FilterSet):
    """By number, status, day and certificate."""

    number = CharFilter(lookup_expr="icontains", label=_("Number"))
    status = ChoiceFilter(choices=PalletStatus.choices, label=_("Status"))
    certificate = ChoiceFilter(
        choices=[(MISSING, _("still missing")), (THERE, _("there"))],
        label=_("Certificate"),
        method="filter_certificate",
    )
    collected_from = DateFilter(
        field_name="collected_on", lookup_expr="gte", label=_("Collected from"), widget=DateInput()
    )
    collected_until = DateFilter(
        field_name="collected_on", lookup_expr="lte", label=_("Collected until"), widget=DateInput()
    )

    class Meta:
        model = Pallet
        fields: list[str] = []

    def filter_certificate(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Of collected pallets."""
        collected = queryset.filter(status=PalletStatus.COLLECTED)
        lacking = collected.filter(certificates=None)
        return lacking if value == MISSING else collected.exclude(pk__in=lacking.values("pk"))
