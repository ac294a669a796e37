"""What lists of devices in use and of reports are narrowed by."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from recipients.enums import Agreement
from recipients.filters import YesNoWidget, own_institutions
from recipients.models import Allocation, DeviceReport
from recipients.models.report import OPEN_REPORTS, ReportKind, ReportOutcome, ReportStatus


class InUseFilter(FilterSet):
    """Devices in use by number, institution, terms, and when a loan ends."""

    q = SearchFilter(
        "item__need__request__institution__search_text", numbers=("device__number", "item__need__request__number")
    )
    agreement = ChoiceFilter(field_name="item__need__agreement", choices=Agreement.choices, label=_("Gift or loan"))
    overdue = BooleanFilter(label=_("Loan is overdue"), method="by_overdue", widget=YesNoWidget)
    ends_to = DateFilter(field_name="loan_until", lookup_expr="lte", label=_("loan ends: until"), widget=DateInput())
    institution = ModelChoiceFilter(
        field_name="item__need__request__institution", queryset=own_institutions, label=_("Institution")
    )

    class Meta:
        model = Allocation
        fields: list[str] = []

    def by_overdue(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """Loans whose last day is over, or all others."""
        over = Q(item__need__agreement=Agreement.LOAN, loan_until__lt=timezone.localdate())
        return rows.filter(over) if value else rows.exclude(over)


class ReportFilter(FilterSet):
    """Reports by device, institution, kind and status."""

    q = SearchFilter(
        "allocation__item__need__request__institution__search_text", numbers=("allocation__device__number",)
    )
    open = BooleanFilter(label=_("Somebody is at it"), method="by_open", widget=YesNoWidget)
    status = MultipleChoiceFilter(choices=ReportStatus.choices, label=_("Status"))
    outcome = ChoiceFilter(choices=ReportOutcome.choices, label=_("Outcome"))
    kind = ChoiceFilter(choices=ReportKind.choices, label=_("What is the matter?"))
    institution = ModelChoiceFilter(
        field_name="allocation__item__need__request__institution",
        queryset=own_institutions,
        label=_("Institution"),
    )

    class Meta:
        model = DeviceReport
        fields: list[str] = []

    def by_open(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        """Open, or settled and withdrawn ones."""
        return rows.filter(status__in=OPEN_REPORTS) if value else rows.exclude(status__in=OPEN_REPORTS)
