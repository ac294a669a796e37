"""What the list of parts can be narrowed to."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from devices.enums import PartStatus
from devices.models import Location, Part, PartKind


class PartFilter(FilterSet):
    """By kind, place and status."""

    q = SearchFilter(numbers=("number", "serial"))
    status = MultipleChoiceFilter(choices=PartStatus.choices, label=_("Status"))
    kind = ModelChoiceFilter(queryset=PartKind.objects.all(), label=_("Kind"))
    location = ModelChoiceFilter(queryset=Location.objects.all(), label=_("Location"))
    from_device = CharFilter(field_name="from_device__number", lookup_expr="iexact", label=_("From device"))

    class Meta:
        model = Part
        fields: list[str] = []
