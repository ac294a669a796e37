"""Addresses of blank papers."""

from django.urls import path

from recipients.blank import views

ONE = "handovers/<str:number>/blank/"

urlpatterns = [
    path(ONE, views.handover_blank, name="handover_blank"),
    path(f"{ONE}receipts.pdf", views.handover_blank_receipts, name="handover_blank_receipts"),
    path(f"{ONE}list.pdf", views.handover_blank_rows, name="handover_blank_rows"),
]
