"""Addresses of accessories."""

from django.urls import path

from devices.accessories import counting_views, views

urlpatterns = [
    path("accessories/", views.AccessoryList.as_view(), name="accessory_list"),
    path("accessories/new/", views.accessory_take_in, name="accessory_take_in"),
    path("accessories/stocktaking/", counting_views.accessory_places, name="accessory_places"),
    path("accessories/stocktaking/<int:pk>/", counting_views.accessory_count, name="accessory_count"),
    path("accessories/<int:pk>/", views.accessory_detail, name="accessory_detail"),
    path("accessories/<int:pk>/<slug:step>/", views.accessory_step, name="accessory_step"),
    path("accessories/given/<int:pk>/take-off/", views.accessory_take_off, name="accessory_take_off"),
    path("accessories/given/<int:pk>/again/", views.accessory_give_again, name="accessory_give_again"),
    path("donations/<donation:number>/intake/accessories/", views.donation_accessories, name="donation_accessories"),
    path("devices/<device:number>/accessories/", views.device_accessories, name="device_accessories"),
]
