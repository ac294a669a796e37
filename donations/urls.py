"""Addresses of donors and donations. The offer form and the intake are the devices' (`devices/urls/donations.py`)."""

from django.urls import include, path

from donations.agreements import views as agreements
from donations.views import donations, donors, state, state_papers, steps

urlpatterns = [
    path("", include("donations.appointments.urls")),
    path("", include("donations.donors.urls")),
    path("donors/new/", donors.create, name="donor_create"),
    path("donors/<int:pk>/edit/", donors.edit, name="donor_edit"),
    path("donations/", donations.DonationList.as_view(), name="donation_list"),
    path("donations/state/", state.ask, name="donation_state_ask"),
    path("donations/state/<str:token>/", state.state, name="donation_state"),
    path(
        "donations/state/<str:token>/papers/<str:number>/<int:version>/",
        state_papers.paper,
        name="donation_state_paper",
    ),
    path("donations/state/<str:token>/time/", state.slot, name="donation_state_slot"),
    path("donations/state/<str:token>/appointment.ics", state.calendar, name="donation_state_calendar"),
    path("donations/state/<str:token>/withdraw/", state.withdraw, name="donation_state_withdraw"),
    path("donations/state/<str:token>/follow/", state.adopt, name="donation_state_adopt"),
    path("donations/state/<str:token>/renew/", state.renew, name="donation_state_renew"),
    path("donations/<donation:number>/", donations.detail, name="donation_detail"),
    path("donations/<donation:number>/links/end/", state.revoke, name="donation_links_revoke"),
    path("donations/<donation:number>/appointment/", steps.schedule, name="donation_schedule"),
    path("donations/<donation:number>/accept/", steps.accept, name="donation_accept"),
    path("donations/<donation:number>/decline/", steps.decline, name="donation_decline"),
    path("donations/<donation:number>/withdraw/", steps.cancel, name="donation_cancel"),
    path("donations/<donation:number>/agreement/", agreements.agreement, name="donation_agreement"),
    path("donations/<donation:number>/agreement/scan/", agreements.scan, name="donation_agreement_scan"),
    path("donations/<donation:number>/agreement/text/", agreements.text, name="donation_agreement_text"),
    path("donations/<donation:number>/donor/", steps.assign, name="donation_assign"),
]
