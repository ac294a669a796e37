"""Addresses of appointments and of a donation's slot."""

from django.urls import path

from donations.appointments.views import slots

urlpatterns = [
    path("donations/<donation:number>/slot/", slots.donation_slot, name="donation_slot"),
]
