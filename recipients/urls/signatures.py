"""Addresses of signatures on receipts."""

from django.urls import path

from recipients.signatures import views

urlpatterns = [
    path("receipts/unsigned/", views.UnsignedList.as_view(), name="unsigned_receipts"),
    path("receipts/unsigned/tick/", views.receipts_tick, name="receipts_tick"),
    path("receipts/ticked/<int:pk>/", views.receipts_untick, name="receipts_untick"),
]
