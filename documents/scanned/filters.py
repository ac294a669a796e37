"""What the lists of scans are filtered by."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, FilterSet

from accounts.pages.forms import DateInput
from documents.models import ScannedPage, ScanPile
from documents.scanned.models import PageReason, PileState


class PileFilter(FilterSet):
    """By status and day of upload."""

    state = ChoiceFilter(choices=PileState.choices, label=_("Status"))
    uploaded_from = DateFilter(
        field_name="uploaded_at", lookup_expr="date__gte", label=_("uploaded: from"), widget=DateInput()
    )

    class Meta:
        model = ScanPile
        fields: list[str] = []


class PageFilter(FilterSet):
    """By what kept a page from being filed."""

    reason = ChoiceFilter(choices=PageReason.choices, label=_("Reason"))

    class Meta:
        model = ScannedPage
        fields: list[str] = []
