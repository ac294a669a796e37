"""Addresses of reservations."""

from django.urls import path

from recipients.holding import views

urlpatterns = [
    path("reservations/", views.ReservationList.as_view(), name="reservation_list"),
    path("reservations/ran-out/", views.RanOutList.as_view(), name="ran_out_list"),
    path("reservations/extend/", views.reservation_extend, name="reservation_extend"),
    path("reservations/release/", views.reservation_release, name="reservation_release"),
]
