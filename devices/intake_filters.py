"""What the list of expected donations can be narrowed by."""

from django.utils.translation import gettext_lazy as _
from django_filters import DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.forms import DateInput
from donations.enums import Delivery, DonationStatus
from donations.models import Donation

STILL_COMING = [
    (status.value, status.label)
    for status in (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED, DonationStatus.SETTLED)
]


class IntakeFilter(FilterSet):
    """No search by words: they would be the donor's."""

    status = MultipleChoiceFilter(choices=STILL_COMING, label=_("Status"))
    delivery = MultipleChoiceFilter(choices=Delivery.choices, label=_("Drop-off or pick-up"))
    day_from = DateFilter(
        field_name="scheduled_for", lookup_expr="date__gte", label=_("Appointment from"), widget=DateInput()
    )
    day_until = DateFilter(
        field_name="scheduled_for", lookup_expr="date__lte", label=_("Appointment until"), widget=DateInput()
    )

    class Meta:
        model = Donation
        fields = []
