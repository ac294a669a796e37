"""Donations for which a donor has stated values that no valid paper confirms yet: coordination's work."""

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from accounts.pages.columns import Column
from accounts.pages.filters import SearchFilter
from accounts.pages.lists import ListPage
from devices.confirmations.days import NOT_GIVEN
from devices.confirmations.money import euros
from devices.models import ConfirmedValue, StatedValue
from donations.enums import DonorKind
from donations.models import Donation


def unconfirmed() -> QuerySet[StatedValue]:
    """Stated values of accepted devices that are on no valid confirmation. Public bodies get none."""
    valid = ConfirmedValue.objects.filter(device=OuterRef("device"), active=True)
    return (
        StatedValue.objects.exclude(device__status__in=NOT_GIVEN)
        .exclude(device__donation__donor__kind=DonorKind.PUBLIC_BODY)
        .filter(~Exists(valid))
    )


def donations_due() -> QuerySet[Donation]:
    """The donations of these."""
    return Donation.objects.filter(pk__in=unconfirmed().values("device__donation"))


class DueFilter(FilterSet):
    """Number, donor, town."""

    q = SearchFilter(numbers=("number",))

    class Meta:
        model = Donation
        fields: list[str] = []


class ConfirmationsDue(ListPage):
    """What is to be confirmed, the longest waiting first."""

    model = Donation
    filterset_class = DueFilter
    permission_required = "donations.manage_donation"
    title = _("Gifts to confirm")
    search_hint = _("Number, donor, town")
    default_sort = "stated"
    related = ("donor",)
    empty_text = _("Nothing is to be confirmed: no donor has stated values that wait for their paper.")
    columns = (
        Column(
            "number", _("Number"), sort="number", code=True, link=lambda d: reverse("donation_confirm", args=[d.number])
        ),
        Column("donor", _("Donor"), value="donor_name", sort="donor__sort_name", main=True),
        Column("count", _("Devices"), value="valued", sort="valued", numeric=True, data_label=_("Devices")),
        Column("total", _("Value"), value=lambda d: euros(d.stated_total), sort="stated_total", numeric=True),
        Column("stated", _("Stated on"), value=lambda d: d.stated_last.date(), sort="stated_last", numeric=True),
    )

    def get_queryset(self) -> QuerySet[Donation]:
        waiting = Q(devices__stated_value__in=unconfirmed())
        due = super().get_queryset().filter(pk__in=donations_due())
        return due.annotate(
            valued=Count("devices", filter=waiting),
            stated_total=Sum("devices__stated_value__total", filter=waiting),
            stated_last=Max("devices__stated_value__stated_at", filter=waiting),
        )
