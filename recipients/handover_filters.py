"""What the list of handovers is filtered by."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from documents.enums import DocumentStatus
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.filters import YesNoWidget
from recipients.models import Allocation, DateWish, Handover, Receipt


class HandoverFilter(FilterSet):
    """Number, institution, place; status, day, and what somebody has to do."""

    q = SearchFilter(numbers=("number",))
    status = MultipleChoiceFilter(choices=HandoverStatus.choices, label=_("Status"))
    starts_from = DateFilter(
        field_name="starts_at", lookup_expr="date__gte", label=_("takes place: from"), widget=DateInput()
    )
    starts_until = DateFilter(
        field_name="starts_at", lookup_expr="date__lte", label=_("takes place: until"), widget=DateInput()
    )
    unanswered = BooleanFilter(label=_("To be confirmed"), method="by_unanswered", widget=YesNoWidget)
    to_issue = BooleanFilter(label=_("Receipts to issue"), method="by_receipts_to_issue", widget=YesNoWidget)
    wish = BooleanFilter(label=_("Another date is asked for"), method="by_wish", widget=YesNoWidget)
    failed = BooleanFilter(label=_("Receipts failed"), method="by_failed_receipts", widget=YesNoWidget)

    class Meta:
        model = Handover
        fields: list[str] = []

    def by_unanswered(self, handovers: QuerySet, name: str, value: bool) -> QuerySet:
        """Devices have left and nobody has said yet whether they were handed over."""
        return _those(handovers, unanswered(), value)

    def by_receipts_to_issue(self, handovers: QuerySet, name: str, value: bool) -> QuerySet:
        """A device on it has no standing receipt."""
        return _those(handovers, lacking_receipts(), value)

    def by_wish(self, handovers: QuerySet, name: str, value: bool) -> QuerySet:
        """The institution waits for an answer about the date."""
        return _those(handovers, DateWish.objects.unanswered().values("handover"), value)

    def by_failed_receipts(self, handovers: QuerySet, name: str, value: bool) -> QuerySet:
        """A standing receipt could not be made."""
        failed = Receipt.objects.active().filter(document__status=DocumentStatus.FAILED)
        return _those(handovers, failed.values("handover"), value)


def _those(handovers: QuerySet, keys: QuerySet, value: bool) -> QuerySet:
    return handovers.filter(pk__in=keys) if value else handovers.exclude(pk__in=keys)


def unanswered() -> QuerySet:
    """Keys of handovers with a delivered device."""
    delivered = Allocation.objects.filter(status=AllocationStatus.DELIVERED, handover__isnull=False)
    return delivered.values("handover")


def lacking_receipts() -> QuerySet:
    """Keys of handovers that have not begun and have a device without a standing receipt."""
    coming = Handover.objects.filter(status__in=[HandoverStatus.PLANNED, HandoverStatus.PACKED])
    rows = Allocation.objects.filter(status=AllocationStatus.RESERVED, handover__in=coming.values("pk"))
    named = Receipt.objects.active().values("allocations")
    return rows.exclude(pk__in=named).values("handover")
