"""Addresses of registering, taking in and labelling: devices between the donor's door and the workshop."""

from django.urls import path

from devices import intake_views, registration_views
from devices.offering import door, goods_views

urlpatterns = [
    path("donations/new/", registration_views.offer, name="donation_offer"),
    path("intake/", intake_views.IntakeList.as_view(), name="intake"),
    path("intake/left-at-the-door/", door.left_at_the_door, name="intake_at_the_door"),
    path("donations/<donation:number>/intake/", intake_views.take_in, name="donation_intake"),
    path("donations/<donation:number>/intake/lines/<int:line>/", intake_views.take_next, name="donation_intake_next"),
    path("donations/<donation:number>/intake/goods/<int:line>/", goods_views.arrived, name="donation_intake_goods"),
    path(
        "donations/<donation:number>/intake/goods/<int:line>/back/", goods_views.back, name="donation_intake_goods_back"
    ),
    path("donations/<donation:number>/intake/surplus/", intake_views.surplus, name="donation_intake_surplus"),
    path("donations/<donation:number>/intake/finish/", intake_views.finish, name="donation_intake_finish"),
    path("donations/<donation:number>/intake/undo/<str:device>/", intake_views.undo, name="donation_intake_undo"),
]
