"""The list of donations and a donation's page."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from donations import device_lines, history, panels, papers, state_links, steps
from donations.filters import DonationFilter
from donations.models import Donation

SEE_MEDIA = "devices.view_device"
SEE_DONORS = "donations.view_donation"
DEVICES_PER_PAGE = 100


def may_follow_donations(user: User) -> bool:
    """Coordination sees all donations, donors their own, nobody else any."""
    return user.has_perm(SEE_DONORS) or user.has_perm("donations.offer_donation")


class DonationList(ListPage):
    """All donations for coordination, a donor's own for its people."""

    model = Donation
    filterset_class = DonationFilter
    template_name = "donations/list.html"
    default_sort = "-offered"
    related = ("donor",)
    empty_text = _("No donations yet.")
    columns = (
        Column(
            "number", _("Number"), sort="number", code=True, link=lambda d: reverse("donation_detail", args=[d.number])
        ),
        Column("donor", _("Donor"), value="donor_name", sort="donor__sort_name", main=True, permission=SEE_DONORS),
        Column("status", _("Status"), badge="donation", sort="status"),
        Column(
            "devices", _("Devices"), value="device_count", sort="device_count", numeric=True, data_label=_("Devices")
        ),
        Column(
            "media",
            _("Disks with data"),
            value="get_media_with_data_display",
            sort="media_with_data",
            main=True,
            data_label=_("Disks"),
        ),
        Column(
            "appointment",
            _("Appointment"),
            value="scheduled_for",
            sort="scheduled_for",
            numeric=True,
            data_label=_("Appointment"),
        ),
        Column(
            "offered",
            _("Offered"),
            value=lambda d: d.created_at.date(),
            sort="created_at",
            numeric=True,
            data_label=_("offered"),
        ),
        Column("delivery", _("Drop-off or pick-up"), value="get_delivery_display", on_page=False),
        Column("origin", _("Origin"), value="get_origin_display", on_page=False),
        Column("source", _("How it was offered"), value="get_source_display", on_page=False),
        Column("agreement", _("Processing agreement"), value="get_data_agreement_display", on_page=False),
        Column("arrived", _("Arrived on"), value="received_on", on_page=False),
    )

    def has_permission(self) -> bool:
        return may_follow_donations(self.request.user)

    @property
    def title(self):
        return _("Donations") if self.request.user.has_perm(SEE_DONORS) else _("My donations")

    @property
    def search_hint(self):
        if self.request.user.has_perm(SEE_DONORS):
            return _("Number, donor, town, serial number, asset tag")
        return _("Number, serial number, asset tag")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().annotate(device_count=Count("devices"))

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"empty_url": reverse("donation_offer"), "empty_url_label": _("Offer devices")}


def visible_donation(request: HttpRequest, number: str) -> Donation:
    """The donation, if the reader may see it; else 404. Raises PermissionDenied for people without such pages."""
    if not may_follow_donations(request.user):
        raise PermissionDenied
    rows = Donation.objects.visible_to(request.user).select_related("donor", "appointment")
    return get_object_or_404(rows, number=number)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One donation: what is next, every device and where it stands, what happened."""
    donation = visible_donation(request, number)
    page = _devices(request, donation)
    context = {
        "donation": donation,
        "is_coordination": request.user.has_perm("donations.manage_donation"),
        "step": steps.next_step(request.user, donation),
        "lines": device_lines.lines_for(request.user, page.object_list),
        "page": page,
        "counts": device_lines.counts(donation.devices.values_list("status", flat=True)),
        "history": history.lines_for(request.user, donation),
        "loose_media": donation.media.filter(device=None) if request.user.has_perm(SEE_MEDIA) else [],
        "papers": papers.of(request.user, donation),
        "panels": panels.shown_to(request.user, donation),
        "links": state_links.standing(donation) if request.user.has_perm("donations.manage_donation") else 0,
        "facts": steps.facts(donation),
        "donor_facts": steps.donor_facts(donation) if request.user.has_perm(SEE_DONORS) else [],
    }
    return render(request, "donations/detail.html", context)


def _devices(request: HttpRequest, donation: Donation) -> Page:
    devices = donation.devices.select_related("category").order_by("is_surplus", "line", "pk")
    return Paginator(devices, DEVICES_PER_PAGE).get_page(request.GET.get("page"))
