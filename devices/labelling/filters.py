"""What the list of printed labels can be narrowed to."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.pages.scanning import normalise_scan
from devices.models import LabelKind, LabelRun, LabelSheet


class LabelRunFilter(FilterSet):
    """By number (the label that came out crooked), kind and sheet."""

    q = CharFilter(label=_("Search term"), method="filter_number")
    kind = ChoiceFilter(choices=LabelKind.choices, label=_("For"))
    sheet = ModelChoiceFilter(queryset=LabelSheet.objects.all(), label=_("Sheet or roll"))

    class Meta:
        model = LabelRun
        fields: list[str] = []

    def filter_number(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Runs that this label was in; a list of a year is some thousand rows."""
        readings = set(normalise_scan(value)) | {value.strip().lower()}
        found = [pk for pk, numbers in queryset.values_list("pk", "numbers") if readings & set(numbers)]
        return queryset.filter(pk__in=found)
