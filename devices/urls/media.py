"""Addresses of storage media and of wipe stations."""

from django.urls import path

from devices.media_pages import lists, views

urlpatterns = [
    path("media/", lists.MediumList.as_view(), name="medium_list"),
    path("media/<int:pk>/", views.medium_detail, name="medium_detail"),
    path("media/<int:pk>/steps/<slug:step>/", views.medium_step, name="medium_step"),
    path("donations/<donation:number>/media/add/", views.loose_medium_add, name="loose_medium_add"),
    path("workshop/wipe-stations/", lists.WipeStationList.as_view(), name="wipe_station_list"),
    path("workshop/wipe-stations/new/", views.wipe_station_edit, name="wipe_station_new"),
    path("workshop/wipe-stations/<int:pk>/", views.wipe_station_edit, name="wipe_station_edit"),
]
