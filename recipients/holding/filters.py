"""What the lists of reservations are narrowed by."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from recipients.calendar.terms import add_term
from recipients.filters import YesNoWidget, own_institutions
from recipients.models import Allocation, Term, TermPurpose

INSTITUTION = "item__need__request__institution"
SOON, OVER = "soon", "over"


class ReservationFilter(FilterSet):
    """By institution and device; by how soon they end; with and without an appointment."""

    q = SearchFilter(f"{INSTITUTION}__search_text", numbers=("device__number", "item__need__request__number"))
    ending = ChoiceFilter(
        label=_("Ends"), choices=[(SOON, _("soon")), (OVER, _("is over, runs out next"))], method="by_ending"
    )
    ends_to = DateFilter(label=_("ends: until"), method="by_day", widget=DateInput())
    institution = ModelChoiceFilter(field_name=INSTITUTION, queryset=own_institutions, label=_("Institution"))
    appointment = BooleanFilter(
        field_name="handover", lookup_expr="isnull", exclude=True, label=_("With an appointment"), widget=YesNoWidget
    )

    class Meta:
        model = Allocation
        fields: list[str] = []

    def by_ending(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Soon: within the days before which coordination is reminded."""
        today = timezone.localdate()
        return rows.filter(pk__in=ending_soon(today) if value == SOON else Allocation.objects.run_out(today))

    def by_day(self, rows: QuerySet, name: str, value) -> QuerySet:
        """Whose last day is that one or an earlier one."""
        return rows.filter(pk__in=Allocation.objects.ending_until(value))


def ending_soon(today) -> QuerySet:
    """Reservations whose end coordination is reminded of, or whose last day is over."""
    days = next(iter(Term.objects.days_of(TermPurpose.HOLD_REMINDER)), 3)
    return Allocation.objects.ending_until(add_term(today, days))


class RanOutFilter(FilterSet):
    """By institution and device."""

    q = SearchFilter(f"{INSTITUTION}__search_text", numbers=("device__number", "item__need__request__number"))
    institution = ModelChoiceFilter(field_name=INSTITUTION, queryset=own_institutions, label=_("Institution"))

    class Meta:
        model = Allocation
        fields: list[str] = []
