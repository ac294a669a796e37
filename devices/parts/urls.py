"""Addresses of parts."""

from django.urls import path

from devices.labelling import views as labelling_views
from devices.parts import taking_views, views

urlpatterns = [
    path("parts/", views.PartList.as_view(), name="part_list"),
    path("parts/labels/", labelling_views.part_labels, name="part_labels"),
    path("parts/new/", taking_views.part_new, name="part_new"),
    path("parts/<part:number>/", views.part_detail, name="part_detail"),
    path("parts/<part:number>/edit/", views.part_edit, name="part_edit"),
    path("parts/<part:number>/build-in/", views.part_build_in, name="part_build_in"),
    path("parts/<part:number>/take-out/", views.part_take_out, name="part_take_out"),
    path("parts/<part:number>/scrap/", views.part_scrap, name="part_scrap"),
    path("parts/<part:number>/unscrap/", views.part_unscrap, name="part_unscrap"),
    path("devices/<device:number>/dismantle/", taking_views.device_dismantle, name="device_dismantle"),
    path("devices/<device:number>/parts/", taking_views.device_parts, name="device_parts"),
    path("devices/<device:number>/parts/build-in/", views.device_build_in, name="device_build_in"),
]
