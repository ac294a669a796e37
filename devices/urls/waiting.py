"""Addresses about what devices wait for."""

from django.urls import path

from devices.waiting import lists, views

urlpatterns = [
    path("workshop/on-hold/", lists.HoldList.as_view(), name="hold_list"),
    path("workshop/lost/", views.lost_devices, name="lost_devices"),
    path("devices/<device:number>/ask-donor/", views.donor_ask, name="donor_ask"),
    path("devices/<device:number>/ask-donor/wanted/", views.donor_want, name="donor_want"),
    path("devices/<device:number>/loss/", views.loss_assess, name="loss_assess"),
]
