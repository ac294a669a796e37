"""Addresses of pick-up notes; the papers themselves have those of documents."""

from django.urls import path

from devices.pickup_notes import views

urlpatterns = [
    path("donations/<donation:number>/pick-up-note/", views.donation_pick_up_note, name="donation_pick_up_note"),
]
