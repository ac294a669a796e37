"""Addresses of donors and donations. The offer form and the intake are the devices' (`devices/urls/donations.py`)."""

from django.urls import include, path

from donations.views import donations, donors, steps

urlpatterns = [
    path("", include("donations.appointments.urls")),
    path("donors/new/", donors.create, name="donor_create"),
    path("donors/<int:pk>/edit/", donors.edit, name="donor_edit"),
    path("donors/<int:pk>/people/", donors.people, name="donor_people"),
    path("donations/", donations.DonationList.as_view(), name="donation_list"),
    path("donations/<donation:number>/", donations.detail, name="donation_detail"),
    path("donations/<donation:number>/appointment/", steps.schedule, name="donation_schedule"),
    path("donations/<donation:number>/decline/", steps.decline, name="donation_decline"),
    path("donations/<donation:number>/withdraw/", steps.cancel, name="donation_cancel"),
    path("donations/<donation:number>/agreement/", steps.agreement, name="donation_agreement"),
    path("donations/<donation:number>/donor/", steps.assign, name="donation_assign"),
]
