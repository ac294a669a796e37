"""What the list of accessories can be narrowed to."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter, NumberFilter

from devices.models import AccessoryKind, AccessoryStock, Location, Plug

IN_STOCK, USED_UP = "in_stock", "used_up"


class AccessoryFilter(FilterSet):
    """By sort and place."""

    kind = ModelChoiceFilter(queryset=AccessoryKind.objects.all(), label=_("Kind"))
    plug = ModelChoiceFilter(queryset=Plug.objects.all(), label=_("Plug"))
    watts = NumberFilter(label=_("Watts"))
    location = ModelChoiceFilter(queryset=Location.objects.all(), label=_("Location"))
    stock = ChoiceFilter(
        choices=[(IN_STOCK, _("in stock")), (USED_UP, _("used up"))], label=_("Stock"), method="filter_stock"
    )

    class Meta:
        model = AccessoryStock
        fields: list[str] = []

    def filter_stock(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """There, or not any more."""
        return queryset.filter(count=0) if value == USED_UP else queryset.in_stock()
