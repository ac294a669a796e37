"""Addresses of registering, taking in and labelling: devices between the donor's door and the workshop."""

from django.urls import path

from devices import intake_views, registration_views

urlpatterns = [
    path("donations/new/", registration_views.offer, name="donation_offer"),
    path("intake/", intake_views.IntakeList.as_view(), name="intake"),
    path("donations/<donation:number>/intake/", intake_views.take_in, name="donation_intake"),
    path("donations/<donation:number>/intake/lines/<int:line>/", intake_views.take_next, name="donation_intake_next"),
    path("donations/<donation:number>/intake/surplus/", intake_views.surplus, name="donation_intake_surplus"),
    path("donations/<donation:number>/intake/finish/", intake_views.finish, name="donation_intake_finish"),
    path("donations/<donation:number>/intake/undo/<str:device>/", intake_views.undo, name="donation_intake_undo"),
]
