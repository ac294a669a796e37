"""What the list of papers is filtered by."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.forms import DateInput
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import KINDS


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in KINDS.values()]


class DocumentFilter(FilterSet):
    """Number, status, kind, day of issue."""

    q = CharFilter(method="by_number", label=_("Search"))
    status = MultipleChoiceFilter(choices=DocumentStatus.choices, label=_("Status"))
    kind = ChoiceFilter(choices=_kinds, label=_("Kind of paper"))
    issued_from = DateFilter(
        field_name="issued_at", lookup_expr="date__gte", label=_("issued: from"), widget=DateInput()
    )
    issued_until = DateFilter(
        field_name="issued_at", lookup_expr="date__lte", label=_("issued: until"), widget=DateInput()
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def by_number(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Numbers are plain letters and digits: the database may compare them without regard to case."""
        return queryset.filter(number__icontains=value.strip())
