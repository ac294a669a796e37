"""The list of donors, with what each gave."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from donations.donors.filters import DonorFilter
from donations.donors.numbers import with_numbers
from donations.models import Donor


class DonorList(ListPage):
    """All donors, each once: one that was merged into another is counted and found there."""

    model = Donor
    filterset_class = DonorFilter
    permission_required = "donations.manage_donation"
    template_name = "donations/donors/list.html"
    title = _("Donors")
    search_hint = _("Name, contact person, town, e-mail address, phone")
    default_sort = "name"
    empty_text = _("No donors yet. They come with their first offer, or you enter one.")
    columns = (
        Column("name", _("Name"), sort="sort_name", link=lambda d: reverse("donor_detail", args=[d.pk])),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind", main=True),
        Column("city", _("Town"), sort="town_key", data_label=_("Town")),
        Column("contact", _("Contact person"), main=True, data_label=_("Contact person")),
        Column(
            "donations",
            _("Donations"),
            value="donation_count",
            sort="donation_count",
            numeric=True,
            data_label=_("Donations"),
        ),
        Column("open", _("Open ones"), value="open_count", sort="open_count", numeric=True, data_label=_("open")),
        Column(
            "devices", _("Devices"), value="device_count", sort="device_count", numeric=True, data_label=_("Devices")
        ),
        Column(
            "last",
            _("Last offer"),
            value=lambda d: timezone.localdate(d.last_given) if d.last_given else None,
            sort="last_given",
            numeric=True,
            data_label=_("last offer"),
        ),
        Column("street", _("Street and number"), on_page=False),
        Column("postcode", _("Postcode"), on_page=False),
        Column("phone", _("Phone"), on_page=False),
        Column("email", _("E-mail address"), on_page=False),
        Column("since", _("Known since"), value=lambda d: timezone.localdate(d.created_at), on_page=False),
    )

    def get_queryset(self) -> QuerySet:
        return with_numbers(super().get_queryset().heads())
