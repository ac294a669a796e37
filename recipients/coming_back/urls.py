"""Addresses of what is put right around a handover."""

from django.urls import path

from recipients.coming_back import views

urlpatterns = [
    path("handovers/back/", views.devices_back, name="devices_back"),
    path("handovers/back/<str:number>/", views.device_back, name="device_back"),
    path("handovers/<str:number>/devices/<int:pk>/exchange/", views.handover_exchange, name="handover_exchange"),
]
